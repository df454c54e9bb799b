/** The folder of a sweep while one process works in it: a lock, a journal, and what is known. */
import { join } from 'node:path';
import { numberAt } from '../../run/result/row-block.ts';
import { makeFolder } from '../files/files.ts';
import { onPath } from '../files/path-problem.ts';
import type { Header } from './header.ts';
import { Journal } from './journal.ts';
import { takeLock } from './lock.ts';
import type { RunBlock } from './run-block.ts';
import type { Shard } from './shard.ts';
import type { RunNumber } from './sweep-plan.ts';

/** A sweep that can resume. */
export interface SweepFolder {
  readonly journalPath: string;
  readonly known: KnownRuns;
  /** @throws Problem when the runs cannot be kept. */
  readonly keep: (runs: RunBlock) => void;
  /** @throws Problem when what was kept cannot be written to the disk. */
  readonly close: () => void;
}

/** Where the journal of a shard stands in its folder. */
export function journalName({ index, count }: Shard): string {
  if (count === 1) return 'journal.jsonl';
  return `journal-${String(index).padStart(String(count).length, '0')}-of-${count}.jsonl`;
}

/**
 * Resumes a sweep, or begins it.
 * @param remark receives what is wrong but can be repaired.
 * @throws Problem when the folder cannot be used, or is another process's or another sweep's.
 */
export function openSweepFolder(
  folder: string,
  header: Header,
  remark: (text: string) => void,
): SweepFolder {
  const journalPath = join(folder, journalName(header.shard));
  onPath(folder, () => makeFolder(folder));
  const unlock = takeLock(`${journalPath}.lock`);
  const known = new KnownRuns(header);
  try {
    const journal = Journal.open(journalPath, header, (runs) => known.addAll(runs), remark);
    return {
      journalPath,
      known,
      keep: (runs) => journal.append(runs),
      close: () => {
        try {
          journal.close();
        } finally {
          unlock();
        }
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** A run takes one bit, and one number where the stop rule reads it. */
export class KnownRuns {
  readonly #header: Header;
  readonly #done: Uint8Array;
  readonly #values = new Map<number, number[]>();
  #count = 0;

  constructor(header: Header) {
    this.#header = header;
    this.#done = new Uint8Array(Math.ceil((header.points * header.replications) / 8));
  }

  /** The number of runs that are done. */
  get count(): number {
    return this.#count;
  }

  has(run: RunNumber): boolean {
    const bit = this.#bitOf(run);
    return ((this.#done[bit >>> 3] as number) & (1 << (bit & 7))) !== 0;
  }

  /** A run twice counts once. */
  mark(run: RunNumber): void {
    if (this.has(run)) return;
    const bit = this.#bitOf(run);
    this.#done[bit >>> 3] = (this.#done[bit >>> 3] as number) | (1 << (bit & 7));
    this.#count += 1;
  }

  /** Marks runs and keeps the values that the stop rule reads. */
  addAll({ points, replications, block }: RunBlock): void {
    const { until } = this.#header;
    for (const [row, point] of points.entries()) {
      const replication = replications[row] as number;
      this.mark({ point, replication });
      if (until === undefined) continue;
      const values = this.#values.get(point) ?? [];
      values[replication - 1] = numberAt(block, row, until.quantity);
      this.#values.set(point, values);
    }
  }

  /** Values of the rule's quantity by replication; undefined for missing runs. */
  valuesOf(point: number): readonly (number | undefined)[] {
    return this.#values.get(point) ?? [];
  }

  /** A point that is done is not asked for again. */
  forget(point: number): void {
    this.#values.delete(point);
  }

  #bitOf({ point, replication }: RunNumber): number {
    return point * this.#header.replications + replication - 1;
  }
}
