/** `precopy explain --follow`: forecasts of a migration, sample by sample as they come. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { forecastLine } from '../../output/document/explanation.ts';
import { type ExplainOptions, type Explanation, explain } from '../../study/explain/explain.ts';
import { importText } from '../../study/import/import.ts';
import type { Measurement } from '../../study/import/measurement.ts';
import { Problem } from '../../text/problem.ts';
import { onPath } from '../files/path-problem.ts';
import { print, remark } from './terminal.ts';

/** Sources with a sample to a line; of others a sample is whole when the next one begins. */
const LINE_FORMATS = ['proxmox', 'nova', 'vdsm', 'ganeti', 'libvirt-progress', 'qemu'];
const LEAST_SAMPLES = 2;

/** What the command line says. */
export interface FollowArguments {
  readonly files: readonly string[];
  /** Name of the format; absent: by content. */
  readonly from?: string | undefined;
  readonly format: string;
  readonly quiet: boolean;
}

/**
 * Prints a forecast for each sample from the second on, until the migration or the input ends.
 * @throws Problem when more than one source is named, or nothing of a migration comes.
 */
export async function follow(args: FollowArguments, options: ExplainOptions): Promise<void> {
  const [file = '-', other] = args.files;
  if (other !== undefined) {
    throw new Problem([{ where: '--follow', message: 'one source is followed', hint: other }]);
  }
  const input = file === '-' ? process.stdin : onPath(file, () => createReadStream(file));
  let text = '';
  let seen = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    text += `${line}\n`;
    const last = lastOf(text, file, args);
    const count = wholeSamples(last, line);
    if (last === undefined || count <= seen || count < LEAST_SAMPLES) continue;
    seen = count;
    await tell(cutTo(last, count), args, options);
  }
  const last = lastOf(text, file, args);
  if (last === undefined) importText(text, file, args.from);
  else if ((last.samples?.length ?? 0) > seen) await tell(last, args, options);
  if (seen === 0 && !args.quiet) remark('a forecast needs two samples of a migration');
}

/** The newest migration; undefined as long as nothing of one is found. */
function lastOf(text: string, file: string, args: FollowArguments): Measurement | undefined {
  try {
    return importText(text, file, args.from).migrations.at(-1);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

function wholeSamples(measurement: Measurement | undefined, line: string): number {
  const count = measurement?.samples?.length ?? 0;
  if (measurement === undefined || count === 0) return 0;
  const isWhole = LINE_FORMATS.includes(measurement.format) && /\S/.test(line);
  return isWhole ? count : count - 1;
}

/** The migration as it was when it had so many samples. */
function cutTo(measurement: Measurement, count: number): Measurement {
  const { samples = [] } = measurement;
  if (samples.length === count) return measurement;
  const kept = samples.slice(0, count);
  return { ...measurement, outcome: 'unknown', samples: kept, stated: Object.assign({}, ...kept) };
}

async function tell(
  measurement: Measurement,
  args: FollowArguments,
  options: ExplainOptions,
): Promise<void> {
  const found = await explain(measurement, { ...options, forecastOnly: true, replications: 1 });
  if (args.format === 'json') print(JSON.stringify(lineOf(found)));
  else print(textOf(found));
}

/** What a line of JSON says. */
function lineOf({ evidence, simulated, writes, missing }: Explanation) {
  return {
    seconds: evidence.now?.seconds ?? evidence.totalSeconds,
    outcome: evidence.outcome,
    dirtyPagesPerSecond: writes?.pagesPerSecond ?? null,
    forecast: simulated?.forecast ?? null,
    cures: (simulated?.cures ?? []).map(({ title, outcome }) => ({ title, ends: outcome.ends })),
    missing,
  };
}

function textOf({ evidence, simulated, missing }: Explanation): string {
  const { now, outcome, totalSeconds, downtimeSeconds } = evidence;
  if (now === null)
    return `${outcome} after ${totalSeconds ?? '?'} s, downtime ${downtimeSeconds ?? '?'} s`;
  const at = `${now.seconds.toFixed(1)} s`;
  if (simulated?.forecast === undefined) return `${at}  no forecast: ${missing}`;
  const least = simulated.cures.filter((cure) => cure.outcome.ends).map(({ title }) => title);
  const cure = least.length === 0 ? '' : `; it would with ${least.join(', or ')}`;
  return `${at}  ${forecastLine(simulated.forecast)}${cure}`;
}
