/**
 * The first line of a journal: which sweep it belongs to, and all that is needed to put its
 * results together without the scenario.
 */

import { createHash } from 'node:crypto';
import type { TableAxis } from '../../run/result/run-table.ts';
import type { Until } from '../../scenario/until.ts';
import { Problem } from '../../text/problem.ts';
import { VERSION } from '../version.ts';
import type { Shard } from './shard.ts';

/** Version of the journals, raised when their lines change form. */
export const JOURNAL_FORMAT = 3;

/** Digests of everything that results depend on, by what a user would call it. */
export type Digests = Readonly<Record<'scenario' | 'sweep' | 'files' | 'options', string>>;

/** Identifies the sweep of a journal. */
export interface Header {
  readonly format: number;
  readonly version: string;
  readonly title: string;
  readonly digests: Digests;
  readonly axes: readonly TableAxis[];
  readonly points: number;
  /** Runs of every point; with `until` their maximum. */
  readonly replications: number;
  readonly until?: Until;
  readonly shard: Shard;
}

/**
 * Requires that results of both may stand side by side.
 * @param where the file of the first. @throws Problem that says what differs.
 */
export function requireSame(there: Header, here: Header, where: string): void {
  const hint = 'name another folder with `--out`, or delete this one to start from scratch';
  const tell = (message: string, more = hint): Problem =>
    new Problem([{ where, message, hint: more }]);
  if (there.format !== here.format || there.version !== here.version) {
    const message = `it was begun with precopy ${there.version}, and this is ${here.version}`;
    throw tell(message, `results of two versions do not mix: use that version, or ${hint}`);
  }
  const parts = Object.keys(here.digests) as (keyof Digests)[];
  const changed = parts.filter((part) => there.digests[part] !== here.digests[part]);
  if (changed.length > 0) {
    const what = changed.map((part) => PARTS[part]).join(' and ');
    throw tell(`holds results of ${JSON.stringify(there.title)} with ${what}`);
  }
  const [one, other] = [there.shard, here.shard];
  if (one.count === other.count) return;
  throw tell(`is one of ${one.count} shards, not of ${other.count}`);
}

const PARTS: Readonly<Record<keyof Digests, string>> = {
  scenario: 'another scenario',
  sweep: 'another sweep',
  files: 'other files of series or policies',
  options: 'other options',
};

/** A header of this version. */
export function headerOf(rest: Omit<Header, 'format' | 'version'>): Header {
  return { format: JOURNAL_FORMAT, version: VERSION, ...rest };
}

const DIGITS = 16;

/** The digest of values, each taken as JSON. */
export function digestOf(values: Iterable<unknown>): string {
  const hash = createHash('sha256');
  for (const value of values) hash.update(`${JSON.stringify(value)}\n`);
  return hash.digest('hex').slice(0, DIGITS);
}
