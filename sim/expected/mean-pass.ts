/**
 * One pass over a guest's pages in the mean. It goes through the scan in stretches; in each of them
 * the due pages of a class lie evenly. A batch skips the pages that were written between the last
 * CLEAN and its own PEEK, so of m batches, each of which adds d to the exposure x, a part
 *
 *     exp(-x) (1 + exp(-d) + ... + exp(-(m - 1) d)) / m
 *
 * of the due pages is sent. Steps are so short that m d is small.
 */
import type { WrittenPages } from './written-pages.ts';

/** What sending takes at present. */
export interface Pace {
  readonly secondsPerPage: number;
  /** What a page takes more, or less, when it comes to the destination for the first time. */
  readonly secondsPerNewPage: number;
  /** What a batch takes whatever its size. */
  readonly secondsPerBatch: number;
}

/** How a pass goes. */
export interface PassKind {
  /** Whether it is the first of all. */
  readonly first: boolean;
  readonly skips: boolean;
  /** Pages due that nobody writes. */
  readonly cold: number;
}

/** In a step the part of pages that is sent falls by less than this of itself. */
const STEP_DECAY = 0.5;

/** Below this part all of a class is skipped: no step need be short for it. */
const NOTHING_FRESH = 3e-3;

/** Less than this part of a stretch left to do is rounding. */
const DONE_EPSILON = 1e-9;

export class MeanPass {
  readonly #written: readonly WrittenPages[];
  readonly #batchPages: number;
  readonly #stretches: number;
  #first = false;
  #skips = false;
  #cold = 0;
  #due = 0;
  /** The stretch in which the pass is, and the part of it that is done. */
  #stretch = 0;
  #done = 0;
  #stretchesNow = 1;
  // What the next step is.
  #stepPages = 0;
  #stepNew = 0;
  #stepCold = 0;
  #stepPart = 0;
  /** Pages of this pass so far. */
  sent = 0;
  skipped = 0;
  /** Pages of `sent` that came to the destination for the first time. */
  sentNew = 0;

  constructor(written: readonly WrittenPages[], batchPages: number) {
    this.#written = written;
    this.#batchPages = batchPages;
    this.#stretches = written.reduce(
      (most, { spec: { places } }) => Math.max(most, places?.length ?? 1),
      1,
    );
  }

  copyFrom(other: MeanPass): void {
    this.#first = other.#first;
    this.#skips = other.#skips;
    this.#cold = other.#cold;
    this.#due = other.#due;
    this.#stretch = other.#stretch;
    this.#done = other.#done;
    this.#stretchesNow = other.#stretchesNow;
    this.sent = other.sent;
    this.skipped = other.skipped;
    this.sentNew = other.sentNew;
  }

  start({ first, skips, cold }: PassKind): void {
    this.#first = first;
    this.#skips = skips;
    this.#cold = cold;
    this.#due = cold;
    for (const each of this.#written) {
      each.startRound();
      this.#due += each.due;
    }
    this.#stretch = 0;
    this.#done = 0;
    // Where pages lie matters only beside others: later, one class has nearly all of them.
    this.#stretchesNow = first && skips ? this.#stretches : 1;
    this.sent = 0;
    this.skipped = 0;
    this.sentNew = 0;
  }

  get isSent(): boolean {
    return this.#stretch >= this.#stretchesNow;
  }

  /**
   * Sets the next step, at most to the end of the stretch.
   * @param secondsMost of which it need not be much longer. @returns the seconds that it takes.
   */
  plan(pace: Pace, secondsMost: number): number {
    const { secondsPerPage, secondsPerNewPage, secondsPerBatch } = pace;
    const batchPages = this.#batchPages;
    const pageSeconds = secondsPerPage + (this.#first ? secondsPerNewPage : 0);
    const batchSeconds = batchPages * pageSeconds + secondsPerBatch;
    const rest = 1 - this.#done;
    this.#stepPart = rest;
    const most = this.#collect(rest, 0) / batchPages;
    const inTime = Math.max(1, Math.ceil(secondsMost / batchSeconds));
    const batches = Math.min(this.#batchesOfStep(batchSeconds), inTime, most);
    if (batches > 1) this.#collect(rest, (batches - 1) * batchSeconds);
    const part = (batches * batchPages) / this.#stepPages;
    if (part < 1) {
      this.#stepPart *= part;
      this.#stepPages *= part;
      this.#stepCold *= part;
    }
    this.#stepNew = this.#first ? this.#stepCold : 0;
    for (const each of this.#written) {
      const ahead = each.unsentAhead(this.#shareOf(each) * this.#stepPart);
      this.#stepNew += each.sentPart * ahead;
    }
    const isFirst = this.#stretch === 0 && this.#done === 0;
    const full = this.#stepPages / batchPages + (isFirst ? this.#extraBatches() : 0);
    const pagesSeconds = this.#stepPages * secondsPerPage + this.#stepNew * secondsPerNewPage;
    return pagesSeconds + full * secondsPerBatch;
  }

  /** Does a part of the planned step. @returns the pages that are sent. */
  go(part: number): number {
    const lookedAt = this.#stepPart * part;
    for (const each of this.#written) {
      const share = this.#shareOf(each) * lookedAt;
      each.pass(share);
      this.skipped += each.due * share * (1 - each.sentPart);
    }
    const pages = this.#stepPages * part;
    this.sent += pages;
    this.sentNew += this.#stepNew * part;
    this.#done += lookedAt;
    if (part === 1 && this.#done >= 1 - DONE_EPSILON) {
      this.#stretch += 1;
      this.#done = 0;
    }
    return pages;
  }

  /** Whole batches that may go in one step. */
  #batchesOfStep(batchSeconds: number): number {
    if (!this.#skips) return Infinity;
    let seconds = Infinity;
    for (const each of this.#written) {
      if (each.due > 0 && each.fresh > NOTHING_FRESH) {
        seconds = Math.min(seconds, each.calmSeconds(STEP_DECAY));
      }
    }
    return Math.max(1, Math.floor(seconds / batchSeconds));
  }

  /** Part of a batch that the last one lacks: a round has whole batches, however few pages. */
  #extraBatches(): number {
    return this.#due < this.#batchPages ? 1 - this.#due / this.#batchPages : 0.5;
  }

  /** Part of a class that lies in the present stretch. */
  #shareOf({ spec: { places } }: WrittenPages): number {
    const stretches = this.#stretchesNow;
    return stretches === 1 ? 1 : (places?.[this.#stretch] ?? 1 / stretches);
  }

  /**
   * Sets what is sent of a part of this stretch. @param seconds from the first PEEK in it to the
   * last. @returns its pages.
   */
  #collect(part: number, seconds: number): number {
    const stretches = this.#stretchesNow;
    let cold = this.#cold / stretches;
    let pages = 0;
    for (const each of this.#written) {
      const share = this.#shareOf(each);
      cold -= each.due * (share - 1 / stretches);
      each.sentPart = this.#skips ? each.meanFresh(seconds) : 1;
      pages += each.due * share * part * each.sentPart;
    }
    this.#stepCold = Math.max(0, cold) * part;
    this.#stepPages = pages + this.#stepCold;
    return this.#stepPages;
  }
}
