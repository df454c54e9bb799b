/** Relative errors and their statistics. */
import { mean, quantile } from '../fit/statistics.ts';

/** Statistics of relative errors, simulated / measured - 1; null when there are none. */
export interface ErrorSummary {
  readonly points: number;
  /** Of the sizes of the errors, without their signs. */
  readonly median: number | null;
  readonly p90: number | null;
  /** Mean of the errors with their signs: above 0 when too much is predicted. */
  readonly bias: number | null;
}

/** @param measured not 0. */
export function relativeError(simulated: number, measured: number): number {
  return simulated / measured - 1;
}

export function summarize(errors: readonly number[]): ErrorSummary {
  if (errors.length === 0) return { points: 0, median: null, p90: null, bias: null };
  const sizes = errors.map(Math.abs);
  return {
    points: errors.length,
    median: quantile(sizes, 0.5),
    p90: quantile(sizes, 0.9),
    bias: mean(errors),
  };
}
