/**
 * The passes of xc_save over a guest's pages: which are due, which go into the next batch, which
 * are skipped.
 *
 * Follows xc_domain_save.c of Xen 3.2.0 (docs/explanation/xen-algorithm.md, section 1.5): in a live
 * round a page is taken iff it is due, was not written since the last CLEAN (as of the PEEK at the
 * start of its batch), and is mapped; in the last round iff it is due or to be fixed, and mapped.
 * Works on whole words, so a pass costs pages / 32 and not pages.
 *
 * Frames without memory have no positions. Migration v2 lists them among the pages of its first
 * round, a batch of 1024 being of both, and later walks past them.
 */
import {
  fillOnes,
  lowestOnes,
  onesBetween,
  popCount,
  upToHighestOne,
} from '../machine/memory/bits.ts';
import { type FrameHole, holeFrames } from '../machine/memory/frame-space.ts';
import type { GuestMemory } from '../machine/memory/guest-memory.ts';
import type { WireFormat } from './wire-format.ts';

/** One batch as it goes to the wire. */
export interface Batch {
  readonly pages: number;
  /** Pages of it whose contents come for the first time. */
  readonly newPages: number;
  /** Pages of it that are sent as a few bytes; 0 where the stream does not see them. */
  readonly zeroPages: number;
  /** Frames without memory that it lists; absent: none. */
  readonly holes?: number;
  /** Positions of the pass, and frames without any, that were looked at to fill it. */
  readonly scanned: number;
}

/** Hears of pages, such as those that a batch takes: a word of positions at a time. */
export type TakeListener = (wordIndex: number, mask: number) => void;

/** How a pass goes. */
export interface PassOptions {
  /** Whether pages written again are left to the next round. */
  readonly skips: boolean;
  readonly wire: Pick<WireFormat, 'batchPagesMax' | 'seesZeroPages' | 'listsHoles'>;
  /** Whether a round begins where the last one ended and goes round; default: at position 0. */
  readonly goesOn?: boolean;
}

export class PagePass {
  readonly #memory: GuestMemory;
  readonly #skips: boolean;
  readonly #wire: PassOptions['wire'];
  readonly #toSend: Uint32Array;
  readonly #toFix: Uint32Array;
  readonly #arrived: Uint32Array;
  readonly #goesOn: boolean;
  /** Frames without memory that the stream lists, and how far it has. */
  readonly #unlisted: FrameHole[];
  /** The position before which the next of them lies; asked for at every word. */
  #holeAt: number;
  /** Those that the round still has to walk past. */
  #walkedHoles = 0;
  #position = 0;
  /** The word at which the round began, and whether it is past the last one. */
  #firstWord = 0;
  #isPastLast = false;
  /** Mapped pages that the round has to deal with. */
  due: number;
  /** Pages skipped in this round so far. */
  skipped = 0;
  /** Pages sent in this round so far, zero pages with them. */
  sent = 0;
  /** Those of them that the stream sees to be zero. */
  zeroPages = 0;
  /** Frames without memory that were listed in this round so far. */
  holes = 0;
  /** Unmapped pages that were found mapped in the last round. */
  fixups = 0;
  onTake: TakeListener | undefined;
  onSkip: TakeListener | undefined;

  /** All pages are due. */
  constructor(memory: GuestMemory, { skips, wire, goesOn = false }: PassOptions) {
    this.#memory = memory;
    this.#skips = skips;
    this.#goesOn = goesOn;
    this.#wire = wire;
    this.#unlisted = wire.listsHoles ? [...memory.holes] : [];
    this.#holeAt = this.#nextHoleAt();
    this.due = memory.pages;
    this.#toSend = new Uint32Array(memory.mapped.length);
    this.#toFix = new Uint32Array(memory.mapped.length);
    this.#arrived = new Uint32Array(memory.mapped.length);
    fillOnes(this.#toSend, memory.p2mPages);
  }

  /** True when the pass has visited every position. */
  get atEnd(): boolean {
    if (this.#isPastLast) return this.#position >= this.#firstWord * 32;
    return this.#firstWord === 0 && this.#position >= this.#memory.p2mPages;
  }

  /** A new round starts. */
  startRound(): void {
    const goesOn = this.#goesOn && this.#position < this.#memory.p2mPages;
    this.#firstWord = goesOn ? this.#position >>> 5 : 0;
    this.#position = this.#firstWord * 32;
    this.#isPastLast = false;
    this.skipped = 0;
    this.sent = 0;
    this.zeroPages = 0;
    this.holes = 0;
    const walks = this.#wire.listsHoles && this.#unlisted.length === 0;
    this.#walkedHoles = walks ? holeFrames(this.#memory) : 0;
  }

  /** The pages that the round has to deal with, in scan order; read it, and at once. */
  get dueWords(): Uint32Array {
    return this.#toSend;
  }

  /** Due pages of the round that it has not come to. */
  get left(): number {
    return this.due - this.sent - this.skipped;
  }

  /**
   * CLEAN: what was written since the last one is due in the next round, and so is what this one
   * has not come to. Returns the count of pages.
   */
  clean(): number {
    if (this.atEnd) {
      this.due = this.#memory.clean(this.#toSend);
      return this.due;
    }
    const left = this.#toSend.map((_, index) => this.#unreached(index));
    this.due = this.#memory.clean(this.#toSend);
    left.forEach((mask, index) => {
      const dirty = this.#toSend[index] as number;
      this.due += popCount(mask & ~dirty);
      this.#toSend[index] = dirty | mask;
    });
    return this.due;
  }

  /** What `clean` would make due now. */
  countPending(): number {
    let count = 0;
    for (let index = 0; index < this.#toSend.length; index += 1) {
      count += popCount(this.#memory.peek(index) | this.#unreached(index));
    }
    return count;
  }

  /** Due pages of a word that the round has not come to. */
  #unreached(index: number): number {
    if (this.atEnd) return 0;
    const here = this.#position >>> 5;
    const isAhead = this.#isPastLast
      ? index >= here && index < this.#firstWord
      : index >= here || index < this.#firstWord;
    if (!isAhead) return 0;
    const due = (this.#toSend[index] as number) & (this.#memory.mapped[index] as number);
    return index === here ? due & (-1 << (this.#position & 31)) : due;
  }

  /**
   * Continues where the last batch ended, until a batch is full or the pass is at its end.
   */
  takeBatch(last: boolean): Batch {
    let scanned = this.#walkedHoles;
    this.#walkedHoles = 0;
    const { batchPagesMax, seesZeroPages } = this.#wire;
    const { p2mPages } = this.#memory;
    let pages = 0;
    let newPages = 0;
    let zeroPages = 0;
    let holes = 0;
    while (pages + holes < batchPagesMax && !this.atEnd) {
      if (this.#position >= p2mPages) {
        this.#position = 0;
        this.#isPastLast = true;
        continue;
      }
      if (this.#position === this.#holeAt) {
        holes += this.#listHole(batchPagesMax - pages - holes);
        continue;
      }
      const end = Math.min(this.#isPastLast ? this.#firstWord * 32 : p2mPages, this.#holeAt);
      const most = batchPagesMax - holes;
      for (let start = this.#position; start < end && pages < most; start = this.#position) {
        const isIdle = this.#skipIdleWords(last);
        const take = isIdle ? 0 : this.#takeFromWord(start >>> 5, most - pages, last);
        scanned += this.#position - start;
        if (take === 0) continue;
        const index = start >>> 5;
        pages += popCount(take);
        const zeros = seesZeroPages ? take & this.#memory.zeros(index) : 0;
        if (zeros !== 0) zeroPages += popCount(zeros);
        newPages += this.#arrive(index, take & ~zeros);
        this.onTake?.(index, take);
      }
    }
    this.sent += pages;
    this.zeroPages += zeroPages;
    this.holes += holes;
    return { pages, newPages, zeroPages, holes, scanned: scanned + holes };
  }

  #nextHoleAt(): number {
    return this.#unlisted[0]?.at ?? Infinity;
  }

  /** @param room frames that the batch still holds. @returns how many of them are listed. */
  #listHole(room: number): number {
    const { at, frames } = this.#unlisted[0] as FrameHole;
    if (frames > room) this.#unlisted[0] = { at, frames: frames - room };
    else this.#unlisted.shift();
    this.#holeAt = this.#nextHoleAt();
    return Math.min(frames, room);
  }

  /** Contents of pages of a word come. @returns how many come for the first time. */
  #arrive(index: number, contents: number): number {
    const arrived = this.#arrived[index] as number;
    const fresh = contents & ~arrived;
    if (fresh === 0) return 0;
    this.#arrived[index] = arrived | fresh;
    return popCount(fresh);
  }

  /** Goes past words in which nothing is to be done. @returns whether there were any. */
  #skipIdleWords(last: boolean): boolean {
    const toSend = this.#toSend;
    const toFix = this.#toFix;
    const start = this.#position >>> 5;
    const end = this.#isPastLast ? this.#firstWord : toSend.length;
    let index = start;
    while (index < end && toSend[index] === 0 && (!last || toFix[index] === 0)) index += 1;
    if (index === start) return false;
    this.#position = Math.min(index * 32, this.#memory.p2mPages, this.#holeAt);
    return true;
  }

  /** Looks at the rest of a word, at most until `room` pages are taken; returns the taken ones. */
  #takeFromWord(index: number, room: number, last: boolean): number {
    const memory = this.#memory;
    const due = this.#toSend[index] as number;
    const toFix = this.#toFix[index] as number;
    const again = last || !this.#skips ? 0 : due & memory.peek(index);
    const mapped = memory.mapped[index] as number;
    const end = Math.min((index + 1) * 32, memory.p2mPages, this.#holeAt);
    let seen = onesBetween(this.#position & 31, end - index * 32);
    const wanted = ((due & ~again) | (last ? toFix : 0)) & seen;
    let take = wanted & mapped;
    this.#position = end;
    // A word has 32 pages at most: only near the end of a batch are they counted.
    if (room <= 32 && popCount(take) >= room) {
      take = lowestOnes(take, room);
      seen &= upToHighestOne(take);
      this.#position = index * 32 + 32 - Math.clz32(take);
    }
    if ((again & seen) !== 0) this.#skip(index, again & seen);
    const fixed = (toFix | (wanted & seen & ~mapped)) & ~take;
    if (fixed === toFix) return take;
    if (last) this.fixups += popCount(take & toFix & ~due);
    this.#toFix[index] = fixed;
    return take;
  }

  /** Pages of a word were written again and are left to the next round. */
  #skip(index: number, pages: number): void {
    this.skipped += popCount(pages);
    this.onSkip?.(index, pages);
  }
}
