/** Max-min fairness of one resource (progressive filling), and what counts as equal rates. */

/** What one user takes of a resource. */
export interface Demand {
  /** Most that it takes, in units of the resource; 0 or more. */
  readonly most: number;
  /** Its share relative to the other users'; above 0. */
  readonly weight: number;
}

/**
 * The level up to which users are served: each gets `level * weight`, or all it demands if that is
 * less, and together they use all of the capacity.
 * @returns Infinity where there is enough for all.
 */
export function maxMinLevel(capacity: number, demands: readonly Demand[]): number {
  let open = demands;
  let left = capacity;
  while (open.length > 0) {
    let weights = 0;
    for (const { weight } of open) weights += weight;
    const level = left / weights;
    const unserved = open.filter(({ most, weight }) => most > level * weight);
    if (unserved.length === open.length) return level;
    for (const { most, weight } of open) if (most <= level * weight) left -= most;
    left = Math.max(0, left);
    open = unserved;
  }
  return Infinity;
}

/** A rate that nothing bounds, bytes per ns (128 Gbit/s): above the links of today, yet finite. */
export const FREE_RATE = 16;

/** Rate of what costs no CPU, on a virtual CPU of this speed. */
export function freeRate(speed: number): number {
  return speed > 0 ? FREE_RATE : 0;
}

/** Relative difference of two rates that counts as none. */
const RATE_EPSILON = 1e-12;

/** True when a rate is above another by more than rounding. */
export function isFaster(rate: number, than: number): boolean {
  return rate > than * (1 + RATE_EPSILON);
}
