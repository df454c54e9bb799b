/**
 * From the best place that was tried to the one that is reported. A simulated time jumps a little
 * from place to place, as ticks fall differently; the best place tried is also the one where the
 * jumps happened to help most. So places all around it are simulated, and the least is taken on a
 * smooth surface through them, whose region suits the size of the jumps.
 */
import type { LeastSquares } from '../fit/least-squares.ts';
import {
  fitSurface,
  leastOn,
  placesIn,
  regionAbout,
  type Surface,
  type SurfaceLeast,
} from '../fit/local-surface.ts';
import { mean, rootMeanSquare } from '../fit/statistics.ts';

/** Residuals at places. */
export type ResidualsAt = (
  places: readonly (readonly number[])[],
) => Promise<readonly (readonly number[])[]>;

/** Where the search settled. */
export interface Settled extends SurfaceLeast {
  /** Variance of the residuals about the surface, one a residual. */
  readonly jumps: readonly number[];
  /** The part of it that is left in `values`. */
  readonly share: number;
  readonly tried: number;
}

const FIRST_REACH = 0.05;
const LEAST_REACH = 0.01;
const MOST_REACH = 0.1;
/** A region reaches so far that residuals change by this many sizes of a jump. */
const JUMPS_REACHED = 4;

/**
 * Two surfaces: one whose reach is a guess, and about its least one whose reach follows from the
 * first. No more, so that jumps cannot lead it far from where it started.
 */
export async function settle(
  best: readonly number[],
  residualsAt: ResidualsAt,
  leastSquares: LeastSquares,
): Promise<Settled> {
  const surfaceAbout = async (at: readonly number[], reach: readonly number[]) => {
    const region = regionAbout(at, reach);
    const places = placesIn(region);
    const surface = fitSurface(leastSquares, region, places, await residualsAt(places));
    return { surface, tried: places.length };
  };
  const first = await surfaceAbout(
    best,
    best.map(() => FIRST_REACH),
  );
  const guess = leastOn(first.surface);
  const second = await surfaceAbout(guess.at, reachFor(first.surface, guess));
  const { jumps, share } = second.surface;
  return { ...leastOn(second.surface), jumps, share, tried: first.tried + second.tried };
}

/** Where residuals change much more than they jump, a small region is enough. */
function reachFor({ jumps }: Surface, { columns }: SurfaceLeast): number[] {
  const jump = Math.sqrt(mean(jumps));
  return columns.map((column) => {
    const slope = rootMeanSquare(column);
    const reach = slope === 0 ? MOST_REACH : (JUMPS_REACHED * jump) / slope;
    return Math.min(MOST_REACH, Math.max(LEAST_REACH, reach));
  });
}
