/**
 * A guest's memory as cells: stretches of pages that are alike on average, in the order in which
 * they are sent. A region that is written is cut into many, so that it is known where in it a
 * search has come to; one that is not may be a single cell, however large.
 */
import type { Region } from '../../../../models/dirtying/dirtying.ts';

/** Pages that are alike. */
export interface Cell extends Region {
  /** Share of the pages of zeros, 0 to 1. */
  readonly zeroShare: number;
  /** Expected number of those to be sent; and of those among them never sent so far. */
  due: number;
  unsent: number;
  /** Pages marked one by one since the last CLEAN. */
  marked: number;
}

/** Where a guest's memory is cut. */
export interface Plan {
  readonly pages: number;
  /** Disjoint regions that are written. */
  readonly written: readonly Region[];
  /** Disjoint regions with zeros, and their share. */
  readonly zeros: readonly (Region & { readonly share: number })[];
  /** Disjoint regions that are not due at first. */
  readonly free: readonly Region[];
}

/** Cells of a region that is written: places in it are known to so much of it. */
const CELLS = 1024;

/** All pages, from the first on; all but the free ones are due. */
export function cellsOf({ pages, written, zeros, free }: Plan): Cell[] {
  const cuts = new Set([0, pages]);
  for (const { firstPfn, pages: size } of [...written, ...zeros, ...free]) {
    if (size > 0) cuts.add(firstPfn).add(firstPfn + size);
  }
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(1).flatMap((end, index) => {
    const firstPfn = places[index] as number;
    const region = { firstPfn, pages: end - firstPfn };
    const zeroShare = zeros.find((each) => isWithin(region, each))?.share ?? 0;
    const isWritten = written.some((each) => isWithin(region, each));
    const isFree = free.some((each) => isWithin(region, each));
    return partsOf(region, isWritten ? CELLS : 1).map((part): Cell => {
      const due = isFree ? 0 : part.pages;
      return { ...part, zeroShare, due, unsent: due, marked: 0 };
    });
  });
}

function isWithin({ firstPfn, pages }: Region, whole: Region): boolean {
  return firstPfn >= whole.firstPfn && firstPfn + pages <= whole.firstPfn + whole.pages;
}

function partsOf({ firstPfn, pages }: Region, most: number): Region[] {
  const count = Math.min(most, pages);
  const place = (part: number): number => Math.floor((part * pages) / count);
  return Array.from({ length: count }, (_, part) => {
    return { firstPfn: firstPfn + place(part), pages: place(part + 1) - place(part) };
  });
}
