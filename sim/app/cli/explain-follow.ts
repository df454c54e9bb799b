/** `precopy explain --follow`: forecasts of a migration, sample by sample as they come. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { forecastLine } from '../../output/document/explanation.ts';
import { type ExplainOptions, type Explanation, explain } from '../../study/explain/explain.ts';
import { type Imported, importText } from '../../study/import/import.ts';
import type { Format, Measurement } from '../../study/import/measurement.ts';
import { Problem } from '../../text/problem.ts';
import { onPath } from '../files/path-problem.ts';
import { print, remark } from './terminal.ts';

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
  const heard = new Heard(file, args.from);
  let seen = 0;
  let isOver = false;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    const found = heard.add(line);
    const count = wholeSamples(found, line);
    if (found === undefined) continue;
    if (found.isNew) [seen, isOver] = [0, false];
    if (isOver || count <= seen || count < LEAST_SAMPLES) continue;
    seen = count;
    const told = cutTo(found.migration, count);
    isOver = told.outcome !== 'unknown';
    await tell(told, args, options);
  }
  const last = heard.last();
  if (last === undefined) importText(heard.text, file, args.from);
  else if (!isOver && (last.migration.samples?.length ?? 0) > seen)
    await tell(last.migration, args, options);
  if (seen === 0 && !args.quiet) remark('a forecast needs two samples of a migration');
}

interface Found {
  readonly format: Format;
  /** The newest one. */
  readonly migration: Measurement;
  /** Whether it has just begun. */
  readonly isNew: boolean;
}

/**
 * What has come of the newest migration: those before it are forgotten as soon as they are over,
 * and a line that says nothing of one is not looked at, so that a long log costs no more than what
 * it has of the migration.
 */
class Heard {
  text = '';
  readonly #file: string;
  #from: string | undefined;
  #format: Format | undefined;
  /** Migrations in the text. */
  #count = 0;

  constructor(file: string, from: string | undefined) {
    this.#file = file;
    this.#from = from;
  }

  /** The newest migration, if the line may have told of it. */
  add(line: string): Found | undefined {
    this.text += `${line}\n`;
    const format = this.#format;
    return format === undefined || format.recognise(line) > 0 ? this.last() : undefined;
  }

  last(): Found | undefined {
    const imported = this.#read();
    const migration = imported?.migrations.at(-1);
    if (imported === undefined || migration === undefined) return undefined;
    const before = imported.migrations.slice(0, -1);
    const isNew = before.length >= this.#count;
    const isAlone = before.length > 0 && before.every(({ outcome }) => outcome !== 'unknown');
    if (isAlone) this.#forget(migration);
    this.#count = isAlone ? 1 : before.length + 1;
    return { format: imported.format, migration, isNew };
  }

  #read(): Imported | undefined {
    try {
      const imported = importText(this.text, this.#file, this.#from);
      this.#format = imported.format;
      this.#from ??= imported.format.name;
      return imported;
    } catch (error) {
      if (error instanceof Problem) return undefined;
      throw error;
    }
  }

  /** All before the line at which a migration begins. */
  #forget({ origin }: Measurement): void {
    const line = Number(/:(\d+)(?: \(\d+\))?$/.exec(origin)?.[1] ?? 1);
    this.text = this.text
      .split('\n')
      .slice(line - 1)
      .join('\n');
  }
}

function wholeSamples(found: Found | undefined, line: string): number {
  const count = found?.migration.samples?.length ?? 0;
  if (found === undefined || count === 0) return 0;
  const isWhole = found.format.isLineWhole === true && /\S/.test(line);
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
