/**
 * Pages of a guest that are written alike, as their mean: how many of them are dirty, and how many
 * of those that a round has to deal with were written again before their turn.
 *
 * Uniform writes, W pages, x expected writes to each since the last CLEAN: W (1 - exp(-x)) are
 * dirty, and a due page was written again with probability 1 - exp(-x). The first write to a page
 * costs f writes more (a shadow fault): `models/dirtying/uniform-law.ts` gives the x of a time.
 * Sequential writes: the first W cost 1 + f each and dirty a page each. D due pages are the last
 * that were written, and the writer comes to them again after the W - D others.
 */
import { cleanAfter, decayed } from '../../../../models/dirtying/uniform-law.ts';
import type { WrittenClass } from '../../../../models/workload/kind.ts';
import { UnsentPages } from './unsent.ts';

/** Pages that are written alike. */
export interface WrittenSpec extends Omit<WrittenClass, 'isScattered' | 'firstPfn'> {
  /** Part of the pages in each of equal stretches of the scan; absent: evenly spread. */
  readonly places?: readonly number[] | undefined;
}

/**
 * In a calm time: writes to a page, the part of clean pages that get their first, and the part of
 * what is fresh that a sequential writer comes by.
 */
const CALM_WRITES = 1.25;
const CALM_FAULTS = 1 - decayed(CALM_WRITES);
const CALM_PART = 0.55;

export class WrittenPages {
  readonly spec: WrittenSpec;
  readonly unsent: UnsentPages;
  readonly #pages: number;
  readonly #isUniform: boolean;
  readonly #faultWrites: number;
  /** Writes per second; uniform: to each page. */
  readonly #rate: number;
  /** Uniform: part of the pages that is clean. */
  #clean = 1;
  /** Sequential: pages written since the last CLEAN, each time counted. */
  #walked = 0;
  /** Pages that the round has to deal with. */
  due: number;
  // What a pass notes of its present stretch and step: see `pass.ts`.
  /** Part of the pages that lies in the stretch, and the due pages in it. */
  share = 1;
  here = 0;
  /** `fresh` at the first PEEK of the step, in its middle, and at its last. */
  freshFirst = 1;
  freshMiddle = 1;
  freshLast = 1;
  /** Part of the due pages that is sent in the step. */
  sentPart = 1;
  /** Uniform: seconds to the last PEEK of the step, if it was looked at since the last advance. */
  #lookedSeconds = 0;

  /** All pages are due, none is dirty. */
  constructor(spec: WrittenSpec) {
    const { pages, order, writesPerSecond, faultWrites } = spec;
    this.spec = spec;
    this.unsent = new UnsentPages(pages);
    this.due = pages;
    this.#pages = pages;
    this.#isUniform = order === 'uniform';
    this.#faultWrites = faultWrites;
    const isWritten = writesPerSecond > 0 && pages > 0;
    this.#rate = isWritten ? writesPerSecond / (this.#isUniform ? pages : 1) : 0;
  }

  /** Takes over what was written and sent; a pass sets the rest again for each of its steps. */
  copyFrom(other: WrittenPages): void {
    this.due = other.due;
    this.share = other.share;
    this.here = other.here;
    this.unsent.copyFrom(other.unsent);
    this.#clean = other.#clean;
    this.#walked = other.#walked;
    this.#lookedSeconds = 0;
  }

  /** The guest runs. @param seconds may be a part of the time where it gets a part of its CPU. */
  advance(seconds: number): void {
    if (this.#isUniform) this.#clean = this.#cleanAt(seconds);
    else this.#walked = this.#walkedIn(seconds);
    this.#lookedSeconds = 0;
  }

  /** Pages written since the last CLEAN. */
  get dirty(): number {
    return this.#isUniform ? this.#pages * (1 - this.#clean) : Math.min(this.#pages, this.#walked);
  }

  /** Part of the due pages that has not been written again since the last CLEAN. */
  get fresh(): number {
    return this.#isUniform ? this.#clean : this.#freshAt(this.#walked);
  }

  /** Sets `freshMiddle` and `freshLast` for a step of which the last PEEK is in some seconds. */
  lookAhead(seconds: number): void {
    if (this.#isUniform) {
      const left = this.#leftIn(0.5 * seconds, this.#clean);
      const middle = this.#clean * left;
      // Without faults each half loses the same part.
      const then = this.#faultWrites === 0 ? left : this.#leftIn(0.5 * seconds, middle);
      this.freshMiddle = middle;
      this.freshLast = middle * then;
      this.#lookedSeconds = seconds;
    } else {
      this.freshMiddle = this.#freshAt(this.#walkedIn(0.5 * seconds));
      this.freshLast = this.#freshAt(this.#walkedIn(seconds));
    }
  }

  /** Seconds in which `fresh` falls by no more than a parabola can follow, or begins to fall. */
  calmSeconds(): number {
    if (this.#rate === 0) return Infinity;
    if (this.#isUniform) {
      return (CALM_WRITES + CALM_FAULTS * this.#faultWrites * this.#clean) / this.#rate;
    }
    const gap = this.#pages - this.due - this.#walked;
    const pages = gap > 0 ? gap : CALM_PART * this.due * this.#freshAt(this.#walked);
    return (pages * (this.#walked < this.#pages ? 1 + this.#faultWrites : 1)) / this.#rate;
  }

  /** CLEAN: what is dirty is due. @returns how much. */
  cleaned(): number {
    this.due = this.dirty;
    this.#clean = 1;
    this.#walked = 0;
    return this.due;
  }

  /** Uniform: the clean part in some seconds, from the nearest time at which it is known. */
  #cleanAt(seconds: number): number {
    const looked = this.#lookedSeconds;
    let since = 0;
    let clean = this.#clean;
    if (looked > 0 && seconds >= looked) {
      since = looked;
      clean = this.freshLast;
    } else if (looked > 0 && seconds >= 0.5 * looked) {
      since = 0.5 * looked;
      clean = this.freshMiddle;
    }
    return clean * this.#leftIn(seconds - since, clean);
  }

  /** Uniform: part of the clean pages that is clean in some seconds. @param clean part of all. */
  #leftIn(seconds: number, clean: number): number {
    return cleanAfter(this.#rate * seconds, this.#faultWrites * clean);
  }

  /** Sequential: pages that will have been written. */
  #walkedIn(seconds: number): number {
    const writes = this.#rate * seconds;
    const firsts = Math.max(0, this.#pages - this.#walked);
    const cost = 1 + this.#faultWrites;
    if (writes < firsts * cost) return this.#walked + writes / cost;
    return this.#walked + firsts + (writes - firsts * cost);
  }

  /** Sequential: part of the due pages that the writer has not come to. */
  #freshAt(walked: number): number {
    if (this.due <= 0) return 1;
    const again = (walked - (this.#pages - this.due)) / this.due;
    return again <= 0 ? 1 : again < 1 ? 1 - again : 0;
  }
}
