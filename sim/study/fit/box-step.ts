/**
 * The step of a damped least-squares problem within a box: least |r + J d|^2 + m sum (|J_k| d_k)^2
 * over low <= d <= high, by coordinate descent on the normal equations (each sweep sets every
 * coordinate to its best value within its bounds, the others held).
 */

import { dot, gram, type Matrix } from '../../engine/kernel/linear.ts';
import { largestOf } from '../../engine/kernel/lists.ts';

/** What a step may be. */
export interface Box {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** A linear model of residuals about a place: r + J d. */
export interface LinearModel {
  readonly residuals: readonly number[];
  /** J by columns, one a parameter: derivatives of all residuals. */
  readonly columns: Matrix;
}

/** Enough for a handful of parameters that hardly differ; each costs n^2 products. */
const SWEEPS = 400;
/** Parts of the largest coordinate below which nothing moves any more. */
const SETTLED = 1e-12;

/** @param damping m, 0 for the undamped step of Gauss and Newton. */
export function boxStep(
  { residuals, columns }: LinearModel,
  { low, high }: Box,
  damping: number,
): number[] {
  const squares = gram(columns);
  const slopes = columns.map((column) => dot(column, residuals));
  const step = columns.map(() => 0);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    let moved = 0;
    for (const [k, row] of squares.entries()) {
      const own = (row[k] ?? 0) * (1 + damping);
      if (own === 0) continue;
      const before = step[k] ?? 0;
      const others = dot(row, step) - (row[k] ?? 0) * before;
      const best = -((slopes[k] ?? 0) + others) / own;
      const after = Math.min(Math.max(best, low[k] ?? 0), high[k] ?? 0);
      step[k] = after;
      moved = Math.max(moved, Math.abs(after - before));
    }
    if (moved <= SETTLED * largestOf(step.map(Math.abs))) break;
  }
  return step;
}
