/**
 * Missing pages that a guest touches, in the order in which that is found out. What writes page
 * after page is heard at once; what is drawn by chance only when its words are looked at.
 */
import { popCount } from '../machine/memory/bits.ts';
import type { DirtyWatcher, GuestMemory } from '../machine/memory/guest-memory.ts';
import type { PageRing } from './page-ring.ts';

export class TouchedPages implements DirtyWatcher {
  readonly #memory: GuestMemory;
  readonly #missing: PageRing;
  /** Positions that were touched, but for those known to have come. */
  #touched: number[] = [];
  /** Words whose pages are drawn, and miss some. */
  #drawn: number[];

  constructor(memory: GuestMemory, missing: PageRing) {
    this.#memory = memory;
    this.#missing = missing;
    this.#drawn = [...memory.drawable.keys()];
    this.#forgetWords();
  }

  marked(wordIndex: number, mask: number): void {
    for (let rest = mask & this.#word(wordIndex); rest !== 0; rest &= rest - 1) {
      this.#touched.push(wordIndex * 32 + popCount((rest & -rest) - 1));
    }
  }

  cleaned(): void {
    this.#touched = [];
  }

  /** Words that a look has to go through. */
  get words(): number {
    return this.#drawn.length;
  }

  /** The first touched pages that are missing still, as positions. */
  next(most: number): number[] {
    this.#touched = this.#missing.dueOf(this.#touched);
    if (this.#touched.length < most) this.#draw();
    return this.#touched.slice(0, most);
  }

  #draw(): void {
    this.#forgetWords();
    for (const index of this.#drawn) this.#memory.peek(index);
  }

  #word(index: number): number {
    return this.#missing.dueWords[index] as number;
  }

  #forgetWords(): void {
    const { drawable } = this.#memory;
    this.#drawn = this.#drawn.filter((index) => {
      return ((drawable[index] as number) & this.#word(index)) !== 0;
    });
  }
}
