/**
 * Pages written as the classes of a dirty profile say, by the clock.
 *
 * A page of a uniform class that is still clean is dirty g later with p = 1 - exp(-g / tau). Pages
 * are independent, so their fate is drawn when it is looked at, 32 at a time, as in `uniform.ts`. A
 * sequential class is walked page after page, and again from its start.
 *
 * Assumed: pages of a class lie scattered over the memory, since a guest's allocator knows nothing
 * of rates. It matters where pages are skipped: hot pages at the start of a pass have their turn
 * before they are written again, at its end they are skipped.
 */
import { expm1 } from '../../sim/engine/kernel/portable.ts';
import type { RandomStream } from '../../sim/engine/kernel/random.ts';
import { popCount, unionOf, wordsFor } from '../../sim/engine/machine/memory/bits.ts';
import type {
  GuestMemory,
  MarkListener,
  MarkSource,
} from '../../sim/engine/machine/memory/guest-memory.ts';
import type { Region } from './dirtying.ts';
import type { PageClass } from './page-classes.ts';

/** A class of pages that are written at random. */
interface Scattered {
  readonly tauSeconds: number;
  /** Its pages, in scan order. */
  readonly members: Uint32Array;
}

export class ProfiledPages implements MarkSource {
  readonly #memory: GuestMemory;
  readonly #random: RandomStream;
  readonly #classes: readonly Scattered[];
  readonly #walks: readonly Walk[];
  /** Of all classes: most words have none of their pages clean. */
  readonly #members: Uint32Array;
  #secondsSinceClean = 0;
  /** When each word was drawn last, seconds since the clean. */
  readonly #drawnAt: Float64Array;
  #knownGap = 0;
  /** By class, for `#knownGap` seconds. */
  #probabilities: readonly number[] = [];

  /** @param region where the pages are. It must hold those of all classes. */
  constructor(
    classes: readonly PageClass[],
    region: Region,
    random: RandomStream,
    memory: GuestMemory,
  ) {
    this.#memory = memory;
    this.#random = random;
    this.#drawnAt = new Float64Array(memory.mapped.length);
    const places = scatter(region, memory);
    const uniform: Scattered[] = [];
    const walks: Walk[] = [];
    let first = 0;
    for (const { pages, tauSeconds, order } of classes) {
      const positions = places.subarray(first, first + pages);
      first += pages;
      if (order === 'sequential') walks.push(new Walk(positions, tauSeconds, memory));
      else uniform.push({ tauSeconds, members: bitmap(positions, memory) });
    }
    this.#classes = uniform;
    this.#members = unionOf(uniform.map(({ members }) => members));
    this.#walks = walks;
    memory.addSource(this, this.#members);
  }

  /** The guest lives on. */
  advance(seconds: number): void {
    if (!this.#memory.logging) return;
    this.#secondsSinceClean += seconds;
    for (const walk of this.#walks) walk.advance(seconds);
  }

  cleaned(): void {
    this.#secondsSinceClean = 0;
    this.#drawnAt.fill(0);
    for (const walk of this.#walks) walk.cleaned();
  }

  draw(wordIndex: number, dirty: number): number {
    if (((this.#members[wordIndex] as number) & ~dirty) === 0) return 0;
    const gap = this.#secondsSinceClean - (this.#drawnAt[wordIndex] as number);
    if (gap === 0) return 0;
    this.#drawnAt[wordIndex] = this.#secondsSinceClean;
    if (gap !== this.#knownGap) this.#know(gap);
    let drawn = 0;
    for (let index = 0; index < this.#classes.length; index += 1) {
      const clean = ((this.#classes[index] as Scattered).members[wordIndex] as number) & ~dirty;
      if (clean !== 0) drawn |= this.#random.bits(clean, this.#probabilities[index] as number);
    }
    return drawn;
  }

  undrawn(dirty: Uint32Array): number {
    let expected = 0;
    for (const [index, word] of this.#members.entries()) {
      const clean = word & ~(dirty[index] as number);
      const gap = this.#secondsSinceClean - (this.#drawnAt[index] as number);
      if (clean === 0 || gap === 0) continue;
      if (gap !== this.#knownGap) this.#know(gap);
      for (const [at, { members }] of this.#classes.entries()) {
        const pages = popCount(clean & (members[index] as number));
        expected += pages * (this.#probabilities[at] as number);
      }
    }
    return expected;
  }

  drawAll(dirty: Uint32Array, marked: MarkListener | undefined): void {
    for (let index = 0; index < dirty.length; index += 1) {
      const known = dirty[index] as number;
      const mask = this.draw(index, known);
      if (mask === 0) continue;
      dirty[index] = known | mask;
      marked?.(index, mask);
    }
  }

  #know(gap: number): void {
    this.#knownGap = gap;
    this.#probabilities = this.#classes.map(({ tauSeconds }) => -expm1(-gap / tauSeconds));
  }
}

/** Pages that are written one after the other. */
class Walk {
  readonly #positions: Uint32Array;
  readonly #pagesPerSecond: number;
  readonly #memory: GuestMemory;
  /** Index of the next page. */
  #cursor = 0;
  /** Part of the next page's time that has passed, 0 to 1. */
  #begun = 0;
  #dirty = 0;

  constructor(positions: Uint32Array, tauSeconds: number, memory: GuestMemory) {
    this.#positions = positions;
    this.#pagesPerSecond = positions.length / tauSeconds;
    this.#memory = memory;
  }

  advance(seconds: number): void {
    const pages = this.#positions.length;
    const reach = this.#begun + seconds * this.#pagesPerSecond;
    const steps = Math.floor(reach);
    this.#begun = reach - steps;
    const fresh = Math.min(steps, pages - this.#dirty);
    for (let index = 0; index < fresh; index += 1) {
      this.#memory.mark(this.#positions[(this.#cursor + index) % pages] as number);
    }
    this.#cursor = (this.#cursor + steps) % pages;
    this.#dirty += fresh;
  }

  cleaned(): void {
    this.#dirty = 0;
  }
}

/** The golden section of a circle: its multiples lie as evenly on it as can be. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Positions of a region's pages in an order in which every stretch lies all over the region. */
function scatter({ firstPfn, pages }: Region, memory: GuestMemory): Uint32Array {
  let step = Math.max(1, Math.round(pages * GOLDEN));
  while (commonDivisor(step, pages) !== 1) step += 1;
  const positions = new Uint32Array(pages);
  let at = 0;
  for (let index = 0; index < pages; index += 1) {
    positions[index] = memory.order.positionOf(firstPfn + at);
    at = (at + step) % pages;
  }
  return positions;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

function bitmap(positions: Uint32Array, memory: GuestMemory): Uint32Array {
  const words = new Uint32Array(wordsFor(memory.p2mPages));
  for (const position of positions) {
    const index = position >>> 5;
    words[index] = (words[index] as number) | (1 << (position & 31));
  }
  return words;
}
