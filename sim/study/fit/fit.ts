/**
 * Fits curves to measured or simulated points: time over cap, downtime over dirty rate.
 *
 * The model finds its coordinates of least squared error; one Gauss-Newton step removes what the
 * search left over; errors follow from (J'J)^-1 of the curve's gradients J, exact for models that
 * are linear in their coordinates and asymptotic for the others. At a knee they take as known which
 * points lie on which side. All intervals are of 95 %, by Student's t.
 */

import { exp, log } from '../../engine/kernel/portable.ts';
import { Problem } from '../../text/problem.ts';
import { changePoint } from './change-point.ts';
import { checkPoints } from './check.ts';
import { hyperbolaFloor } from './hyperbola-floor.ts';
import { type LeastSquares, type LinearFit, openLeastSquares } from './least-squares.ts';
import type { Curve, CurveModel, CurveName, Derived, Point } from './model.ts';
import { power } from './power.ts';
import { powerOffset } from './power-offset.ts';
import { aicc, leaveOneOutRmse, type Residual, rSquared, squaredError } from './quality.ts';
import { mean, valuesByX } from './statistics.ts';
import { studentQuantile } from './student.ts';

/** Where a value lies, with 95 %. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A parameter of a fitted formula with its 95 % interval. */
interface Parameter extends Interval {
  readonly name: string;
  readonly value: number;
  readonly standardError: number;
}

/** A curve fitted to points. */
export interface CurveFit {
  readonly model: CurveName;
  readonly formula: string;
  /** Number of points. */
  readonly n: number;
  readonly parameters: readonly Parameter[];
  /** R^2 of log y; undefined when a y or a fitted value is not above zero, or y does not vary. */
  readonly r2Log: number | undefined;
  /** R^2 of y; undefined when y does not vary. */
  readonly r2Linear: number | undefined;
  /** Sum of squared errors of y, whatever the scale of the model. */
  readonly sse: number;
  /** Less is better, models of the same points being compared; undefined with too few points. */
  readonly aicc: number | undefined;
  /** In the unit of y; undefined when the curve needs every point. */
  readonly leaveOneOutRmse: number | undefined;
  /** In the order of the points given. */
  readonly residuals: readonly Residual[];
  /** The curve, for x > 0. */
  readonly predict: (x: number) => number;
  /** Where one more measurement at x would lie; undefined for curves with a knee. */
  readonly predictionInterval: ((x: number) => Interval) | undefined;
}

/** All models that could be fitted, the best first, and those that could not. */
export interface Ranking {
  readonly fits: readonly CurveFit[];
  readonly refused: readonly { readonly model: CurveName; readonly problem: Problem }[];
}

const MODELS = {
  power,
  'power-offset': powerOffset,
  'hyperbola-floor': hyperbolaFloor,
  'change-point': changePoint,
} satisfies Record<CurveName, CurveModel>;

/** The models by name, simple ones first. */
export const CURVE_NAMES = Object.keys(MODELS) as readonly CurveName[];

const PROBABILITY = 0.975;

const inOrder = <P extends Point>(points: readonly P[]): P[] =>
  [...points].sort((a, b) => a.x - b.x || a.y - b.y);

const compare = (curve: Curve, points: readonly Point[]): Residual[] =>
  points.map(({ x, y }) => {
    const fitted = curve.predict(x);
    return { x, y, fitted, residual: y - fitted };
  });

/** The squared root of g' C g: the error of a value whose gradient is g. */
function errorOf(gradient: readonly number[], inverse: LinearFit['inverse']): number {
  const square = gradient.reduce((sum, left, i) => {
    const row = inverse[i] ?? [];
    return sum + left * gradient.reduce((inner, right, j) => inner + (row[j] ?? 0) * right, 0);
  }, 0);
  return Math.sqrt(Math.max(0, square));
}

/** A value and its error, on the log scale or not, as an interval. */
function around(value: number, reach: number, isLog: boolean): Interval {
  if (isLog) return { low: value * exp(-reach), high: value * exp(reach) };
  return { low: value - reach, high: value + reach };
}

/** The gradients at the points against what the curve leaves over there. */
function linearize(
  leastSquares: LeastSquares,
  model: CurveModel,
  curve: Curve,
  points: readonly Point[],
) {
  const left = points.map(({ x, y }) => {
    const fitted = curve.predict(x);
    return model.scale === 'log' ? log(y) - log(fitted) : y - fitted;
  });
  return leastSquares(
    points.map(({ x }) => curve.gradient(x)),
    left,
  );
}

/** The curve of least squared error and its linearization there. */
function best(
  leastSquares: LeastSquares,
  model: CurveModel,
  points: readonly Point[],
  refuse: (why: string) => Problem,
) {
  const found = model.solve(points);
  if (typeof found === 'string') throw refuse(found);
  const curve = model.curve(found);
  const linear = linearize(leastSquares, model, curve, points);
  if (linear === undefined) throw refuse('the points do not determine its parameters');
  const moved = model.curve(found.map((value, k) => value + (linear.coefficients[k] ?? 0)));
  const sseOf = (one: Curve): number => squaredError(model.scale, compare(one, points));
  return { curve: sseOf(moved) < sseOf(curve) ? moved : curve, linear };
}

/** Fits curves. */
export interface Fitter {
  /**
   * Fits one model.
   * @param where begins every mistake, for example the file the points come from.
   * @throws Problem when the points do not suit the model.
   */
  readonly fitCurve: (name: CurveName, points: readonly Point[], where?: string) => CurveFit;
  /**
   * Fits every model that the points allow, ranked by AICc; those without one come last.
   * @throws Problem when no model can be fitted.
   */
  readonly fitAll: (points: readonly Point[], where?: string) => Ranking;
}

/** Loads the linear algebra of mathjs, which takes a second; every fit after that is immediate. */
export async function openFitter(): Promise<Fitter> {
  const leastSquares = await openLeastSquares();
  const fitCurve: Fitter['fitCurve'] = (name, points, where = 'points') =>
    fitModel(leastSquares, MODELS[name], points, where);
  return {
    fitCurve,
    fitAll: (points, where) => rankModels((name) => fitCurve(name, points, where)),
  };
}

function fitModel(
  leastSquares: LeastSquares,
  model: CurveModel,
  points: readonly Point[],
  where: string,
): CurveFit {
  checkPoints(model, points, where);
  const sorted = inOrder(points);
  const refuse = (why: string): Problem =>
    new Problem([{ where, message: `${model.name}: ${why}` }]);
  const { curve, linear } = best(leastSquares, model, sorted, refuse);
  const residuals = compare(curve, sorted);
  const isLog = model.scale === 'log';
  const free = linear.degreesOfFreedom;
  const deviation = Math.sqrt(squaredError(model.scale, residuals) / free);
  const t = studentQuantile(PROBABILITY, free);
  const parameter = ({ name, value, gradient, isLog }: Derived): Parameter => {
    const error = deviation * errorOf(gradient, linear.inverse);
    return {
      name,
      value,
      standardError: isLog ? value * error : error,
      ...around(value, t * error, isLog),
    };
  };
  const predictionInterval = (x: number): Interval => {
    const error = errorOf(curve.gradient(x), linear.inverse);
    return around(curve.predict(x), t * deviation * Math.sqrt(1 + error * error), isLog);
  };
  return {
    model: model.name,
    formula: model.formula,
    n: points.length,
    parameters: curve.parameters.map(parameter),
    r2Log: rSquared('log', residuals),
    r2Linear: rSquared('linear', residuals),
    sse: squaredError('linear', residuals),
    aicc: aicc(model, residuals),
    leaveOneOutRmse: leaveOneOutRmse(model, sorted),
    residuals: compare(curve, points),
    predict: curve.predict,
    predictionInterval: model.isSmooth ? predictionInterval : undefined,
  };
}

function rankModels(fitOne: (name: CurveName) => CurveFit): Ranking {
  const fits: CurveFit[] = [];
  const refused: { model: CurveName; problem: Problem }[] = [];
  for (const model of CURVE_NAMES) {
    try {
      fits.push(fitOne(model));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      refused.push({ model, problem: error });
    }
  }
  if (fits.length === 0) throw new Problem(refused.flatMap(({ problem }) => problem.mistakes));
  const rank = ({ aicc }: CurveFit): number => aicc ?? Number.MAX_VALUE;
  return { fits: fits.sort((a, b) => rank(a) - rank(b)), refused };
}

/** The mean y over the points of each x, in order of x, with their number. */
export function meansByX(points: readonly Point[]): (Point & { readonly count: number })[] {
  const all = valuesByX(inOrder(points));
  return all.map(({ x, values }) => ({ x, y: mean(values), count: values.length }));
}

/** A fit as plain data for JSON: without its functions, null for what is undefined. */
export function describeFit(fit: CurveFit): Record<string, unknown> {
  const { predict: _predict, predictionInterval: _interval, ...data } = fit;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, value ?? null]));
}
