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

/** Newton steps for the exposure; it converges in three or four. */
const NEWTON_STEPS = 12;

/** From here on exp(-x) is nothing. */
const EXPOSURE_MOST = 40;

export class WrittenPages {
  readonly spec: WrittenSpec;
  /** Pages that the round has to deal with. */
  due: number;
  /** Part of the due pages that no round before this one has sent. */
  newPart = 1;
  /** Pages of the step that is planned. */
  taken = 0;
  /** Pages that were not sent in any round; all of them are due. */
  #unsent: number;
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
    this.#unsent = spec.pages;
  }

  copyFrom(other: WrittenPages): void {
    this.due = other.due;
    this.newPart = other.newPart;
    this.taken = other.taken;
    this.#unsent = other.#unsent;
    this.#exposure = other.#exposure;
    this.#clean = other.#clean;
    this.#walked = other.#walked;
  }

  startRound(): void {
    this.newPart = this.due > 0 ? this.#unsent / this.due : 0;
  }

  /** Due pages are sent. */
  send(pages: number): void {
    this.#unsent -= pages * this.newPart;
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
    return this.#freshAfter(0);
  }

  /** Sequential: after some more writes. */
  #freshAfter(writes: number): number {
    if (this.due <= 0) return 1;
    const walked =
      this.#walked + (this.#walked < this.spec.pages ? writes / this.#firstCost : writes);
    const again = walked - (this.spec.pages - this.due);
    return 1 - Math.min(1, Math.max(0, again / this.due));
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
    if (seconds <= 0 || fresh <= 0) return fresh;
    const { pages, order, writesPerSecond, faultWrites } = this.spec;
    if (order === 'sequential') return this.#freshAfter(0.5 * seconds * writesPerSecond);
    let decay = (writesPerSecond * seconds) / pages / (1 + faultWrites * fresh);
    if (faultWrites > 0) {
      const later = fresh * decayed(decay);
      decay = (writesPerSecond * seconds) / pages / (1 + 0.5 * faultWrites * (fresh + later));
    }
    return fresh * meanDecay(decay);
  }

  /**
   * How fast `fresh` falls while the guest runs, as a part of itself per second; for a guess at
   * the length of a step.
   */
  get decay(): number {
    const { pages, order, writesPerSecond, faultWrites } = this.spec;
    if (writesPerSecond <= 0 || pages === 0) return 0;
    if (order === 'uniform') return writesPerSecond / (pages * (1 + faultWrites * this.#clean));
    const fresh = this.fresh;
    const isAgain = this.#walked >= pages - this.due;
    return isAgain && fresh > 0 ? writesPerSecond / (this.due * fresh * this.#firstCost) : 0;
  }

  /** CLEAN: what is dirty is due. @returns how much. */
  cleaned(): number {
    this.due = this.dirty;
    this.#unsent = Math.min(this.#unsent, this.due);
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
