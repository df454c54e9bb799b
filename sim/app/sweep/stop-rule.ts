/**
 * The number of runs that a point needs until the mean of a quantity is precise enough. It depends
 * only on the point's own runs in the order of their replications, so that any number of workers,
 * shards and interruptions makes the same runs.
 */

import type { Until } from '../../scenario/until.ts';
import { meansInterval } from '../../study/fit/statistics.ts';

/**
 * The runs that a point should have before the next look: as many as it has when it is done, else
 * what the spread so far asks for, but at most twice as many. Few looks keep the
 * rule from stopping where the runs agree by chance.
 * @param values of the quantity, of replications 1, 2, ...
 */
export function runsWanted(values: readonly number[], until: Until): number {
  const { minimum, maximum, halfWidthPercent } = until;
  const n = values.length;
  if (n < minimum) return minimum;
  if (n >= maximum) return n;
  const { mean, half } = meansInterval(values);
  const goal = (Math.abs(mean) * halfWidthPercent) / 100;
  if (half === undefined || half <= goal) return half === undefined ? n + 1 : n;
  // The half width falls with the square root of the runs.
  const needed = goal === 0 ? maximum : Math.ceil(n * (half / goal) ** 2);
  return Math.min(maximum, 2 * n, Math.max(n + 1, needed));
}
