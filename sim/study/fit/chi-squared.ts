/** Quantiles of the chi-squared distribution. */
import { studentQuantile } from './student.ts';

/** With so many degrees of freedom, Student's t is normal for what is asked here. */
const MANY = 10_000;

/**
 * The x with P(X <= x) = probability, to a few percent far out in the tail: the cube root of X / n
 * is about normal, with mean 1 - 2 / (9 n) and variance 2 / (9 n) (Wilson and Hilferty, PNAS 17,
 * 1931).
 * @param probability strictly between 0 and 1.
 * @param n degrees of freedom, an integer of at least 1.
 */
export function chiSquaredQuantile(probability: number, n: number): number {
  const variance = 2 / (9 * n);
  const root = 1 - variance + studentQuantile(probability, MANY) * Math.sqrt(variance);
  return n * Math.max(0, root) ** 3;
}
