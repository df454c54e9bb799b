/**
 * The pages that a guest misses at its destination after post-copy: each is sent exactly once,
 * pushed in order or pulled because the guest wants it.
 */
import { lowestOnes, popCount } from '../machine/memory/bits.ts';
import type { GuestMemory } from '../machine/memory/guest-memory.ts';
import type { Batch, TakeListener } from './page-pass.ts';

export class MissingPages {
  readonly #memory: GuestMemory;
  readonly #missing: Uint32Array;
  /** Words before it miss nothing. */
  #pushWord = 0;
  #pullWord = 0;
  /** Pages that are not sent yet. */
  count: number;
  onTake: TakeListener | undefined;

  /** All pages that have memory behind them. */
  constructor(memory: GuestMemory) {
    this.#memory = memory;
    this.#missing = memory.mapped.slice();
    this.count = memory.pages;
  }

  /** The next pages in order; none when nothing is missing. */
  push(most: number): Batch {
    let pages = 0;
    let zeroPages = 0;
    while (pages < most && this.#pushWord < this.#missing.length) {
      const missing = this.#missing[this.#pushWord] as number;
      const take = popCount(missing) > most - pages ? lowestOnes(missing, most - pages) : missing;
      zeroPages += popCount(take & this.#memory.zeros(this.#pushWord));
      pages += this.#take(this.#pushWord, take);
      if (take === missing) this.#pushWord += 1;
    }
    return { pages, newPages: pages - zeroPages, zeroPages, scanned: 0 };
  }

  /** Missing pages that the guest has touched. @param most number of them. */
  pull(most: number): Batch {
    let pages = 0;
    for (let looked = 0; looked < this.#missing.length && pages < most; looked += 1) {
      const index = this.#pullWord;
      const missing = this.#missing[index] as number;
      const wanted = missing === 0 ? 0 : missing & this.#memory.peek(index);
      pages += this.#take(index, lowestOnes(wanted, most - pages));
      if (pages < most) this.#pullWord = (index + 1) % this.#missing.length;
    }
    return { pages, newPages: pages, zeroPages: 0, scanned: 0 };
  }

  #take(index: number, mask: number): number {
    if (mask === 0) return 0;
    this.#missing[index] = (this.#missing[index] as number) & ~mask;
    const pages = popCount(mask);
    this.count -= pages;
    this.onTake?.(index, mask);
    return pages;
  }
}
