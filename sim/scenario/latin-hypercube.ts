/**
 * Latin hypercube samples (McKay, Beckman and Conover, 1979): of n points, each of the n equal
 * parts of every axis holds one, at a random place in it, and which points meet is random.
 *
 * Every axis has a stream of its own, named by it: an axis more leaves the others where they were.
 */
import { RandomStream } from '../engine/kernel/random.ts';

/** One axis of a sample. */
export interface Stratified {
  readonly size: number;
  /** Where the point lies on the axis, from 0 to below 1. */
  part(point: number): number;
}

/** @param label names the random stream: seed and axis. */
export function stratified(points: number, label: string): Stratified {
  const stream = new RandomStream(label);
  const parts = Float64Array.from({ length: points }, (_, index) => index);
  // Fisher and Yates' shuffle.
  for (let last = points - 1; last > 0; last -= 1) {
    const other = stream.below(last + 1);
    const kept = parts[last] as number;
    parts[last] = parts[other] as number;
    parts[other] = kept;
  }
  for (const [point, stratum] of parts.entries())
    parts[point] = (stratum + stream.double()) / points;
  return { size: points, part: (point) => parts[point] as number };
}
