/**
 * Proof that a migration was correct: at resume every page the destination holds equals the
 * source's.
 *
 * A page's content is a version number. A written page counts as being written all the time until
 * the next CLEAN, and every page of a batch counts as read at the batch's PEEK: both are the worst
 * that can happen, so a migration that passes here passes whatever the real instants were. A page
 * that is read while it is being written arrives with an unfinished version that equals nothing.
 */
import { InvariantError } from '../kernel/assert.ts';
import { countOnes, popCount, wordsFor } from '../machine/memory/bits.ts';
import type { DirtyWatcher, GuestMemory } from '../machine/memory/guest-memory.ts';

const NEVER_ARRIVED = 0xffffffff;
const UNFINISHED = 0xfffffffe;

export class PageVersions implements DirtyWatcher {
  readonly #memory: GuestMemory;
  readonly #source: Uint32Array;
  readonly #destination: Uint32Array;
  /** Pages being written, by this watcher's own account. */
  readonly #writing: Uint32Array;
  #version = 0;

  constructor(memory: GuestMemory) {
    this.#memory = memory;
    this.#source = new Uint32Array(memory.p2mPages);
    this.#destination = new Uint32Array(memory.p2mPages).fill(NEVER_ARRIVED);
    this.#writing = new Uint32Array(wordsFor(memory.p2mPages));
  }

  marked(wordIndex: number, mask: number): void {
    this.#writing[wordIndex] = (this.#writing[wordIndex] as number) | mask;
  }

  /** The contents written since the last CLEAN are final as of this one. */
  cleaned(): void {
    this.#version += 1;
    forEachOne(this.#writing, (position) => {
      this.#source[position] = this.#version;
    });
    this.#writing.fill(0);
  }

  /** The pages of a word of a batch are read and will arrive. */
  taken(wordIndex: number, mask: number): void {
    for (let rest = mask; rest !== 0; rest &= rest - 1) {
      const bit = popCount((rest & -rest) - 1);
      const position = wordIndex * 32 + bit;
      const unfinished = (((this.#writing[wordIndex] as number) >>> bit) & 1) === 1;
      this.#destination[position] = unfinished ? UNFINISHED : (this.#source[position] as number);
    }
  }

  /** @throws InvariantError when a mapped page differs at the destination. */
  compare(): void {
    let wrong = 0;
    let first = -1;
    const { reported } = this.#memory;
    forEachOne(this.#memory.mapped, (position) => {
      if (this.#destination[position] === this.#source[position]) return;
      // A free page that is not used again may hold anything.
      const isFree = (((reported?.[position >>> 5] ?? 0) >>> (position & 31)) & 1) === 1;
      if (isFree && this.#source[position] === 0) return;
      if (wrong++ === 0) first = this.#memory.order.pfnAt(position);
    });
    const writing = countOnes(this.#writing);
    if (writing > 0) throw new InvariantError(`${writing} pages were written after the last CLEAN`);
    if (wrong > 0) {
      throw new InvariantError(
        `${wrong} pages differ at the destination, the first is pfn ${first}`,
      );
    }
  }
}

function forEachOne(words: Uint32Array, visit: (position: number) => void): void {
  for (let index = 0; index < words.length; index += 1) {
    for (let rest = words[index] as number; rest !== 0; rest &= rest - 1) {
      visit(index * 32 + popCount((rest & -rest) - 1));
    }
  }
}
