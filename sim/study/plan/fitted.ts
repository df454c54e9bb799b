/**
 * The paper's way: a curve fitted to simulations at five caps, asked for a time at a cap, or for
 * the cap of a time.
 */
import { largestOf, smallestOf } from '../../engine/kernel/lists.ts';
import { type CurveFit, type Interval, openFitter } from '../fit/fit.ts';
import type { CurveName, Point } from '../fit/model.ts';
import type { Trials } from './trials.ts';

/** The caps on which the paper trained the models of its Table 1. */
export const TRAINING_CAPS_PERCENT = [10, 30, 50, 70, 90];

/** A curve's answer. */
export interface Prediction {
  readonly x: number;
  readonly y: number;
  /** Where one more measurement lies with 95 %; undefined for a curve with a knee. */
  readonly interval: Interval | undefined;
  /** Whether x lies outside the points that the curve was fitted to. */
  readonly extrapolated: boolean;
}

/**
 * The curve of the means at the training caps.
 * @throws Problem when the model does not suit them.
 */
export async function trainedFit(trials: Trials, model: CurveName): Promise<CurveFit> {
  const points: Point[] = (await trials.at(TRAINING_CAPS_PERCENT)).map((trial) => {
    return { x: trial.capPercent, y: trial.meanSeconds };
  });
  const { fitCurve } = await openFitter();
  return fitCurve(model, points, 'simulated at the training caps');
}

/** What a curve says at x. */
export function predictAt(fit: CurveFit, x: number): Prediction {
  const xs = fit.residuals.map((residual) => residual.x);
  return {
    x,
    y: fit.predict(x),
    interval: fit.predictionInterval?.(x),
    extrapolated: x < smallestOf(xs) || x > largestOf(xs),
  };
}

/** Where a curve first meets a target, and where it does so with its interval. */
export interface Inversion {
  /** The least whole x whose y is at most the target; undefined when no x that is asked is. */
  readonly least: Prediction | undefined;
  /** The least whole x at which the upper end of the interval meets it. */
  readonly sure: Prediction | undefined;
}

/** Inverts a curve over whole caps. @param mostPercent the highest that is asked. */
export function invert(fit: CurveFit, target: number, mostPercent: number): Inversion {
  const caps = Array.from({ length: mostPercent }, (_, index) => index + 1);
  const answers = caps.map((cap) => predictAt(fit, cap));
  return {
    least: answers.find(({ y }) => y <= target),
    sure: answers.find(({ interval }) => interval !== undefined && interval.high <= target),
  };
}
