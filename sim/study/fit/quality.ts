/**
 * How well a curve describes its points: R^2 on both scales, AICc, the error left out.
 *
 *   R^2 = 1 - sum (y - fitted)^2 / sum (y - mean y)^2, on y (linear) or on log y (log)
 *   AICc = n log(SSE/n) + 2 k + 2 k (k + 1) / (n - k - 1)  (Hurvich and Tsai 1989),
 *     k being the coordinates and the variance. A model of the log scale states the density of
 *     log y; that of y, which all models can be compared by, adds 2 sum log y.
 */
import { log } from '../../engine/kernel/portable.ts';
import type { CurveModel, Point } from './model.ts';
import { mean, sum } from './statistics.ts';

/** A measured pair beside what the curve says. */
export interface Residual extends Point {
  readonly fitted: number;
  /** y - fitted. */
  readonly residual: number;
}

/** Errors below this share of y are rounding: two curves that meet every point are equally good. */
const ROUNDING = 2 ** -40;

const square = (x: number): number => x * x;

/** The sum of squared errors on the scale of the model. */
export function squaredError(scale: CurveModel['scale'], residuals: readonly Residual[]): number {
  if (scale === 'linear') return sum(residuals.map(({ residual }) => square(residual)));
  return sum(residuals.map(({ y, fitted }) => square(log(y) - log(fitted))));
}

/**
 * The share of the variation that the curve explains.
 * @returns undefined when y does not vary, or on the log scale when a y or fitted is not above 0.
 */
export function rSquared(
  scale: CurveModel['scale'],
  residuals: readonly Residual[],
): number | undefined {
  const isLog = scale === 'log';
  if (isLog && residuals.some(({ y, fitted }) => !(y > 0 && fitted > 0))) return undefined;
  const values = residuals.map(({ y }) => (isLog ? log(y) : y));
  if (values.every((value) => value === values[0])) return undefined;
  const middle = mean(values);
  const total = sum(values.map((value) => square(value - middle)));
  return 1 - squaredError(scale, residuals) / total;
}

/** The corrected criterion of Akaike; undefined with too few points for its correction. */
export function aicc(model: CurveModel, residuals: readonly Residual[]): number | undefined {
  const n = residuals.length;
  const k = model.coordinates + 1;
  if (n - k - 1 <= 0) return undefined;
  const ys = residuals.map(({ y }) => y);
  const isPositive = ys.every((y) => y > 0);
  const logSize = isPositive ? 2 * mean(ys.map(log)) : log(mean(ys.map(square)));
  const jacobian = model.scale === 'log' ? logSize : 0;
  const logVariance = log(squaredError(model.scale, residuals) / n) + jacobian;
  const leastLogVariance = 2 * log(ROUNDING) + logSize;
  const penalty = 2 * k + (2 * k * (k + 1)) / (n - k - 1);
  return n * Math.max(logVariance, leastLogVariance) + penalty;
}

/**
 * The root mean squared error, on y, of every point predicted by the curve through the others.
 * @returns undefined when some of the others do not determine the curve.
 */
export function leaveOneOutRmse(model: CurveModel, points: readonly Point[]): number | undefined {
  const errors: number[] = [];
  for (const [i, left] of points.entries()) {
    const others = points.toSpliced(i, 1);
    const distinct = new Set(others.map(({ x }) => x)).size;
    const found = distinct < model.leastDistinct ? undefined : model.solve(others);
    if (found === undefined || typeof found === 'string') return undefined;
    errors.push(left.y - model.curve(found).predict(left.x));
  }
  return Math.sqrt(mean(errors.map(square)));
}
