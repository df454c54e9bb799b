/**
 * A guest's pseudo-physical memory and Xen's log-dirty bitmap of it.
 *
 * All bitmaps are kept in scan order: bit n is the page the pass visits at position n. A pass then
 * reads whole words, and only marking a page costs a look at the order.
 *
 * The P2M is larger than the memory: a slack of unmapped pfns lies above (8 MiB for a PV Linux
 * guest of that time).
 */

import { invariant } from '../../kernel/assert.ts';
import { countOnes } from './bits.ts';
import { type FrameHole, type GuestType, holeFrames } from './frame-space.ts';
import { type ScanOrder, type ScanOrderName, scanOrder } from './scan-order.ts';

/**
 * Hears of the pages first written since the last clean, a word of positions at a time, and of each
 * clean.
 */
export interface DirtyWatcher {
  marked(wordIndex: number, mask: number): void;
  cleaned(): void;
}

/** Hears of pages that were found written: a word of positions at a time. */
export type MarkListener = (wordIndex: number, mask: number) => void;

/** Writes whose pages are drawn only when a word of the bitmap is looked at. */
export interface MarkSource {
  /** Pages of a word written since it was drawn last; `dirty` are known to be dirty. */
  draw(wordIndex: number, dirty: number): number;
  /** Draws every word, in order, and adds what was written to `dirty`. */
  drawAll(dirty: Uint32Array, marked: MarkListener | undefined): void;
  /** All pages are clean again. */
  cleaned(): void;
  /** Expected number of written pages that are not drawn yet; nothing is drawn for it. */
  undrawn(dirty: Uint32Array): number;
  /**
   * Expected number of pages written since the last clean among some, whatever was drawn; absent:
   * it cannot tell.
   */
  expected?(firstPfn: number, pages: number): number;
}

export class GuestMemory {
  /** Pages the guest has. */
  readonly pages: number;
  /** Size of the P2M in pages: memory and slack. */
  readonly p2mPages: number;
  readonly type: GuestType;
  /** Frames without memory that a first round walks, from below; none of them has a position. */
  readonly holes: readonly FrameHole[];
  readonly order: ScanOrder;
  /** Pages with memory behind them, in scan order. */
  readonly mapped: Uint32Array;
  /** Pages known to be written since the last clean, in scan order. */
  readonly #dirty: Uint32Array;
  /** Pages that hold nothing but zeros, as far as it is known, in scan order; undefined: none. */
  #zeros: Uint32Array | undefined;
  /** Pages that the guest reports as free, in scan order; undefined: none. */
  reported: Uint32Array | undefined;
  readonly #sources: MarkSource[] = [];
  /** Pages of all sources, in scan order. */
  readonly #drawable: Uint32Array;
  /** Cleans so far; dirtying models see by it that all pages are clean again. */
  epoch = 0;
  watcher: DirtyWatcher | undefined;
  /** Pages that the last CLEAN found dirty. */
  foundDirty = 0;
  #logging = false;
  #logsReads = false;

  constructor(options: GuestMemoryOptions) {
    this.pages = options.pages;
    this.p2mPages = options.pages + options.slackPages;
    this.type = options.type ?? 'pv';
    this.holes = options.holes ?? [];
    this.order = scanOrder(options.scan, this.p2mPages);
    this.mapped = this.select(0, this.pages);
    this.#dirty = new Uint32Array(this.mapped.length);
    this.#drawable = new Uint32Array(this.mapped.length);
  }

  /** All frames that a first round walks: the P2M and the holes. */
  get frames(): number {
    return this.p2mPages + holeFrames(this);
  }

  /** These pages, in scan order, hold nothing but zeros until they are written. */
  holdZeros(pages: Uint32Array): void {
    this.#zeros = pages;
  }

  /** These pages, in scan order, the guest reports as free: they need not be sent as they are. */
  reportFree(pages: Uint32Array): void {
    this.reported = pages;
  }

  /** Pages with memory behind them but for those, in scan order. */
  unreported(): Uint32Array {
    const pages = this.mapped.slice();
    if (this.reported !== undefined) takeAway(pages, this.reported);
    return pages;
  }

  /** True between ENABLE_LOGDIRTY and OFF. */
  get logging(): boolean {
    return this.#logging;
  }

  /** Pages that sources write, in scan order: a look at a word draws them. */
  get drawable(): Uint32Array {
    return this.#drawable;
  }

  /** Asks a source for its pages whenever a word is looked at. @param pages all it ever writes. */
  addSource(source: MarkSource, pages: Uint32Array): void {
    this.#sources.push(source);
    const drawable = this.#drawable;
    for (let index = 0; index < drawable.length; index += 1) {
      drawable[index] = drawable[index]! | pages[index]!;
    }
  }

  /** A stretch of pfns as a bitmap in scan order. */
  select(firstPfn: number, pages: number): Uint32Array {
    return this.order.select(firstPfn, pages);
  }

  /** True while pages that are only read are marked as well. */
  get logsReads(): boolean {
    return this.#logsReads;
  }

  /**
   * ENABLE_LOGDIRTY: from now on first writes are marked.
   * @param reads whether first reads are as well: what a guest touches while it misses pages.
   */
  startLogging(reads = false): void {
    this.#logging = true;
    this.#logsReads = reads;
    this.foundDirty = 0;
    this.#dirty.fill(0);
    this.#forget();
  }

  stopLogging(): void {
    this.#logging = false;
    this.#logsReads = false;
  }

  /** PEEK of one word: its pages written since the last clean. */
  peek(wordIndex: number): number {
    let dirty = this.#dirty[wordIndex]!;
    if ((this.#drawable[wordIndex]! & ~dirty) === 0) return dirty;
    for (let index = 0; index < this.#sources.length; index += 1) {
      const mask = this.#sources[index]!.draw(wordIndex, dirty);
      if (mask === 0) continue;
      dirty |= mask;
      this.watcher?.marked(wordIndex, mask);
    }
    this.#dirty[wordIndex] = dirty;
    return dirty;
  }

  /** The pages of a word that hold nothing but zeros: those of the start, until written. */
  zeros(wordIndex: number): number {
    const zeros = this.#zeros?.[wordIndex] ?? 0;
    return zeros === 0 ? 0 : zeros & ~this.peek(wordIndex);
  }

  /**
   * Pages written since the last clean: those that are known, and the expected number of those that
   * are not drawn yet. Draws nothing; costs a walk over the bitmap.
   */
  expectedDirty(): number {
    const known = countOnes(this.#dirty);
    return this.#sources.reduce((sum, source) => sum + source.undrawn(this.#dirty), known);
  }

  /** Marks a page as written; one that is marked already stays so. @returns whether it was not. */
  mark(position: number): boolean {
    const index = position >>> 5;
    const bit = 1 << (position & 31);
    const word = this.#dirty[index]!;
    if ((word & bit) !== 0) return false;
    this.#dirty[index] = word | bit;
    this.watcher?.marked(index, bit);
    return true;
  }

  /**
   * CLEAN: copies the bitmap into `into`, then empties it. Returns the count of dirty pages.
   * @throws InvariantError when logging is off.
   */
  clean(into: Uint32Array): number {
    invariant(this.#logging, 'CLEAN while log-dirty is off');
    const dirty = this.#dirty;
    const { watcher } = this;
    const marked = watcher && ((index: number, mask: number) => watcher.marked(index, mask));
    for (const source of this.#sources) source.drawAll(dirty, marked);
    into.set(dirty);
    const zeros = this.#zeros;
    if (zeros !== undefined) takeAway(zeros, dirty);
    const count = countOnes(dirty);
    this.foundDirty = count;
    this.#dirty.fill(0);
    this.#forget();
    this.watcher?.cleaned();
    return count;
  }

  #forget(): void {
    this.epoch += 1;
    for (const source of this.#sources) source.cleaned();
  }
}

function takeAway(from: Uint32Array, words: Uint32Array): void {
  for (let index = 0; index < from.length; index += 1) {
    from[index] = from[index]! & ~words[index]!;
  }
}

/** What a guest's memory is made of. */
export interface GuestMemoryOptions {
  readonly pages: number;
  readonly slackPages: number;
  readonly scan: ScanOrderName;
  /** Default pv. */
  readonly type?: GuestType;
  /** Default none. */
  readonly holes?: readonly FrameHole[];
}
