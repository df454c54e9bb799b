/** How one resource is shared fairly: what one of its users does not want, the others get. */

/** One user of a resource. */
export interface Want {
  /** Most that it takes, in units of the resource; 0 or more. */
  readonly most: number;
  /** Its share relative to the other users'; above 0. */
  readonly weight: number;
}

/**
 * The level up to which users are served: each gets `level * weight`, or all it wants if that is
 * less, and together they use all of the capacity (progressive filling).
 * @returns Infinity where there is enough for all.
 */
export function waterLevel(capacity: number, wants: readonly Want[]): number {
  let open = wants;
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
