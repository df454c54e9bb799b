/**
 * What a calibration has simulated so far, as JSON lines: the first identifies the calibration, the
 * others hold a candidate and its outcome each. A line that was cut is skipped, so that a run that
 * was interrupted can resume.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type Memory, newMemory } from '../../study/calibrate/evaluate.ts';
import { Problem } from '../../text/problem.ts';
import { readText, writeAll } from './files.ts';
import { onPath } from './path-problem.ts';

/** Raised when the meaning of lines changes. */
const LOG_VERSION = 1;

/** One line: the texts of a candidate, and the outcome of each setting. */
export interface LoggedOutcome {
  readonly at: readonly string[];
  readonly outcome: readonly Readonly<Record<string, number>>[];
}

/**
 * The outcomes of a calibration, kept in a file if one is given.
 * @param of everything that the outcomes depend on.
 * @throws Problem when the file belongs to another calibration or cannot be used.
 */
export function openMemory(file: string | undefined, of: unknown): Memory {
  const memory = newMemory();
  if (file === undefined) return memory;
  const text = existsSync(file) ? readText(file) : '';
  const { outcomes, whole } = readLog(text, file, fingerprint(of));
  for (const { at, outcome } of outcomes) memory.keep(at, outcome);
  if (text !== whole) writeAll(dirname(file), { [basename(file)]: whole });
  return {
    known: memory.known,
    keep: (at, outcome) => {
      memory.keep(at, outcome);
      onPath(file, () => appendFileSync(file, logLine({ at, outcome })));
    },
  };
}

/** Tells calibrations apart by all that their outcomes depend on. */
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
 * @throws Problem when it belongs to another calibration, or is not such a log.
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
    const hint = 'name a new file';
    throw new Problem([{ where: fileName, message: 'not a log of a calibration', hint }]);
  }
  if (first.of !== print) {
    const message = 'it belongs to another calibration';
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
