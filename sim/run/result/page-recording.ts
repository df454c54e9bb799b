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
  /** Whether it grew too large, so that its end is missing. */
  readonly isCut: boolean;
}

/** Records one migration. */
export class PageRecorder implements PageListener {
  readonly #migration: Migration;
  readonly #bytesMost: number;
  readonly #rounds: RecordedRound[] = [];
  readonly #batches: RecordedBatch[] = [];
  #taken: number[] = [];
  #skipped: number[] = [];
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

  batchEnds(timeNs: number): void {
    if (!this.#isFull) {
      const batch = {
        timeNs,
        taken: Uint32Array.from(this.#taken),
        skipped: Uint32Array.from(this.#skipped),
      };
      this.#bytes += batch.taken.byteLength + batch.skipped.byteLength;
      this.#batches.push(batch);
    }
    this.#taken = [];
    this.#skipped = [];
  }

  /** What was recorded. */
  get recording(): PageRecording {
    const { guest, source, destination } = this.#migration;
    const { pages, p2mPages, mapped, order } = guest.memory;
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
      isCut: this.#isFull,
    };
  }
}
