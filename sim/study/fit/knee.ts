/**
 * The search for a knee: a curve of two branches that meet, one for x below the knee, one from the
 * knee on (Hudson 1966, Fitting segmented curves whose join points have to be estimated).
 *
 * The least squared error lies either at the separate best fits of the two sides of some split,
 * provided that they meet between these sides, or at a curve whose knee is one of the x. Both sorts
 * of candidates are tried at every x; so the best one is the best of all. Where it has its knee at
 * the end of the range, a knee further out would be better still: then none shows.
 */
import type { Point } from './model.ts';

/** A curve of two branches that is to be compared with others. */
export interface KneeFit {
  readonly coordinates: readonly number[];
  /** Where the branches meet. */
  readonly knee: number;
  readonly sse: number;
}

/** How a model makes candidates; undefined where one is not possible. */
export interface TwoBranches {
  /** The separate best fits of the points below and above a split. */
  split(below: readonly Point[], above: readonly Point[]): KneeFit | undefined;
  /** The best curve with its knee here. */
  pinned(points: readonly Point[], knee: number): KneeFit | undefined;
  /** Fewest different x below the knee and from the knee on. */
  readonly leastBelow: number;
  readonly leastAbove: number;
}

/** A knee as near to the end of the range, as a share of the range, is at its end. */
const MARGIN = 1e-9;

/**
 * The candidate of least error, of equal ones the first; undefined when no knee shows.
 * @param points in order of x.
 */
export function findKnee(points: readonly Point[], branches: TwoBranches): KneeFit | undefined {
  const distinct = [...new Set(points.map(({ x }) => x))];
  const at = (index: number): number => distinct[index] ?? 0;
  const first = branches.leastBelow - 1;
  const last = distinct.length - branches.leastAbove;
  if (first >= last || points.every(({ y }) => y === points[0]?.y)) return undefined;
  let best: KneeFit | undefined;
  const offer = (candidate: KneeFit | undefined): void => {
    if (candidate !== undefined && candidate.sse < (best?.sse ?? Infinity)) best = candidate;
  };
  for (let index = first; index <= last; index += 1) {
    if (index > first) {
      const start = points.findIndex(({ x }) => x === at(index));
      const apart = branches.split(points.slice(0, start), points.slice(start));
      if (apart !== undefined && apart.knee > at(index - 1) && apart.knee <= at(index))
        offer(apart);
    }
    offer(branches.pinned(points, at(index)));
  }
  const margin = MARGIN * (at(last) - at(first));
  const isInside = best && best.knee > at(first) + margin && best.knee < at(last) - margin;
  return isInside ? best : undefined;
}
