/**
 * What a guest of a dirty profile puts into its dirty rings: the profile says how many pages are
 * written in any time since they were emptied, and its virtual CPUs have an equal part each.
 */
import type { RingFill } from '../../sim/engine/machine/guest/guest-activity.ts';
import { type PageClass, pagesDirtied } from '../dirtying/page-classes.ts';

/** Halvings of a time that is looked for; the time is exact to a billionth. */
const HALVINGS = 30;

export class ProfiledRing implements RingFill {
  readonly #classes: readonly PageClass[];
  readonly #vcpus: number;
  #seconds = 0;

  constructor(classes: readonly PageClass[], vcpus: number) {
    this.#classes = classes;
    this.#vcpus = vcpus;
  }

  get pages(): number {
    return this.#after(this.#seconds);
  }

  nsUntil(pages: number): number {
    let most = Math.max(1e-3, this.#seconds);
    while (this.#after(most) < pages && most < 1e6) most *= 2;
    if (this.#after(most) < pages) return Infinity;
    let least = this.#seconds;
    for (let left = HALVINGS; left > 0 && least < most; left -= 1) {
      const middle = 0.5 * (least + most);
      if (this.#after(middle) < pages) least = middle;
      else most = middle;
    }
    return (most - this.#seconds) * 1e9;
  }

  empty(): void {
    this.#seconds = 0;
  }

  /** It has written for so long. */
  add(seconds: number): void {
    this.#seconds += seconds;
  }

  #after(seconds: number): number {
    return pagesDirtied(this.#classes, seconds) / this.#vcpus;
  }
}
