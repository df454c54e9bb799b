/** Rates that nothing bounds, and when one is above another. */

/**
 * Rate of what nothing else bounds, bytes per ns (128 Gbit/s): above the links of today, yet
 * finite.
 */
export const FREE_RATE = 16;

/** Of what costs no CPU, on a virtual CPU. */
export function freeRate(speed: number): number {
  return speed > 0 ? FREE_RATE : 0;
}

/** Relative difference of two rates that counts as none. */
const RATE_EPSILON = 1e-12;

/** True when a rate is above another by more than rounding. */
export function isFaster(rate: number, than: number): boolean {
  return rate > than * (1 + RATE_EPSILON);
}
