/**
 * Where a region of a guest's memory lies in the scan: the part of its pages in each of a few equal
 * stretches. The rotated order of Xen 3.2 spreads most regions evenly, but not where the P2M is a
 * little above a power of two: then the low pages come early.
 *
 * Pages of the region are looked at one golden section after the other, which no stride of the
 * order beats with.
 */
import type { ScanOrder } from '../../../engine/machine/memory/scan-order.ts';

const STRETCHES = 8;
const SAMPLES = 128;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Where in a region its samples lie, 0 to 1. */
const PLACES = Float64Array.from({ length: SAMPLES }, (_, index) => (index * GOLDEN) % 1);

/** Parts of a region by stretch, in the order of the scan; they add up to 1. */
export function stretchesOf(
  order: ScanOrder,
  p2mPages: number,
  firstPfn: number,
  pages: number,
): number[] {
  const parts = [0, 0, 0, 0, 0, 0, 0, 0];
  const samples = Math.min(SAMPLES, pages);
  const each = 1 / samples;
  const stretchesPerPage = STRETCHES / p2mPages;
  for (let index = 0; index < samples; index += 1) {
    const offset = Math.floor((PLACES[index] as number) * pages);
    const stretch = Math.floor(order.positionOf(firstPfn + offset) * stretchesPerPage);
    parts[stretch] = (parts[stretch] as number) + each;
  }
  return parts;
}
