/**
 * The pages that QEMU has to send: a bitmap that is gone round. A page that is taken is due no
 * more; a synchronisation adds those that were written, and the search goes on where it was.
 *
 * What comes next is looked at in stretches of pages that are alike, so that each can be sent as
 * one piece at a constant rate: all zero, none zero, or both mixed. Works on whole words; the cost
 * follows the words, not the pages.
 *
 * Source: find_dirty_block and migration_bitmap_sync of migration/ram.c; see
 * docs/explanation/xen-algorithm.md, section 7.
 */
import { countOnes, lowestOnes, popCount } from '../machine/memory/bits.ts';
import type { GuestMemory } from '../machine/memory/guest-memory.ts';
import { FewBytePages } from './few-byte-pages.ts';
import type { Batch, TakeListener } from './page-pass.ts';
import type { Deltas } from './policy.ts';
import type { WireFormat } from './wire-format.ts';

/** Pages that come next and are alike, as one batch. */
export interface Stretch extends Batch {
  /** As which they go. */
  readonly wire: WireFormat;
  /**
   * The fewest of its first pages that weigh a target together; all when they do not.
   * @param page weight of a page with contents. @param zeroPage that of another.
   */
  pagesFor(target: number, page: number, zeroPage: number): number;
  /** Zero pages among its first ones. */
  zerosIn(pages: number): number;
}

/** Words that are alike or not together: 1024 pages. */
const BLOCK_WORDS = 32;
/** More are never sent as one piece: 512 MiB. */
const STRETCH_PAGES = 2 ** 17;

/** What was counted of some pages. */
interface Count {
  pages: number;
  zeroPages: number;
  newPages: number;
}

export class PageRing {
  readonly #memory: GuestMemory;
  readonly #due: Uint32Array;
  readonly #arrived: Uint32Array;
  readonly #few: FewBytePages;
  /** Due pages of few bytes when the present stretch was looked at. */
  readonly #zeros: Uint32Array;
  #found: Uint32Array | undefined;
  /** Where the search goes on. */
  #position = 0;
  /** Pages that the round has to deal with. */
  due: number;
  /** Pages sent in this round so far, zero pages with them. */
  sent = 0;
  zeroPages = 0;
  /** Pages that are to be sent now. */
  left: number;
  /** Nothing is left out, and no page is found mapped late. */
  readonly skipped = 0;
  readonly fixups = 0;
  onTake: TakeListener | undefined;

  /** All pages are due, but those that the guest reports as free (qemu_guest_free_page_hint). */
  constructor(memory: GuestMemory, wire: WireFormat, deltas?: Deltas) {
    this.#memory = memory;
    this.#due = memory.unreported();
    this.#arrived = new Uint32Array(this.#due.length);
    this.#few = new FewBytePages(memory, wire, deltas);
    this.#zeros = this.#few.noted;
    this.due = countOnes(this.#due);
    this.left = this.due;
  }

  startRound(): void {
    this.due = this.left;
    this.sent = 0;
    this.zeroPages = 0;
    this.#few.deltaPages = 0;
  }

  /** As which pages go now. */
  get wire(): WireFormat {
    return this.#few.wire;
  }

  /** Of `zeroPages`, those that went as what had changed in them. */
  get deltaPages(): number {
    return this.#few.deltaPages;
  }

  /** Whether pages of few bytes may come. */
  get seesZeroPages(): boolean {
    return this.#few.mayCome;
  }

  /** The pages that the round has to deal with; read it, and at once. */
  get dueWords(): Uint32Array {
    return this.#due;
  }

  /** CLEAN: what was written since the last one is due too. Returns the count of due pages. */
  clean(): number {
    this.#few.read();
    const due = this.#due;
    if (this.left === 0) this.left = this.#memory.clean(due);
    else {
      this.#found ??= new Uint32Array(due.length);
      const found = this.#found;
      this.#memory.clean(found);
      for (let index = 0; index < found.length; index += 1) {
        const word = found[index] as number;
        if (word === 0) continue;
        const known = due[index] as number;
        this.left += popCount(word & ~known);
        due[index] = known | word;
      }
    }
    this.due = this.left;
    return this.due;
  }

  /**
   * The pages that come next; there must be some.
   * @param bytesMost bytes that they do not exceed, but for the last page. @param pagesMost bound
   *   of their number.
   */
  ahead(bytesMost: number, pagesMost: number): Stretch {
    this.#seek();
    const most = Math.min(pagesMost, STRETCH_PAGES);
    const sum: Count = { pages: 0, zeroPages: 0, newPages: 0 };
    let index = this.#position >>> 5;
    let bytes = 0;
    while (index < this.#due.length && bytes <= bytesMost && sum.pages < most) {
      const end = Math.min(this.#due.length, index - (index % BLOCK_WORDS) + BLOCK_WORDS);
      const block = this.#look(index, end);
      index = end;
      if (block.pages === 0) continue;
      if (sum.pages > 0 && kindOf(block) !== kindOf(sum)) break;
      sum.pages += block.pages;
      sum.zeroPages += block.zeroPages;
      sum.newPages += block.newPages;
      bytes = this.wire.batchBytes(sum.pages, sum.zeroPages);
    }
    const isTooMuch = bytes > bytesMost;
    const fits = isTooMuch
      ? this.#pagesFor(sum.pages, bytesMost + 1, ...this.#few.weights)
      : sum.pages;
    const pages = Math.min(fits, most);
    const count = pages < sum.pages ? this.#countFirst(pages) : sum;
    return {
      ...count,
      scanned: 0,
      wire: this.wire,
      pagesFor: (...weights) => this.#pagesFor(pages, ...weights),
      zerosIn: (first) => (first === pages ? count.zeroPages : this.#countFirst(first).zeroPages),
    };
  }

  /** The search goes on at a page. */
  moveTo(position: number): void {
    this.#position = position;
  }

  /** Those of some pages that are due. */
  dueOf(positions: readonly number[]): number[] {
    return positions.filter((position) => this.#bit(position) !== 0);
  }

  /** Takes pages out of turn, as far as they are due. */
  takeOut(positions: readonly number[]): Batch {
    const batch = { pages: 0, newPages: 0, zeroPages: 0, scanned: 0 };
    for (const position of positions) {
      const index = position >>> 5;
      const bit = this.#bit(position);
      if (bit === 0) continue;
      this.#due[index] = (this.#due[index] as number) & ~bit;
      batch.pages += 1;
      if ((this.#memory.zeros(index) & bit) !== 0) batch.zeroPages += 1;
      else if (((this.#arrived[index] as number) & bit) === 0) batch.newPages += 1;
      this.onTake?.(index, bit);
    }
    this.sent += batch.pages;
    this.zeroPages += batch.zeroPages;
    this.left -= batch.pages;
    return batch;
  }

  #bit(position: number): number {
    return (this.#due[position >>> 5] as number) & (1 << (position & 31));
  }

  /** Takes the first pages of the stretch that was looked at last, if none was taken out since. */
  take(pages: number): void {
    const { length } = this.#due;
    let left = pages;
    for (let index = this.#position >>> 5; left > 0 && index < length; index += 1) {
      const due = this.#ahead(index);
      if (due === 0) continue;
      const count = popCount(due);
      const mask = count > left ? lowestOnes(due, left) : due;
      const zeros = mask & (this.#zeros[index] as number);
      left -= Math.min(count, left);
      this.zeroPages += popCount(zeros);
      this.#due[index] = (this.#due[index] as number) & ~mask;
      this.#arrived[index] = (this.#arrived[index] as number) | (mask & ~zeros);
      this.#position = index * 32 + 32 - Math.clz32(mask);
      this.#few.take(index, mask, popCount(zeros));
      this.onTake?.(index, mask);
    }
    this.sent += pages - left;
    this.left -= pages - left;
  }

  /** Due pages of a word that the search has not passed. */
  #ahead(index: number): number {
    const due = this.#due[index] as number;
    return index === this.#position >>> 5 ? due & (-1 << (this.#position & 31)) : due;
  }

  /** To the first word, from here on and around, in which pages are due. */
  #seek(): void {
    const due = this.#due;
    const { length } = due;
    let index = this.#position >>> 5;
    if (index < length && this.#ahead(index) !== 0) return;
    index += 1;
    while (index < length && due[index] === 0) index += 1;
    if (index >= length) {
      this.#few.wrap();
      index = 0;
      while (due[index] === 0) index += 1;
    }
    this.#position = index * 32;
  }

  /** Counts the due pages of some words, and notes which are zero. */
  #look(from: number, end: number): Count {
    const count = { pages: 0, zeroPages: 0, newPages: 0 };
    for (let index = from; index < end; index += 1) {
      const due = this.#ahead(index);
      if (due === 0) continue;
      count.pages += popCount(due);
      const zeros = this.#few.note(index, due);
      if (zeros !== 0) count.zeroPages += popCount(zeros);
      count.newPages += popCount(due & ~zeros & ~(this.#arrived[index] as number));
    }
    return count;
  }

  /** Of the next pages, what `#look` has noted. */
  #countFirst(pages: number): Count {
    const { length } = this.#due;
    const count = { pages, zeroPages: 0, newPages: 0 };
    let left = pages;
    for (let index = this.#position >>> 5; left > 0 && index < length; index += 1) {
      const due = this.#ahead(index);
      if (due === 0) continue;
      const all = popCount(due);
      const mask = all > left ? lowestOnes(due, left) : due;
      const zeros = mask & (this.#zeros[index] as number);
      left -= Math.min(all, left);
      count.zeroPages += popCount(zeros);
      count.newPages += popCount(mask & ~zeros & ~(this.#arrived[index] as number));
    }
    return count;
  }

  /** As of a stretch, of so many pages at most, of which some may have been taken out. */
  #pagesFor(most: number, target: number, page: number, zeroPage: number): number {
    const { length } = this.#due;
    let pages = 0;
    let weight = 0;
    for (let index = this.#position >>> 5; pages < most && index < length; index += 1) {
      const due = this.#ahead(index);
      if (due === 0) continue;
      const zeros = due & (this.#zeros[index] as number);
      const count = popCount(due);
      const few = popCount(zeros);
      const next = weight + (count - few) * page + few * zeroPage;
      if (next >= target) {
        for (let rest = due; ; rest &= rest - 1) {
          pages += 1;
          weight += (zeros & rest & -rest) === 0 ? page : zeroPage;
          if (weight >= target) return Math.min(pages, most);
        }
      }
      pages += count;
      weight = next;
    }
    return most;
  }
}

function kindOf({ pages, zeroPages }: Count): number {
  if (zeroPages === 0) return 0;
  return zeroPages === pages ? 1 : 2;
}
