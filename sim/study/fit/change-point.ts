/**
 * y = a x^b below the knee, y = c from the knee on: a power law down, or up, to a plateau. Least
 * squares on log y; the knee is where the fitted power law meets the plateau, for the split of the
 * points with the least error. Coordinates: log a, b, log c; log knee = (log c - log a) / b.
 */
import { exp, log } from '../../engine/kernel/portable.ts';
import { findKnee, type TwoBranches } from './knee.ts';
import type { Curve, CurveModel, Point } from './model.ts';
import { mean, squaresAbout, straightLine } from './statistics.ts';

/** The search works on points whose x and y are logarithms. */
const BRANCHES: TwoBranches = {
  split(below, above) {
    const { slope, intercept, sse } = straightLine(below);
    const values = above.map(({ y }) => y);
    const level = mean(values);
    const spread = squaresAbout(level, values);
    if (slope === 0) return undefined;
    const knee = (level - intercept) / slope;
    return { coordinates: [intercept, slope, level], knee, sse: sse + spread };
  },
  pinned(points, knee) {
    // log y = level + slope min(log x - log knee, 0)
    const bent = points.map(({ x, y }) => ({ x: Math.min(x - knee, 0), y }));
    const { slope, intercept, sse } = straightLine(bent);
    if (slope === 0) return undefined;
    return { coordinates: [intercept - slope * knee, slope, intercept], knee, sse };
  },
  leastBelow: 2,
  leastAbove: 2,
};

function solve(points: readonly Point[]): readonly number[] | string {
  const logs = points.map(({ x, y }) => ({ x: log(x), y: log(y) }));
  return findKnee(logs, BRANCHES)?.coordinates ?? 'no knee shows in these points';
}

function curve([logA = 0, b = 0, logC = 0]: readonly number[]): Curve {
  const logKnee = (logC - logA) / b;
  return {
    predict: (x) => exp(log(x) < logKnee ? logA + b * log(x) : logC),
    gradient: (x) => (log(x) < logKnee ? [1, log(x), 0] : [0, 0, 1]),
    parameters: [
      { name: 'a', value: exp(logA), gradient: [1, 0, 0], isLog: true },
      { name: 'b', value: b, gradient: [0, 1, 0], isLog: false },
      { name: 'c', value: exp(logC), gradient: [0, 0, 1], isLog: true },
      {
        name: 'knee',
        value: exp(logKnee),
        gradient: [-1 / b, -logKnee / b, 1 / b],
        isLog: true,
      },
    ],
  };
}

/** The power law up to a knee, then a constant. */
export const changePoint: CurveModel = {
  name: 'change-point',
  formula: 'y = a x^b for x < knee, else c',
  scale: 'log',
  coordinates: 3,
  leastDistinct: 4,
  isSmooth: false,
  solve,
  curve,
};
