/**
 * The law of uniform writes of which the first to a page after a CLEAN also costs a fault.
 *
 * Time is counted in writes to a page: y of it makes x expected writes to each, with
 *
 *     x + f (1 - exp(-x)) = y
 *
 * where f is what a first write costs more, in writes, times the part of pages that are clean. Of
 * these, exp(-x) stay clean. The left side grows and bends down, so Newton converges from the left.
 * Page-exact runs solve it to 1e-9 (`timeForWrites`); the expected fidelity, which spends most of
 * its time here, to 2e-6 by few operations (`cleanAfter`).
 */
import { exp, expm1 } from '../../sim/engine/kernel/portable.ts';

/** Newton steps for the CPU left to writes; it converges in three or four. */
const NEWTON_STEPS = 12;

/**
 * The time x / rate of a budget y / rate.
 * @param budgetNs y / rate. @param faultsNs f / rate. @param rate writes to a page per ns.
 */
export function timeForWrites(budgetNs: number, faultsNs: number, rate: number): number {
  if (faultsNs === 0) return budgetNs;
  let g = budgetNs / (1 + faultsNs * rate);
  for (let step = 0; step < NEWTON_STEPS; step += 1) {
    const excess = g - faultsNs * expm1(-rate * g) - budgetNs;
    const next = g - excess / (1 + faultsNs * rate * exp(-rate * g));
    if (Math.abs(next - g) <= 1e-9 * budgetNs) return next;
    g = next;
  }
  return g;
}

/** Up to here the fraction is taken, and up to eight times that its eighth power. */
const FRACTION_MOST = 0.5;
const EIGHTHS_MOST = 8 * FRACTION_MOST;

/** exp(-x). */
export function decayed(x: number): number {
  if (x <= FRACTION_MOST) return fraction(x);
  if (x > EIGHTHS_MOST) return exp(-x);
  const eighth = fraction(0.125 * x);
  const quarter = eighth * eighth;
  const half = quarter * quarter;
  return half * half;
}

/** Pade's approximant of order 3 over 3; its error is x^7 / 100800. */
function fraction(x: number): number {
  const square = x * x;
  const even = 120 + 12 * square;
  const odd = x * (60 + square);
  return (even - odd) / (even + odd);
}

/** Up to here Taylor's series of the solution is taken, of which the first term left out is u^5. */
const SERIES_MOST = 0.1;

/** A step as short as this leaves an error of its third power, and is the last. */
const LAST_STEP = 0.01;
const STEPS_MOST = 12;

/**
 * exp(-x) of the x with x + f (1 - exp(-x)) = y: the part of clean pages that stay so. It is also
 * the c with c(0) = 1 and c' = -c / (1 + f c), which gives its series.
 * @param y time, in writes to a page. @param f what the first write to a page costs more, times the
 * part of pages that are clean.
 */
export function cleanAfter(y: number, f: number): number {
  if (f <= 0) return decayed(y);
  const a = 1 / (1 + f);
  const u = a * y;
  if (u > SERIES_MOST) return bySteps(y, f, u);
  const third = (a * a * (1 - 2 * f)) / 6;
  const fourth = (a * a * a * (1 + f * (6 * f - 8))) / 24;
  return 1 - u * (1 - u * (a / 2 - u * (third - u * fourth)));
}

/** @param u y / (1 + f). */
function bySteps(y: number, f: number, u: number): number {
  // (1 - exp(-x)) / x is nearly 1 / (1 + x / 2 + x^2 / 12).
  const inverse = 1 + u * (0.5 + u * (1 / 12));
  let x = (y * inverse) / (inverse + f);
  let left = decayed(x);
  for (let count = 0; count < STEPS_MOST; count += 1) {
    const slope = 1 / (1 + f * left);
    const newton = (y - x - f * (1 - left)) * slope;
    // The equation bends by -f exp(-x): the next term of its inverse.
    const step = newton * (1 + 0.5 * f * left * newton * slope);
    if (step < LAST_STEP && step > -LAST_STEP) {
      return left * (1 - step * (1 - step * (0.5 - step * (1 / 6))));
    }
    x += step;
    left = decayed(x);
  }
  return left;
}
