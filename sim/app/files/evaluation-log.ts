/**
 * What a calibration has simulated so far, as JSON lines: the first says of which calibration, each
 * other holds a candidate and its outcome. A line that was cut is passed over, so that an
 * interrupted run can go on with what it had.
 */
import { createHash } from 'node:crypto';
import { Problem } from '../../text/problem.ts';

/** Raised when lines mean something else. */
const LOG_VERSION = 1;

/** One line: the texts of a candidate, and by setting what came out. */
export interface LoggedOutcome {
  readonly at: readonly string[];
  readonly outcome: readonly Readonly<Record<string, number>>[];
}

/** Tells calibrations apart by all that their outcomes hang on. */
export function fingerprint(of: unknown): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 32);
}

/** The first line of a log. */
export function logHead(print: string): string {
  return `${JSON.stringify({ precopyCalibration: LOG_VERSION, of: print })}\n`;
}

export function logLine(logged: LoggedOutcome): string {
  return `${JSON.stringify(logged)}\n`;
}

/**
 * The outcomes of a log and the text of its whole lines.
 * @throws Problem when it is of another calibration, or no such log.
 */
export function readLog(
  text: string,
  fileName: string,
  print: string,
): { readonly outcomes: readonly LoggedOutcome[]; readonly whole: string } {
  const [head = '', ...lines] = text.split('\n').slice(0, -1);
  if (text === '') return { outcomes: [], whole: logHead(print) };
  const first = parsed(head) as { precopyCalibration?: unknown; of?: unknown } | undefined;
  if (first?.precopyCalibration !== LOG_VERSION) {
    const hint = 'name a file that is not there yet';
    throw new Problem([{ where: fileName, message: 'this is no log of a calibration', hint }]);
  }
  if (first.of !== print) {
    const message = 'it is of another calibration';
    const hint =
      'scenario, measurements, what is fitted, --hold-out, --replications and --seed must be the ' +
      'same; else name another file';
    throw new Problem([{ where: fileName, message, hint }]);
  }
  const outcomes = lines.flatMap((line) => {
    const logged = parsed(line);
    return isOutcome(logged) ? [logged] : [];
  });
  return { outcomes, whole: logHead(print) + outcomes.map(logLine).join('') };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) ?? undefined;
  } catch {
    return undefined;
  }
}

function isOutcome(value: unknown): value is LoggedOutcome {
  if (typeof value !== 'object' || value === null) return false;
  const { at, outcome } = value as Partial<LoggedOutcome>;
  return Array.isArray(at) && Array.isArray(outcome);
}
