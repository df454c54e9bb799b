/**
 * What writing virtual CPUs put into their dirty rings (KVM): each page that they write to for the
 * first time since the rings were emptied. Each has its part of the working set, so that n writes
 * to W pages of it leave W (1 - exp(-n / W)) in its ring, expected, where any page is next with
 * equal chance, and min(n, W) where one comes after the other.
 */

import { expm1, log1p } from '../../sim/engine/kernel/portable.ts';
import type { RingFill } from '../../sim/engine/machine/guest/guest-activity.ts';
import type { Pattern } from './kind.ts';

export class WrittenRing implements RingFill {
  readonly #pattern: Pattern;
  readonly #writers: number;
  /** Pages of the working set that each writes to. */
  #own = 1;
  /** Of one write of one of them, as long as none was seen. */
  #nsPerWrite = Infinity;
  /** Of one of them since it was emptied, and in which time of writing. */
  #writes = 0;
  #ns = 0;

  constructor(pattern: Pattern, writers: number) {
    this.#pattern = pattern;
    this.#writers = writers;
  }

  get pages(): number {
    const own = this.#own;
    const isInTurn = this.#pattern === 'sequential';
    return isInTurn ? Math.min(own, this.#writes) : -own * expm1(-this.#writes / own);
  }

  nsUntil(pages: number): number {
    const writes = Math.max(0, this.#writesFor(pages) - this.#writes);
    const isKnown = this.#writes > 0 && this.#ns > 0;
    return writes * (isKnown ? this.#ns / this.#writes : this.#nsPerWrite);
  }

  empty(): void {
    this.#writes = 0;
    this.#ns = 0;
  }

  /** What they write from now on, all together. */
  expect({ pages, perSecond }: { readonly pages: number; readonly perSecond: number }): void {
    this.#own = Math.max(1, pages / this.#writers);
    this.#nsPerWrite = (this.#writers * 1e9) / perSecond;
  }

  /** What all together have written. @param ns time in which they could. */
  add(writes: number, ns: number): void {
    this.#writes += writes / this.#writers;
    this.#ns += ns;
  }

  #writesFor(pages: number): number {
    const own = this.#own;
    if (pages > own) return Infinity;
    return this.#pattern === 'sequential' ? pages : -own * log1p(-pages / own);
  }
}
