/**
 * y = a x^b, as a spreadsheet's power trend line fits it: ordinary least squares of log y on log x,
 * so that every point counts by its relative error. Coordinates: log a, b.
 */
import { exp, log } from '../../engine/kernel/portable.ts';
import type { Curve, CurveModel, Point } from './model.ts';
import { straightLine } from './statistics.ts';

function solve(points: readonly Point[]): readonly number[] {
  const { intercept, slope } = straightLine(points.map(({ x, y }) => ({ x: log(x), y: log(y) })));
  return [intercept, slope];
}

function curve([logA = 0, b = 0]: readonly number[]): Curve {
  return {
    predict: (x) => exp(logA + b * log(x)),
    gradient: (x) => [1, log(x)],
    parameters: [
      { name: 'a', value: exp(logA), gradient: [1, 0], isLog: true },
      { name: 'b', value: b, gradient: [0, 1], isLog: false },
    ],
  };
}

/** The power law. */
export const power: CurveModel = {
  name: 'power',
  formula: 'y = a x^b',
  scale: 'log',
  coordinates: 2,
  leastDistinct: 2,
  isSmooth: true,
  solve,
  curve,
};
