/**
 * The order in which Xen walks a guest's page frames: a bijection between position in the pass and
 * pfn.
 *
 * `rotated` (Xen 3.2.0): rotate the position left by 10 within the bits of the largest pfn, again
 * and again until it is a pfn; for 2^18 pages a stride of 1024. `plain` (3.3 and later): position =
 * pfn. Source: xc_domain_save.c, and xen-unstable 4097715c73 and f966bc9fc5 for the change.
 */

export type ScanOrderName = 'rotated' | 'plain';

const ROTATION_BITS = 10;

export interface ScanOrder {
  readonly name: ScanOrderName;
  /** The pfn visited at a position of the pass. */
  pfnAt(position: number): number;
  /** The position at which a pfn is visited. */
  positionOf(pfn: number): number;
}

/** @param pages size of the pseudo-physical space in pages, at most 2^30. */
export function scanOrder(name: ScanOrderName, pages: number): ScanOrder {
  if (name === 'plain') return { name, pfnAt: (position) => position, positionOf: (pfn) => pfn };
  const bits = 32 - Math.clz32(pages - 1);
  const left = ROTATION_BITS % bits;
  const right = bits - left;
  const mask = (1 << bits) - 1;
  const walk = (start: number, by: number): number => {
    let x = start;
    do x = ((x << by) | (x >>> (bits - by))) & mask;
    while (x >= pages);
    return x;
  };
  return {
    name,
    pfnAt: (position) => walk(position, left),
    positionOf: (pfn) => walk(pfn, right),
  };
}
