/**
 * A guest's pseudo-physical memory and Xen's log-dirty bitmap of it.
 *
 * All bitmaps are kept in scan order: bit n is the page the pass visits at position n. A pass then reads whole
 * words, and only marking a page costs a look at the order.
 *
 * The P2M is larger than the memory: a slack of unmapped pfns lies above (8 MiB for a PV Linux guest of that time).
 */
import { invariant } from '../kernel/assert.ts';
import { countOnes, wordsFor } from './bits.ts';
import { type ScanOrder, type ScanOrderName, scanOrder } from './scan-order.ts';

/** Bytes of a page. */
export const PAGE_BYTES = 4096;

/** Hears of each page's first write since the last clean, and of each clean; for checks. */
export interface DirtyWatcher {
  marked(position: number): void;
  cleaned(): void;
}

export class GuestMemory {
  /** Pages the guest has. */
  readonly pages: number;
  /** Size of the P2M in pages: memory and slack. */
  readonly p2mPages: number;
  readonly order: ScanOrder;
  /** Pages with memory behind them, in scan order. */
  readonly mapped: Uint32Array;
  /** Pages written since the last clean, in scan order; reading it is a PEEK. */
  dirty: Uint32Array;
  /** Cleans so far; dirtying models see by it that all pages are clean again. */
  epoch = 0;
  watcher: DirtyWatcher | undefined;
  #dirtyCount = 0;
  #logging = false;

  constructor(options: GuestMemoryOptions) {
    this.pages = options.pages;
    this.p2mPages = options.pages + options.slackPages;
    this.order = scanOrder(options.scan, this.p2mPages);
    this.mapped = new Uint32Array(wordsFor(this.p2mPages));
    this.dirty = new Uint32Array(this.mapped.length);
    for (let pfn = 0; pfn < this.pages; pfn += 1) setBit(this.mapped, this.order.positionOf(pfn));
  }

  /** True between ENABLE_LOGDIRTY and OFF. */
  get logging(): boolean {
    return this.#logging;
  }

  /** Pages marked since the last clean. */
  get dirtyCount(): number {
    return this.#dirtyCount;
  }

  /** ENABLE_LOGDIRTY: from now on first writes are marked. */
  startLogging(): void {
    this.#logging = true;
    this.dirty.fill(0);
    this.#dirtyCount = 0;
    this.epoch += 1;
  }

  stopLogging(): void {
    this.#logging = false;
  }

  /** True when the page at a position was written since the last clean. */
  isDirty(position: number): boolean {
    return (((this.dirty[position >>> 5] as number) >>> (position & 31)) & 1) === 1;
  }

  /** Marks a page as written. Returns true when it was clean. Only while logging. */
  mark(position: number): boolean {
    const index = position >>> 5;
    const bit = 1 << (position & 31);
    const word = this.dirty[index] as number;
    if ((word & bit) !== 0) return false;
    this.dirty[index] = word | bit;
    this.#dirtyCount += 1;
    this.watcher?.marked(position);
    return true;
  }

  /**
   * CLEAN: copies the bitmap into `into`, then empties it. Returns the count of dirty pages.
   * @throws InvariantError when logging is off.
   */
  clean(into: Uint32Array): number {
    invariant(this.#logging, 'CLEAN while log-dirty is off');
    into.set(this.dirty);
    this.dirty.fill(0);
    const count = this.#dirtyCount;
    this.#dirtyCount = 0;
    this.epoch += 1;
    this.watcher?.cleaned();
    return count;
  }

  /** Recounts the bitmap; for checks. */
  countDirty(): number {
    return countOnes(this.dirty);
  }
}

function setBit(words: Uint32Array, position: number): void {
  const index = position >>> 5;
  words[index] = (words[index] as number) | (1 << (position & 31));
}

/** What a guest's memory is made of. */
export interface GuestMemoryOptions {
  readonly pages: number;
  readonly slackPages: number;
  readonly scan: ScanOrderName;
}
