/** Relative errors and what they come to. */

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

/**
 * The value below which a share of the values lies, on the straight line between the two nearest
 * (type 7 of Hyndman and Fan, the default of R and NumPy).
 * @param values at least one.
 * @param share 0 to 1.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] as number;
  const high = sorted[Math.ceil(at)] as number;
  return low + (high - low) * (at - Math.floor(at));
}

/** @param values at least one. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
