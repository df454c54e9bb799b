/** Which runs of a sweep are done, and as much of their results as the others depend on. */
import type { Header } from './header.ts';
import type { RunRecord } from './journal-line.ts';
import type { RunNumber } from './sweep-plan.ts';

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

  /** Marks a run and keeps the value that the stop rule reads. */
  add(record: RunRecord): void {
    this.mark(record);
    const { until } = this.#header;
    if (until === undefined) return;
    const values = this.#values.get(record.point) ?? [];
    values[record.replication - 1] = record[until.quantity];
    this.#values.set(record.point, values);
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
