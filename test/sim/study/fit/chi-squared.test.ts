/** Quantiles of the chi-squared distribution against the closed form and printed tables. */
import { expect, test } from 'vitest';
import { chiSquaredQuantile } from '../../../../sim/study/fit/chi-squared.ts';

// With 2 degrees, P(X > x) = exp(-x / 2); the others are of Abramowitz and Stegun, table 26.8.
test.each([
  [0.999, 2, -2 * Math.log(0.001)],
  [0.9999, 2, -2 * Math.log(0.0001)],
  [0.999, 1, 10.828],
  [0.999, 10, 29.588],
  [0.999, 29, 58.302],
  [0.5, 10, 9.342],
])('at %f with %i degrees', (probability, degrees, expected) => {
  expect(chiSquaredQuantile(probability, degrees) / expected).toBeCloseTo(1, 1);
});
