/**
 * Pages of a guest that are written alike, as their mean: how many of them are dirty, and how many
 * of those that a round has to deal with were written again before their turn.
 *
 * Uniform writes, W pages, x expected writes to each since the last CLEAN: W (1 - exp(-x)) are
 * dirty, and a due page was written again with probability 1 - exp(-x). The first write to a page
 * costs f writes more (a shadow fault), so y writes' worth of time per page gives the x with
 *
 *     x + f (1 - exp(-x)) = y
 *
 * (the same law as `models/dirtying/uniform.ts`, whose pages are drawn). Sequential writes: the
 * first W cost 1 + f each and dirty a page each. D due pages are the last that were written, and
 * the writer comes to them again after the W - D others.
 */
import { decayed, meanDecay } from './decay.ts';

/** Pages that are written alike. */
export interface WrittenSpec {
  readonly pages: number;
  readonly order: 'uniform' | 'sequential';
  /** Writes to all of them while the guest runs, without faults. */
  readonly writesPerSecond: number;
  /** What a first write after a CLEAN costs more, in writes. */
  readonly faultWrites: number;
  /** Part of the pages in each of equal stretches of the scan; absent: evenly spread. */
  readonly places?: Float64Array | undefined;
}

/** Places in the scan that are told apart, and a part of one that is rounding. */
const BINS = 8;
const BIN_EPSILON = 1e-9;

/** Newton steps for the exposure; it converges in three or four. */
const NEWTON_STEPS = 12;

/** From here on exp(-x) is nothing. */
const EXPOSURE_MOST = 40;

export class WrittenPages {
  readonly spec: WrittenSpec;
  /** Pages that the round has to deal with. */
  due: number;
  /** Part of its pages that the pass has come by. */
  rank = 0;
  /** Part of the due pages that is sent in the planned step. */
  sentPart = 0;
  /**
   * Pages that were not sent yet, by where they are in the scan; all of them are due. Those that
   * have their turn early are sent in every round, those that have it late may never be.
   */
  readonly #unsent = new Float64Array(BINS);
  readonly #unsentBefore = new Float64Array(BINS);
  /** Uniform: writes to a page since the last CLEAN. */
  #exposure = 0;
  /** Uniform: part of the pages that is clean. */
  #clean = 1;
  /** Sequential: pages written since the last CLEAN, each time counted. */
  #walked = 0;

  /** All pages are due, none is dirty. */
  constructor(spec: WrittenSpec) {
    this.spec = spec;
    this.due = spec.pages;
    this.#unsent.fill(spec.pages / BINS);
  }

  copyFrom(other: WrittenPages): void {
    this.due = other.due;
    this.rank = other.rank;
    this.#unsent.set(other.#unsent);
    this.#unsentBefore.set(other.#unsentBefore);
    this.#exposure = other.#exposure;
    this.#clean = other.#clean;
    this.#walked = other.#walked;
  }

  startRound(): void {
    this.rank = 0;
    this.#unsentBefore.set(this.#unsent);
  }

  /** Pages in the next part of the scan that were not sent before this round. */
  unsentAhead(part: number): number {
    return this.#overUnsent(part, 0);
  }

  /** The pass comes by a part of the pages, and sends what is planned of it. */
  pass(part: number): void {
    this.#overUnsent(part, this.sentPart);
    this.rank += part;
  }

  #overUnsent(part: number, sentPart: number): number {
    const to = Math.min(BINS, (this.rank + part) * BINS);
    let pages = 0;
    for (let from = this.rank * BINS; from < to; ) {
      const bin = Math.min(BINS - 1, Math.floor(from + BIN_EPSILON));
      const end = Math.min(to, bin + 1);
      const inBin = (this.#unsentBefore[bin] as number) * (end - from);
      pages += inBin;
      if (sentPart > 0) this.#unsent[bin] = (this.#unsent[bin] as number) - sentPart * inBin;
      if (end <= from) break;
      from = end;
    }
    return pages;
  }

  /** The guest runs. @param seconds may be a part of the time where it gets a part of its CPU. */
  advance(seconds: number): void {
    const { pages, order, writesPerSecond, faultWrites } = this.spec;
    const writes = writesPerSecond * seconds;
    if (writes <= 0 || pages === 0) return;
    if (order === 'sequential') this.#walk(writes);
    else this.#expose(writes / pages, faultWrites);
  }

  /** Pages written since the last CLEAN. */
  get dirty(): number {
    const { pages, order } = this.spec;
    return order === 'sequential' ? Math.min(pages, this.#walked) : pages * (1 - this.#clean);
  }

  /** Part of the due pages that has not been written again since the last CLEAN. */
  get fresh(): number {
    if (this.spec.order === 'uniform') return this.#clean;
    return 1 - clamped(this.#again);
  }

  /** Sequential: part of the due pages behind the writer; below 0 while it has not come to them. */
  get #again(): number {
    const { pages } = this.spec;
    return this.due > 0 ? (this.#walked - (pages - this.due)) / this.due : 0;
  }

  /** Sequential: mean of that part over the next seconds, within 0 and 1. */
  #meanAgain(seconds: number): number {
    if (this.due <= 0) return 0;
    const from = this.#again;
    const to = from + (this.#walkRate * seconds) / this.due;
    return (ramp(to) - ramp(from)) / (to - from);
  }

  /** Sequential: pages per second. */
  get #walkRate(): number {
    const { writesPerSecond, pages } = this.spec;
    return this.#walked < pages ? writesPerSecond / this.#firstCost : writesPerSecond;
  }

  get #firstCost(): number {
    return 1 + this.spec.faultWrites;
  }

  /**
   * Mean of `fresh` over the next seconds. Where faults slow the writer down, the mean of its speed
   * at both ends is taken.
   */
  meanFresh(seconds: number): number {
    const fresh = this.fresh;
    const { pages, order, writesPerSecond, faultWrites } = this.spec;
    if (seconds <= 0 || fresh <= 0 || writesPerSecond === 0) return fresh;
    if (order === 'sequential') return 1 - this.#meanAgain(seconds);
    let decay = (writesPerSecond * seconds) / pages / (1 + faultWrites * fresh);
    if (faultWrites > 0) {
      const later = fresh * decayed(decay);
      decay = (writesPerSecond * seconds) / pages / (1 + 0.5 * faultWrites * (fresh + later));
    }
    return fresh * meanDecay(decay);
  }

  /** Seconds in which `fresh` loses no more than a part of itself, or begins to fall. */
  calmSeconds(part: number): number {
    const { pages, order, writesPerSecond, faultWrites } = this.spec;
    if (writesPerSecond <= 0 || pages === 0) return Infinity;
    if (order === 'uniform') {
      return (part * pages * (1 + faultWrites * this.#clean)) / writesPerSecond;
    }
    const gap = pages - this.due - this.#walked;
    return (gap > 0 ? gap : part * this.due * this.fresh) / this.#walkRate;
  }

  /** CLEAN: what is dirty is due. @returns how much. */
  cleaned(): number {
    this.due = this.dirty;
    this.#exposure = 0;
    this.#clean = 1;
    this.#walked = 0;
    return this.due;
  }

  #walk(writes: number): void {
    const firsts = Math.max(0, this.spec.pages - this.#walked);
    const cost = this.#firstCost;
    this.#walked += writes < firsts * cost ? writes / cost : firsts + (writes - firsts * cost);
  }

  /** Newton from the left: the left side of the equation rises and bends down. */
  #expose(worth: number, faultWrites: number): void {
    if (this.#exposure >= EXPOSURE_MOST) return;
    const faults = faultWrites * this.#clean;
    let gained = worth / (1 + faults);
    let left = decayed(gained);
    for (let step = 0; faults > 0 && step < NEWTON_STEPS; step += 1) {
      const short = worth - gained - faults * (1 - left);
      if (short <= 1e-6 * worth) break;
      gained += short / (1 + faults * left);
      left = decayed(gained);
    }
    this.#exposure += gained;
    this.#clean *= left;
  }
}

function clamped(part: number): number {
  return Math.min(1, Math.max(0, part));
}

/** Integral of `clamped` from 0. */
function ramp(part: number): number {
  if (part <= 0) return 0;
  return part < 1 ? 0.5 * part * part : part - 0.5;
}
