/**
 * exp(-x) and its mean from 0 to x, for x of at least 0: by their series where x is small, which it
 * nearly always is here. Relative error below 1e-7.
 */
import { exp, expm1 } from '../kernel/portable.ts';

/** Up to here the series is taken; its first term left out is x^9 / 9! there. */
const SERIES_MOST = 0.6;

/** exp(-x). */
export function decayed(x: number): number {
  if (x > SERIES_MOST) return exp(-x);
  const tail = 1 - (x / 5) * (1 - (x / 6) * (1 - (x / 7) * (1 - x / 8)));
  return 1 - x * (1 - (x / 2) * (1 - (x / 3) * (1 - (x / 4) * tail)));
}

/** (1 - exp(-x)) / x. */
export function meanDecay(x: number): number {
  if (x > SERIES_MOST) return -expm1(-x) / x;
  const tail = 1 - (x / 6) * (1 - (x / 7) * (1 - (x / 8) * (1 - x / 9)));
  return 1 - (x / 2) * (1 - (x / 3) * (1 - (x / 4) * (1 - (x / 5) * tail)));
}
