/**
 * A recording of which pages went when: enough to show the guest's memory at any time of a
 * migration, forwards and backwards. Plain data of typed arrays, in scan order.
 */
import type { ScanOrderName } from '../../engine/machine/memory/scan-order.ts';
import type { Migration } from '../../engine/mechanism/migration.ts';
import type { PageListener } from '../../engine/mechanism/page-listener.ts';

/** A round as it begins. */
export interface RecordedRound {
  readonly round: number;
  readonly startNs: number;
  readonly live: boolean;
  /** Pages that are due, mapped or not. */
  readonly due: Uint32Array;
  /** Index of its first batch. */
  readonly firstBatch: number;
}

/** Words of positions, each an index followed by a mask. */
export type WordPairs = Uint32Array;

/** What one batch did. */
export interface RecordedBatch {
  readonly timeNs: number;
  readonly taken: WordPairs;
  readonly skipped: WordPairs;
  /** Found written since the batch before, or since the log was empty. */
  readonly written: WordPairs;
}

/** The dirty log from the time at which it was empty to the CLEAN that empties it again. */
export interface RecordedLog {
  /** When the CLEAN reads it; the last batch of a migration that ended before one. */
  readonly endNs: number;
  /** How many batches there had been by then. */
  readonly endBatch: number;
  /** Found written after its last batch, most of them by the CLEAN itself. */
  readonly rest: WordPairs;
}

/** The pages of one migration. */
export interface PageRecording {
  readonly guest: string;
  readonly source: string;
  readonly destination: string;
  readonly pages: number;
  readonly p2mPages: number;
  readonly scan: ScanOrderName;
  /** Pages with memory behind them. */
  readonly mapped: Uint32Array;
  readonly rounds: readonly RecordedRound[];
  readonly batches: readonly RecordedBatch[];
  readonly logs: readonly RecordedLog[];
  /** Pages found written only when they are looked at, some time after the write. */
  readonly drawable: Uint32Array;
  /** Whether it grew too large, so that its end is missing. */
  readonly isCut: boolean;
}

/** Records one migration. */
export class PageRecorder implements PageListener {
  readonly #migration: Migration;
  readonly #bytesMost: number;
  readonly #rounds: RecordedRound[] = [];
  readonly #batches: RecordedBatch[] = [];
  readonly #logs: RecordedLog[] = [];
  readonly #written: number[] = [];
  readonly #taken: number[] = [];
  readonly #skipped: number[] = [];
  #bytes = 0;

  /** @param bytesMost it stops recording beyond. */
  constructor(migration: Migration, bytesMost: number) {
    this.#migration = migration;
    this.#bytesMost = bytesMost;
  }

  get #isFull(): boolean {
    return this.#bytes > this.#bytesMost;
  }

  roundStarts(startNs: number, round: number, live: boolean, due: Uint32Array): void {
    if (this.#isFull) return;
    this.#bytes += due.byteLength;
    const firstBatch = this.#batches.length;
    this.#rounds.push({ round, startNs, live, due: due.slice(), firstBatch });
  }

  readonly taken = (wordIndex: number, mask: number): void => {
    this.#taken.push(wordIndex, mask);
  };

  readonly skipped = (wordIndex: number, mask: number): void => {
    this.#skipped.push(wordIndex, mask);
  };

  marked(wordIndex: number, mask: number): void {
    this.#written.push(wordIndex, mask);
  }

  batchEnds(timeNs: number): void {
    const taken = this.#keep(this.#taken);
    const skipped = this.#keep(this.#skipped);
    const written = this.#keep(this.#written);
    if (!this.#isFull) this.#batches.push({ timeNs, taken, skipped, written });
  }

  cleaned(): void {
    const rest = this.#keep(this.#written);
    if (this.#isFull) return;
    const endNs = this.#migration.simulation.nowNs;
    this.#logs.push({ endNs, endBatch: this.#batches.length, rest });
  }

  /** No CLEAN reads the log of a migration that ended early. */
  #closeLog(): void {
    const { endBatch = 0 } = this.#logs.at(-1) ?? {};
    const last = this.#batches.at(-1);
    const isOpen = this.#batches.length > endBatch && this.#rounds.at(-1)?.live === true;
    if (!isOpen || last === undefined || this.#isFull) return;
    const { memory } = this.#migration.guest;
    memory.watcher = this;
    for (let index = 0; index < memory.mapped.length; index += 1) memory.peek(index);
    memory.watcher = undefined;
    const rest = this.#keep(this.#written);
    this.#logs.push({ endNs: last.timeNs, endBatch: this.#batches.length, rest });
  }

  /** The pairs as they are kept; the list is empty after it. */
  #keep(pairs: number[]): WordPairs {
    const kept = Uint32Array.from(pairs);
    pairs.length = 0;
    this.#bytes += kept.byteLength;
    return kept;
  }

  /** What was recorded, after the run: pages that nothing has looked at are looked at now. */
  get recording(): PageRecording {
    const { guest, source, destination } = this.#migration;
    this.#closeLog();
    const { pages, p2mPages, mapped, drawable, order } = guest.memory;
    return {
      guest: guest.name,
      source: source.name,
      destination: destination.name,
      pages,
      p2mPages,
      scan: order.name,
      mapped,
      rounds: this.#rounds,
      batches: this.#batches,
      logs: this.#logs,
      drawable,
      isCut: this.#isFull,
    };
  }
}
