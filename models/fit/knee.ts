/**
 * The search for a knee: a curve of two branches that meet, one for x below the knee, one from the
 * knee on (Hudson 1966, Fitting segmented curves whose join points have to be estimated).
 *
 * The least squared error lies either at the separate best fits of the two sides of some split,
 * provided that they meet between these sides, or at a curve whose knee is one of the x. Both sorts
 * of candidates are tried at every x; so the best one is the best of all.
 */
import type { Point } from './model.ts';

/** A curve of two branches that is to be compared with others. */
export interface Candidate {
  readonly coordinates: readonly number[];
  /** Where the branches meet. */
  readonly knee: number;
  readonly sse: number;
}

/** How a model makes candidates; undefined where one is not possible. */
export interface TwoBranches {
  /** The separate best fits of the points below and above a split. */
  split(below: readonly Point[], above: readonly Point[]): Candidate | undefined;
  /** The best curve with its knee here. */
  pinned(points: readonly Point[], knee: number): Candidate | undefined;
  /** Fewest different x below the knee and from the knee on. */
  readonly leastBelow: number;
  readonly leastAbove: number;
}

/** The candidate of least error, of equal ones the first; undefined when there is none. */
export function findKnee(points: readonly Point[], branches: TwoBranches): Candidate | undefined {
  const distinct = [...new Set(points.map(({ x }) => x))];
  let best: Candidate | undefined;
  const offer = (candidate: Candidate | undefined): void => {
    if (candidate !== undefined && !(candidate.sse >= (best?.sse ?? Infinity))) best = candidate;
  };
  const last = distinct.length - branches.leastAbove;
  for (let first = branches.leastBelow; first <= last; first += 1) {
    const above = distinct[first] ?? 0;
    const below = distinct[first - 1] ?? 0;
    const start = points.findIndex(({ x }) => x === above);
    const apart = branches.split(points.slice(0, start), points.slice(start));
    if (apart !== undefined && apart.knee > below && apart.knee <= above) offer(apart);
    offer(branches.pinned(points, above));
  }
  return best;
}
