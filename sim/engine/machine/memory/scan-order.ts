/**
 * The order in which Xen walks a guest's page frames: a bijection between position in the pass and
 * pfn.
 *
 * `rotated` (Xen 3.2.0): rotate the position left by 10 within the bits of the largest pfn, again
 * and again until it is a pfn; for 2^18 pages a stride of 1024. `plain` (3.3 and later): position =
 * pfn. Source: xc_domain_save.c, and xen-unstable 4097715c73 and f966bc9fc5 for the change.
 */
import { onesBetween, setOnes, wordsFor } from './bits.ts';

export type ScanOrderName = 'rotated' | 'plain';

const ROTATION_BITS = 10;

export interface ScanOrder {
  readonly name: ScanOrderName;
  /** The pfn visited at a position of the pass. */
  pfnAt(position: number): number;
  /** The position at which a pfn is visited. */
  positionOf(pfn: number): number;
  /** A stretch of pfns as a bitmap of positions. */
  select(firstPfn: number, pages: number): Uint32Array;
}

/** @param pages size of the pseudo-physical space in pages, at most 2^30. */
export function scanOrder(name: ScanOrderName, pages: number): ScanOrder {
  return name === 'plain' ? new PlainOrder(pages) : new RotatedOrder(pages);
}

class PlainOrder implements ScanOrder {
  readonly name = 'plain';
  readonly #pages: number;

  constructor(pages: number) {
    this.#pages = pages;
  }

  pfnAt(position: number): number {
    return position;
  }

  positionOf(pfn: number): number {
    return pfn;
  }

  select(firstPfn: number, pages: number): Uint32Array {
    const words = new Uint32Array(wordsFor(this.#pages));
    setOnes(words, firstPfn, firstPfn + pages);
    return words;
  }
}

class RotatedOrder implements ScanOrder {
  readonly name = 'rotated';
  readonly #pages: number;
  /** Of the largest pfn. */
  readonly #bits: number;
  readonly #left: number;

  constructor(pages: number) {
    this.#pages = pages;
    this.#bits = Math.max(1, 32 - Math.clz32(pages - 1));
    this.#left = ROTATION_BITS % this.#bits;
  }

  pfnAt(position: number): number {
    return this.#walk(position, this.#left);
  }

  positionOf(pfn: number): number {
    return this.#walk(pfn, this.#bits - this.#left);
  }

  select(firstPfn: number, pages: number): Uint32Array {
    const all = this.#pages;
    const endPfn = firstPfn + pages;
    const words = new Uint32Array(wordsFor(all));
    const few = PAGES_PER_WORD * words.length;
    if (pages <= few) this.#flip(words, firstPfn, endPfn);
    else if (all - pages <= few) {
      setOnes(words, 0, all);
      this.#flip(words, 0, firstPfn);
      this.#flip(words, endPfn, all);
    } else {
      const stretch = { pages: all, bits: this.#bits, firstPfn, endPfn };
      for (let index = 0; index < words.length; index += 1) words[index] = wordOf(index, stretch);
    }
    return words;
  }

  /** Rotates to the left until it is a pfn. */
  #walk(start: number, by: number): number {
    const bits = this.#bits;
    const mask = (1 << bits) - 1;
    let x = start;
    do x = ((x << by) | (x >>> (bits - by))) & mask;
    while (x >= this.#pages);
    return x;
  }

  #flip(words: Uint32Array, fromPfn: number, endPfn: number): void {
    for (let pfn = fromPfn; pfn < endPfn; pfn += 1) flipBit(words, this.positionOf(pfn));
  }
}

/** So many pages take as long one by one as a word of the bitmap. */
const PAGES_PER_WORD = 4;

function flipBit(words: Uint32Array, position: number): void {
  const index = position >>> 5;
  words[index] = words[index]! ^ (1 << (position & 31));
}

/** Pfns that are looked for in the rotated order. */
interface Stretch {
  /** Size of the space, and the bits of its largest pfn. */
  readonly pages: number;
  readonly bits: number;
  readonly firstPfn: number;
  readonly endPfn: number;
}

/**
 * The positions of one word whose pfns lie in a stretch. All 32 are rotated together: after a
 * rotation by r, position p + j has become base + j * 2^r, until the highest bits of j come out at
 * the low end; so up to there those below a bound are neighbours.
 */
function wordOf(index: number, { pages, bits, firstPfn, endPfn }: Stretch): number {
  const position = index * 32;
  let open = onesBetween(0, pages - position);
  let found = 0;
  for (let rotation = ROTATION_BITS % bits; open !== 0; rotation += ROTATION_BITS) {
    const r = rotation % bits;
    const base = ((position << r) | (position >>> (bits - r))) & ((1 << bits) - 1);
    const run = bits - r >= 5 ? 32 : 1 << (bits - r);
    let known = 0;
    for (let from = 0, start = base; from < 32; from += run, start += 1) {
      const ones = run === 32 ? -1 : ((1 << run) - 1) << from;
      const below = onesBelow(pages, start, r, from);
      known |= ones & below;
      found |=
        open & ones & onesBelow(endPfn, start, r, from) & ~onesBelow(firstPfn, start, r, from);
    }
    open &= ~known;
  }
  return found;
}

/** Ones up to, without, the first bit whose pfn, start + (bit - from) * 2^r, is not below a pfn. */
function onesBelow(pfn: number, start: number, r: number, from: number): number {
  const count = from + ((pfn - 1 - start) >> r) + 1;
  if (count >= 32) return -1;
  return count <= 0 ? 0 : (1 << count) - 1;
}
