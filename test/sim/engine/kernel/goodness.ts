/**
 * Does a sample follow a law? Pearson's chi-square with the Wilson-Hilferty quantile, and the
 * Kolmogorov-Smirnov distance. Bounds are at a chance of about 1 in 30,000 (4 standard deviations).
 */

const SIGMAS = 4;

/** Sum of (count - expected)^2 / expected. */
export function chiSquareOf(counts: readonly number[], expected: readonly number[]): number {
  return counts.reduce((sum, count, i) => {
    const mean = expected[i] ?? Number.NaN;
    return sum + (count - mean) ** 2 / mean;
  }, 0);
}

/** The chi-square value hardly ever passed with so many degrees of freedom. */
export function chiSquareBound(freedom: number): number {
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + SIGMAS * Math.sqrt(spread)) ** 3;
}
