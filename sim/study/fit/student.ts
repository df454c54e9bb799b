/**
 * Quantiles of Student's t distribution with a whole number n of degrees of freedom.
 *
 * P(|T| > t) = I_x(n/2, 1/2) with x = n / (n + t^2), I being the incomplete beta function, taken by
 * its continued fraction (Abramowitz and Stegun, 26.5.8 and 26.7.1; modified Lentz scheme). The
 * quantile is found by halving, so its digits are those of I.
 */
import { invariant } from '../../engine/kernel/assert.ts';
import { pow } from '../../engine/kernel/portable.ts';

const TERMS_BOUND = 10_000;
const HALVINGS_BOUND = 2_000;
const TINY = 1e-300;

/** B(n/2, 1/2): B(1/2, 1/2) = pi, B(1, 1/2) = 2, B(a + 1, 1/2) = B(a, 1/2) a / (a + 1/2). */
function betaOfHalves(n: number): number {
  let value = n % 2 === 0 ? 2 : Math.PI;
  for (let a = n % 2 === 0 ? 1 : 0.5; a < n / 2; a += 1) value *= a / (a + 0.5);
  return value;
}

const awayFromZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);

/** The continued fraction of I_x(a, b), which converges fast for x < (a + 1) / (a + b + 2). */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < TERMS_BOUND; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let step = 1;
    for (const term of [even, odd]) {
      d = 1 / awayFromZero(1 + term * d);
      c = awayFromZero(1 + term / c);
      step = c * d;
      value *= step;
    }
    if (Math.abs(step - 1) < Number.EPSILON) break;
  }
  return value;
}

/** P(|T| > t) for t >= 0, with the beta function of this n. */
function bothTails(t: number, n: number, beta: number): number {
  const a = n / 2;
  const x = n / (n + t * t);
  const rest = (t * t) / (n + t * t);
  const front = (pow(x, a) * Math.sqrt(rest)) / beta;
  if (x < (a + 1) / (a + 2.5)) return (front * betaFraction(x, a, 0.5)) / a;
  return 1 - (front * betaFraction(rest, 0.5, a)) / 0.5;
}

/**
 * The t with P(T <= t) = probability.
 * @param probability strictly between 0 and 1.
 * @param n degrees of freedom, an integer of at least 1.
 * @throws InvariantError when they are not.
 */
export function studentQuantile(probability: number, n: number): number {
  invariant(probability > 0 && probability < 1, `a probability between 0 and 1: ${probability}`);
  invariant(Number.isSafeInteger(n) && n >= 1, `at least 1 degree of freedom: ${n}`);
  if (probability < 0.5) return -studentQuantile(1 - probability, n);
  const tails = 2 * (1 - probability);
  const beta = betaOfHalves(n);
  let low = 0;
  let high = 1;
  while (bothTails(high, n, beta) > tails) high *= 2;
  for (let halving = 0; halving < HALVINGS_BOUND; halving += 1) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (bothTails(middle, n, beta) > tails) low = middle;
    else high = middle;
  }
  return low;
}
