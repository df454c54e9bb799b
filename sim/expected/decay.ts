/**
 * exp(-x) and the x of writes that also pay for first writes, for x of at least 0: by series and
 * few steps, since they are what a migration in the mean costs. Relative error below 1e-6.
 */
import { exp } from '../kernel/portable.ts';

/** Up to here the series is taken; its first term left out is x^9 / 9! there. */
const SERIES_MOST = 0.6;

/** Up to here the series of a quarter is. */
const QUARTERS_MOST = 4 * SERIES_MOST;

/** exp(-x). */
export function decayed(x: number): number {
  if (x <= SERIES_MOST) return series(x);
  if (x > QUARTERS_MOST) return exp(-x);
  const quarter = series(0.25 * x);
  const half = quarter * quarter;
  return half * half;
}

function series(x: number): number {
  const tail = 1 / 120 - x * (1 / 720 - x * (1 / 5040 - x * (1 / 40320)));
  return 1 - x * (1 - x * (1 / 2 - x * (1 / 6 - x * (1 / 24 - x * tail))));
}

/** A step as short as this leaves an error of its third power, and is the last. */
const LAST_STEP = 0.01;
const STEPS_MOST = 12;

/**
 * exp(-x) of the x with x + f (1 - exp(-x)) = y: the part of clean pages that stay so.
 * @param y time, in writes to a page. @param f what the first write to a page costs more, times the
 * part of pages that are clean.
 */
export function cleanAfter(y: number, f: number): number {
  if (f <= 0) return decayed(y);
  // (1 - exp(-x)) / x is nearly 1 / (1 + x / 2 + x^2 / 12).
  const near = y / (1 + f);
  let x = y / (1 + f / (1 + near * (0.5 + near * (1 / 12))));
  let left = decayed(x);
  for (let count = 0; count < STEPS_MOST; count += 1) {
    const slope = 1 + f * left;
    const newton = (y - x - f * (1 - left)) / slope;
    // The equation bends by -f exp(-x): the next term of its inverse.
    const step = newton * (1 + (0.5 * f * left * newton) / slope);
    if (step < LAST_STEP && step > -LAST_STEP) {
      return left * (1 - step * (1 - step * (0.5 - step * (1 / 6))));
    }
    x += step;
    left = decayed(x);
  }
  return left;
}
