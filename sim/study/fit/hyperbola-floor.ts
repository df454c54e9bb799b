/**
 * y = max(a/x, c): work that takes a/x at a cap of x, and a floor that no cap can lower. Least
 * squares on y, the search being over which points lie on the floor. Coordinates: a, c.
 *
 * Below the knee a = sum(y/x) / sum(1/x^2), from it on c = mean y; the knee is a/c.
 */

import { findKnee, type KneeFit, type TwoBranches } from './knee.ts';
import type { Curve, CurveModel, Point } from './model.ts';
import { mean } from './statistics.ts';

/** The factor of least squares: y = factor g(x). */
function factor(points: readonly Point[], g: (x: number) => number): number {
  let [product, square] = [0, 0];
  for (const { x, y } of points) {
    product += y * g(x);
    square += g(x) * g(x);
  }
  return product / square;
}

function candidate(points: readonly Point[], a: number, c: number, knee: number) {
  if (!(a > 0 && c > 0)) return undefined;
  const sse = points.reduce((sum, { x, y }) => sum + (y - (x < knee ? a / x : c)) ** 2, 0);
  return { coordinates: [a, c], knee, sse };
}

const BRANCHES: TwoBranches = {
  split(below, above): KneeFit | undefined {
    const a = factor(below, (x) => 1 / x);
    const c = mean(above.map(({ y }) => y));
    return candidate([...below, ...above], a, c, a / c);
  },
  pinned(points, knee): KneeFit | undefined {
    const a = factor(points, (x) => 1 / Math.min(x, knee));
    return candidate(points, a, a / knee, knee);
  },
  leastBelow: 1,
  leastAbove: 1,
};

function curve([a = 0, c = 0]: readonly number[]): Curve {
  const knee = a / c;
  return {
    predict: (x) => Math.max(a / x, c),
    gradient: (x) => (x < knee ? [1 / x, 0] : [0, 1]),
    parameters: [
      { name: 'a', value: a, gradient: [1, 0], isLog: false },
      { name: 'c', value: c, gradient: [0, 1], isLog: false },
      { name: 'knee', value: knee, gradient: [1 / a, -1 / c], isLog: true },
    ],
  };
}

/** The hyperbola down to a floor. */
export const hyperbolaFloor: CurveModel = {
  name: 'hyperbola-floor',
  formula: 'y = max(a/x, c)',
  scale: 'linear',
  coordinates: 2,
  leastDistinct: 3,
  isSmooth: false,
  solve: (points) => findKnee(points, BRANCHES)?.coordinates ?? 'no floor shows in these points',
  curve,
};
