/**
 * Where a region of a guest's memory lies in the scan: the part of its pages in each of a few equal
 * stretches. The rotated order of Xen 3.2 spreads most regions evenly, but not where the P2M is a
 * little above a power of two: then the low pages come early.
 *
 * Pages of the region are looked at one golden section after the other, which no stride of the
 * order beats with.
 */
import { type ScanOrderName, scanOrder } from '../machine/scan-order.ts';

const STRETCHES = 8;
const SAMPLES = 128;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Parts of a region by stretch, in the order of the scan; they add up to 1. */
export function stretchesOf(
  name: ScanOrderName,
  p2mPages: number,
  firstPfn: number,
  pages: number,
): Float64Array {
  const parts = new Float64Array(STRETCHES);
  const order = scanOrder(name, p2mPages);
  const samples = Math.min(SAMPLES, pages);
  for (let index = 0; index < samples; index += 1) {
    const turns = index * GOLDEN;
    const offset = Math.floor((turns - Math.floor(turns)) * pages);
    const position = order.positionOf(firstPfn + offset);
    const stretch = Math.floor((position / p2mPages) * STRETCHES);
    parts[stretch] = (parts[stretch] as number) + 1 / samples;
  }
  return parts;
}
