/**
 * How far simulated values are from measured ones, point by point and over all of them.
 *
 *     error = simulated - measured         relative error = error / measured
 *     bias = mean error                    R^2 = 1 - sum error^2 / sum (measured - mean measured)^2
 *
 * Median and worst errors are of sizes, whatever their signs. R^2 is that of the simulation taken
 * as it is, not of a line through it: it falls below zero where the mean of what was measured would
 * have been nearer.
 */

import { type Residual, rSquared } from './quality.ts';
import { mean, meansInterval, median } from './statistics.ts';

/** Values of one point on one side. */
export interface Sample {
  readonly mean: number;
  /** Half of the 95 % interval of the mean; undefined for a single value. */
  readonly half: number | undefined;
  readonly count: number;
}

/** One x, measured and simulated. */
export interface Pair {
  /** Names of the curve it lies on, one for each column that distinguishes curves. */
  readonly curve: readonly string[];
  readonly x: number;
  /** At least one each. */
  readonly measured: readonly number[];
  readonly simulated: readonly number[];
}

/** A pair with its error. */
export interface ComparedPoint {
  readonly curve: readonly string[];
  readonly x: number;
  readonly measured: Sample;
  readonly simulated: Sample;
  readonly error: number;
  /** Share of the measured value; undefined where that is 0. */
  readonly relativeError: number | undefined;
}

/** Errors of several points together. */
export interface Agreement {
  readonly points: number;
  readonly bias: number;
  readonly relativeBias: number | undefined;
  readonly medianError: number;
  readonly medianRelativeError: number | undefined;
  /** Of the point that is worst in the unit of y, with its sign. */
  readonly worstError: number;
  /** Of the point that is worst as a share, with its sign. */
  readonly worstRelativeError: number | undefined;
  /** Undefined when the measured values do not vary. */
  readonly r2Linear: number | undefined;
  /** On the logarithms; undefined also when a value is not above zero. */
  readonly r2Log: number | undefined;
}

/** What errors may be: at most a share of the measured value, or a size in the unit of y. */
export interface Tolerance {
  readonly kind: 'relative' | 'absolute';
  readonly most: number;
}

/** Which error of several points must be within the tolerance. */
export const AGREEMENT_JUDGES = ['worst', 'median'] as const;
export type AgreementJudge = (typeof AGREEMENT_JUDGES)[number];

function sample(values: readonly number[]): Sample {
  return { ...meansInterval(values), count: values.length };
}

/** The error of one pair, means against means. */
export function comparePair({ curve, x, measured, simulated }: Pair): ComparedPoint {
  const [one, other] = [sample(measured), sample(simulated)];
  const error = other.mean - one.mean;
  const relativeError = one.mean === 0 ? undefined : error / one.mean;
  return { curve, x, measured: one, simulated: other, error, relativeError };
}

const worst = (errors: readonly number[]): number =>
  errors.reduce((most, error) => (Math.abs(error) > Math.abs(most) ? error : most), 0);

/** @param points at least one. */
export function agreementOf(points: readonly ComparedPoint[]): Agreement {
  const errors = points.map(({ error }) => error);
  const shares = points.flatMap(({ relativeError }) => relativeError ?? []);
  const ofShares = (of: (values: readonly number[]) => number): number | undefined =>
    shares.length === points.length ? of(shares) : undefined;
  const residuals = points.map(({ x, measured, simulated, error }): Residual => {
    return { x, y: measured.mean, fitted: simulated.mean, residual: -error };
  });
  return {
    points: points.length,
    bias: mean(errors),
    relativeBias: ofShares(mean),
    medianError: median(errors.map(Math.abs)),
    medianRelativeError: ofShares((values) => median(values.map(Math.abs))),
    worstError: worst(errors),
    worstRelativeError: ofShares(worst),
    r2Linear: rSquared('linear', residuals),
    r2Log: rSquared('log', residuals),
  };
}

/** The error that is judged; undefined for a share of a measured 0. */
export function judgedError(
  agreement: Agreement,
  { kind }: Tolerance,
  judge: AgreementJudge,
): number | undefined {
  const { medianError, medianRelativeError, worstError, worstRelativeError } = agreement;
  const [size, share] =
    judge === 'worst' ? [worstError, worstRelativeError] : [medianError, medianRelativeError];
  return kind === 'absolute' ? size : share;
}

/** Whether an error is within a tolerance; one that is undefined never is. */
export function isWithin(error: number | undefined, { most }: Tolerance): boolean {
  return error !== undefined && Math.abs(error) <= most;
}

/** Whether a single point is within a tolerance. */
export function pointWithin(point: ComparedPoint, tolerance: Tolerance): boolean {
  return isWithin(tolerance.kind === 'absolute' ? point.error : point.relativeError, tolerance);
}
