/**
 * How many of n independent trials succeed, each with probability p: Binomial(n, p).
 *
 * Small n p: inversion, walking up the distribution from 0. Else: transformed rejection with
 * squeeze, algorithm BTRS of W. Hormann, "The generation of binomial random variates", Journal of
 * Statistical Computation and Simulation 46 (1993), in constant time for any n. The acceptance test
 * needs log f(k); summed from log-factorials it would lose all digits for large n, so it is
 * taken from C. Loader's saddle-point form ("Fast and accurate computation of binomial
 * probabilities", 2000):
 *
 *   log f(k) = d(n) - d(k) - d(n - k) - D(k, n p) - D(n - k, n q) + log(n / (2 pi k (n - k))) / 2
 *   d(k) = log k! - log(sqrt(2 pi k) (k / e)^k),  D(x, m) = x log(x / m) + m - x
 */
import { invariant } from './assert.ts';
import { exp, log, log1p } from './portable.ts';
import type { RandomStream } from './random.ts';

const N_MAX = 2 ** 40;
/** Below this mean inversion is used; BTRS is proved for means of 10 and more. */
const INVERSION_MEAN = 10;
/** With a mean below 10 the chance of more is far below 2^-53, all that a draw can tell. */
const INVERSION_STEPS = 120;
/** BTRS accepts with probability over 0.6 at each try. */
const TRIES_BOUND = 1000;
const LOG_TWO_PI = log(2 * Math.PI);

/** d(k) for k of 0..15 from the factorial itself; d(0) is never used. */
const STIRLING_ERRORS = Array.from({ length: 16 }, (_, k) => {
  let factorial = 1;
  for (let i = 2; i <= k; i += 1) factorial *= i;
  return k === 0 ? 0 : log(factorial) - (k + 0.5) * log(k) + k - 0.5 * LOG_TWO_PI;
});

/** d(k) of the header: the error of Stirling's formula, as its own series for k > 15. */
function stirlingError(k: number): number {
  const known = STIRLING_ERRORS[k];
  if (known !== undefined) return known;
  const z = 1 / (k * k);
  return (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z / 1188)))) / k;
}

/** D(x, mean) of the header; near x = mean by a series in v = (x - mean) / (x + mean). */
function deviance(x: number, mean: number): number {
  const gap = x - mean;
  const v = gap / (x + mean);
  if (Math.abs(v) >= 0.1) return x * log(x / mean) - gap;
  let sum = gap * v;
  let power = 2 * x * v;
  for (let odd = 3; odd < 40; odd += 2) {
    power *= v * v;
    sum += power / odd;
  }
  return sum;
}

/**
 * The logarithm of the probability of k successes.
 * @param p in (0, 1); n an integer up to 2^40; k an integer.
 * @returns -Infinity for k outside 0..n.
 */
export function logBinomialProbability(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return -Infinity;
  if (k === 0) return n * log1p(-p);
  if (k === n) return n * log(p);
  const rest = n - k;
  const corrections = stirlingError(n) - stirlingError(k) - stirlingError(rest);
  const deviances = deviance(k, n * p) + deviance(rest, n * (1 - p));
  return corrections - deviances + 0.5 * (log(n / k / rest) - LOG_TWO_PI);
}

/** Adds up f(0), f(1), ... to a draw, by f(k + 1) / f(k) = (n - k) p / ((k + 1) q). */
function byInversion(random: RandomStream, n: number, p: number): number {
  const odds = p / (1 - p);
  const first = exp(n * log1p(-p));
  for (let tries = 0; tries < TRIES_BOUND; tries += 1) {
    let left = random.double();
    let probability = first;
    const steps = Math.min(n, INVERSION_STEPS);
    for (let k = 0; k <= steps; k += 1) {
      if (left < probability) return k;
      left -= probability;
      probability *= ((n - k) * odds) / (k + 1);
    }
  }
  invariant(false, `no binomial number in ${TRIES_BOUND} tries (n ${n}, p ${p})`);
}

/** BTRS for p <= 1/2 and n p >= 10. */
function byRejection(random: RandomStream, n: number, p: number): number {
  const deviation = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * deviation;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const squeeze = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * deviation;
  const atMode = logBinomialProbability(Math.floor((n + 1) * p), n, p);
  for (let tries = 0; tries < TRIES_BOUND; tries += 1) {
    const u = random.double() - 0.5;
    const v = random.double();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + centre);
    if (us >= 0.07 && v <= squeeze) return k;
    if (k < 0 || k > n) continue;
    const ratio = (v * alpha) / (a / (us * us) + b);
    if (log(ratio) <= logBinomialProbability(k, n, p) - atMode) return k;
  }
  invariant(false, `no binomial number in ${TRIES_BOUND} tries (n ${n}, p ${p})`);
}

/**
 * A random number of successes, exact in law to the rounding of double arithmetic.
 * @param n trials, an integer in 0..2^40.
 * @param p probability of one success, in [0, 1].
 * @throws InvariantError when n or p is outside its range.
 */
export function binomial(random: RandomStream, n: number, p: number): number {
  invariant(Number.isInteger(n) && n >= 0 && n <= N_MAX, `binomial: n is ${n}, not in 0..2^40`);
  invariant(p >= 0 && p <= 1, `binomial: p is ${p}, not in 0..1`);
  if (n === 0 || p === 0) return 0;
  if (p === 1) return n;
  if (p > 0.5) return n - binomial(random, n, 1 - p);
  return n * p < INVERSION_MEAN ? byInversion(random, n, p) : byRejection(random, n, p);
}
