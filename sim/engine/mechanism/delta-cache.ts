/**
 * The cache of QEMU's XBZRLE: pages as they were sent last, each in the one place that its number
 * gives it. A page that is there goes as what has changed in it; one that is not comes into the
 * cache, unless its place was used in the last two synchronisations. Source:
 * migration/page_cache.c.
 */

/** Synchronisations for which a page that was used keeps its place. */
const LIFETIME = 2;

export class DeltaCache {
  /** Position and one, of the page at a place; 0 for none. */
  readonly #page: Uint32Array;
  readonly #usedAt: Uint32Array;
  readonly #mask: number;
  #age = 1;

  /** @param pages that have room, a power of two. */
  constructor(pages: number) {
    this.#page = new Uint32Array(pages);
    this.#usedAt = new Uint32Array(pages);
    this.#mask = pages - 1;
  }

  /** The dirty log was read. */
  grow(): void {
    this.#age += 1;
  }

  /** Pages of a word that are in it. @param mask those that are asked for. */
  hits(index: number, mask: number): number {
    let found = 0;
    for (let rest = mask; rest !== 0; rest &= rest - 1) {
      const bit = rest & -rest;
      const position = index * 32 + 31 - Math.clz32(bit);
      if (this.#page[position & this.#mask] === position + 1) found |= bit;
    }
    return found;
  }

  /** Pages of a word go out. */
  use(index: number, mask: number): void {
    for (let rest = mask; rest !== 0; rest &= rest - 1) {
      const position = index * 32 + 31 - Math.clz32(rest & -rest);
      const place = position & this.#mask;
      const page = this.#page[place] as number;
      const isFresh = (this.#usedAt[place] as number) + LIFETIME > this.#age;
      if (page !== 0 && page !== position + 1 && isFresh) continue;
      this.#page[place] = position + 1;
      this.#usedAt[place] = this.#age;
    }
  }
}
