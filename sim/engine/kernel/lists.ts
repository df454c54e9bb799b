/**
 * Lists of numbers, and lists as long as data are: a call takes some 100,000 arguments at most, so
 * that a spread of more into `Math.max` or `push` ends in a RangeError.
 */

/** The largest of some numbers, or `least` if all are below it; NaN if one is. */
export function largestOf(values: Iterable<number>, least = -Infinity): number {
  let largest = least;
  for (const value of values) largest = Math.max(largest, value);
  return largest;
}

/** The smallest of some numbers, or `most` if all are above it; NaN if one is. */
export function smallestOf(values: Iterable<number>, most = Infinity): number {
  let smallest = most;
  for (const value of values) smallest = Math.min(smallest, value);
  return smallest;
}

/** Puts values at the end of a list, in their order. */
export function addAll<Value>(list: Value[], values: Iterable<Value>): void {
  for (const value of values) list.push(value);
}

/** How many of a rising list are at most a limit: the index of the first above it. */
export function countUpTo(rising: ArrayLike<number>, limit: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rising[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
