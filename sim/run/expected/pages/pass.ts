/**
 * One pass over a guest's pages on average. It goes through the scan in stretches; in each of them
 * the due pages of a class lie evenly. A batch skips the pages that were written between the last
 * CLEAN and its own PEEK: with C pages that are never written, D of each class and a part f of D
 * not written again at its PEEK, a batch of B pages takes the pass on by a part
 *
 *     g = B / (C + sum of D f)
 *
 * of the stretch, and sends g D f of a class. A step is some batches. The f of any time are known;
 * g and g f are taken for parabolas through the first PEEK, the last and the middle between, and
 * added up batch by batch. A stretch ends where its batches, the last one broken, add up to it.
 *
 * Units: pages, seconds, parts of 1. How f falls while the guest runs is in `class-state.ts`, what
 * policies make of rounds in `rounds.ts`. Assumed: classes do not share pages, and the due pages of
 * one are independent of each other, so only their number matters.
 */
import { exp } from '../../../engine/kernel/portable.ts';
import type { WrittenPages } from './class-state.ts';

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
  /** Pages due that are never written. */
  readonly cold: number;
}

/** A class of which less than this part is sent at once needs no short steps. */
const HARDLY_SENT = 3e-3;

/** Batches over which it is looked how many pages are new. */
const NEXT_BATCHES = 4;

/** Less than this part of a stretch left to do is rounding. */
const DONE_EPSILON = 1e-9;

export class ExpectedPass {
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
  /** Cold pages in the stretch. */
  #coldHere = 0;
  // What the next step is.
  #stepPages = 0;
  #stepNew = 0;
  #stepPart = 0;
  /** What the first PEEK, the middle and the last count for in a sum over batches. */
  #ofFirst = 0;
  #ofMiddle = 0;
  #ofLast = 0;
  /** Pages of this pass so far. */
  sent = 0;
  skipped = 0;
  /** Pages of `sent` that came to the destination for the first time. */
  sentNew = 0;

  constructor(written: readonly WrittenPages[], batchPages: number) {
    this.#written = written;
    this.#batchPages = batchPages;
    let most = 1;
    for (const { spec } of written) most = Math.max(most, spec.places?.length ?? 1);
    this.#stretches = most;
  }

  copyFrom(other: ExpectedPass): void {
    this.#first = other.#first;
    this.#skips = other.#skips;
    this.#cold = other.#cold;
    this.#due = other.#due;
    this.#stretch = other.#stretch;
    this.#done = other.#done;
    this.#stretchesNow = other.#stretchesNow;
    this.#coldHere = other.#coldHere;
    this.sent = other.sent;
    this.skipped = other.skipped;
    this.sentNew = other.sentNew;
  }

  start({ first, skips, cold }: PassKind): void {
    this.#first = first;
    this.#skips = skips;
    this.#cold = cold;
    this.#due = cold;
    for (let index = 0; index < this.#written.length; index += 1) {
      const each = this.#written[index] as WrittenPages;
      each.unsent.startRound();
      this.#due += each.due;
    }
    // Where pages lie matters only beside others: later, one class has nearly all of them.
    this.#stretchesNow = first && skips ? this.#stretches : 1;
    this.sent = 0;
    this.skipped = 0;
    this.sentNew = 0;
    this.#enter(0);
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
    const pages = this.#sendable();
    this.#stepPart = 1 - this.#done;
    this.#stepPages = pages * this.#stepPart;
    const most = this.#stepPages / batchPages;
    if (this.#skips && most > 1) {
      const newSeconds = secondsPerNewPage * this.#newPart(pages);
      const batchSeconds = batchPages * (secondsPerPage + newSeconds) + secondsPerBatch;
      const inTime = Math.max(1, Math.ceil(secondsMost / batchSeconds));
      const calm = this.#batchesOfStep(batchSeconds, pages);
      const batches = Math.min(calm, inTime, Math.ceil(most));
      if (batches > 1) this.#lookAhead(batches, batchSeconds, pages);
      else {
        this.#stepPart = batchPages / pages;
        this.#stepPages = batchPages;
      }
    }
    this.#stepNew = this.#first ? this.#stepPages : this.#newOf();
    const isFirst = this.#stretch === 0 && this.#done === 0;
    const full = this.#stepPages / batchPages + (isFirst ? this.#extraBatches() : 0);
    const pagesSeconds = this.#stepPages * secondsPerPage + this.#stepNew * secondsPerNewPage;
    return pagesSeconds + full * secondsPerBatch;
  }

  /** Does a part of the planned step. @returns the pages that are sent. */
  go(part: number): number {
    const lookedAt = this.#stepPart * part;
    for (let index = 0; index < this.#written.length; index += 1) {
      const each = this.#written[index] as WrittenPages;
      const share = each.share * lookedAt;
      each.unsent.pass(share, each.sentPart);
      this.skipped += each.due * share * (1 - each.sentPart);
    }
    const pages = this.#stepPages * part;
    this.sent += pages;
    this.sentNew += this.#stepNew * part;
    this.#done += lookedAt;
    if (part === 1 && this.#done >= 1 - DONE_EPSILON) this.#enter(this.#stretch + 1);
    return pages;
  }

  /** The pass comes to a stretch. */
  #enter(stretch: number): void {
    this.#stretch = stretch;
    this.#done = 0;
    const even = 1 / this.#stretchesNow;
    this.#coldHere = this.#cold * even;
    for (let index = 0; index < this.#written.length; index += 1) {
      const each = this.#written[index] as WrittenPages;
      each.share = this.#stretchesNow === 1 ? 1 : (each.spec.places?.[stretch] ?? even);
      each.here = each.due * each.share;
      this.#coldHere -= each.due * (each.share - even);
    }
    this.#coldHere = Math.max(0, this.#coldHere);
  }

  /** Pages of the whole stretch that would be sent if all were looked at now. */
  #sendable(): number {
    let pages = this.#coldHere;
    for (let index = 0; index < this.#written.length; index += 1) {
      const each = this.#written[index] as WrittenPages;
      each.freshFirst = this.#skips ? each.fresh : 1;
      each.sentPart = each.freshFirst;
      pages += each.here * each.freshFirst;
    }
    return pages;
  }

  /** Whole batches that may go in one step. */
  #batchesOfStep(batchSeconds: number, pages: number): number {
    let seconds = Infinity;
    for (let index = 0; index < this.#written.length; index += 1) {
      const each = this.#written[index] as WrittenPages;
      if (each.here * each.freshFirst <= HARDLY_SENT * pages) continue;
      seconds = Math.min(seconds, each.calmSeconds());
    }
    return Math.max(1, Math.floor(seconds / batchSeconds));
  }

  /** Sets a step of some batches, or of fewer, to the end of the stretch. */
  #lookAhead(batches: number, batchSeconds: number, pages: number): void {
    const batchPages = this.#batchPages;
    let middlePages = this.#coldHere;
    let lastPages = this.#coldHere;
    for (let index = 0; index < this.#written.length; index += 1) {
      const each = this.#written[index] as WrittenPages;
      each.lookAhead((batches - 1) * batchSeconds);
      middlePages += each.here * each.freshMiddle;
      lastPages += each.here * each.freshLast;
    }
    const first = batchPages / pages;
    const middle = batchPages / middlePages;
    const last = batchPages / lastPages;
    const end = batches - 1;
    const rest = this.#stepPart;
    let whole = batches;
    this.#weigh(whole, 0, end);
    let part = this.#weighed(first, middle, last);
    // The last batch passes most, so not too many are taken back.
    while (part > rest && whole > 1) {
      const over = (part - rest) / parabolaAt((whole - 1) / end, first, middle, last);
      whole = Math.max(1, whole - Math.ceil(over));
      this.#weigh(whole, 0, end);
      part = this.#weighed(first, middle, last);
    }
    let broken = 0;
    if (whole < batches) {
      broken = (rest - part) / parabolaAt(whole / end, first, middle, last);
      this.#weigh(whole, broken, end);
      part = rest;
    }
    for (let index = 0; index < this.#written.length; index += 1) {
      const each = this.#written[index] as WrittenPages;
      const { freshFirst, freshMiddle, freshLast } = each;
      const sent = this.#weighed(first * freshFirst, middle * freshMiddle, last * freshLast);
      each.sentPart = sent / part;
    }
    this.#stepPart = part;
    this.#stepPages = (whole + broken) * batchPages;
  }

  /**
   * Sets what values at the first PEEK, in the middle and at the last count for in a sum over
   * batches.
   * @param broken part of one more batch. @param end number of the last PEEK, from 0.
   */
  #weigh(batches: number, broken: number, end: number): void {
    const lines = (batches * (batches - 1)) / 2 / end;
    const squares = (batches * (batches - 1) * (2 * batches - 1)) / 6 / (end * end);
    const x = batches / end;
    this.#ofFirst = batches - 3 * lines + 2 * squares + broken * (2 * x - 1) * (x - 1);
    this.#ofMiddle = 4 * (lines - squares + broken * x * (1 - x));
    this.#ofLast = 2 * squares - lines + broken * x * (2 * x - 1);
  }

  #weighed(first: number, middle: number, last: number): number {
    return this.#ofFirst * first + this.#ofMiddle * middle + this.#ofLast * last;
  }

  /** Part of the pages of the next batches that come to the destination for the first time. */
  #newPart(pages: number): number {
    if (this.#first) return 1;
    const part = Math.min(1 - this.#done, (NEXT_BATCHES * this.#batchPages) / pages);
    let unsent = 0;
    for (let index = 0; index < this.#written.length; index += 1) {
      const { share, freshFirst, unsent: own } = this.#written[index] as WrittenPages;
      unsent += freshFirst * own.ahead(share * part);
    }
    return unsent / (pages * part);
  }

  /** Pages of the step that come to the destination for the first time, in a later round. */
  #newOf(): number {
    let pages = 0;
    for (let index = 0; index < this.#written.length; index += 1) {
      const each = this.#written[index] as WrittenPages;
      pages += each.sentPart * each.unsent.ahead(each.share * this.#stepPart);
    }
    return pages;
  }

  /**
   * Part that the last batch is short of: a round has whole batches, however few pages. Where one
   * page is due now and then, most rounds have none.
   */
  #extraBatches(): number {
    const isAny = 1 - exp(-this.#due);
    return this.#due < this.#batchPages ? isAny - this.#due / this.#batchPages : 0.5;
  }
}

/** The parabola through values at 0, 1/2 and 1. */
function parabolaAt(x: number, first: number, middle: number, last: number): number {
  return first + x * (4 * middle - 3 * first - last + x * 2 * (first - 2 * middle + last));
}
