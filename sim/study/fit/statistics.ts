/** Sums, means, quantiles, straight lines and groups of plain numbers. */
import { studentQuantile } from './student.ts';

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** NaN of none. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** The sum of squared distances from a centre. */
export function squaresAbout(centre: number, values: readonly number[]): number {
  return values.reduce((total, value) => total + (value - centre) ** 2, 0);
}

/** NaN of none. */
export function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(squaresAbout(0, values) / values.length);
}

/** The middle value; the mean of the two in the middle of an even number; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return mean(sorted.slice(Math.ceil(half) - 1, Math.floor(half) + 1));
}

/**
 * The value below which a share of the values lies, on the straight line between the two nearest
 * (type 7 of Hyndman and Fan, the default of R and NumPy).
 * @param values at least one.
 * @param share 0 to 1.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] as number;
  const high = sorted[Math.ceil(at)] as number;
  return low + (high - low) * (at - Math.floor(at));
}

/** A mean with half of its 95 % interval. */
export interface MeanInterval {
  readonly mean: number;
  /** t s / sqrt(n); undefined for a single value. */
  readonly half: number | undefined;
}

/** The mean of replications and where it lies with 95 %. */
export function meansInterval(values: readonly number[]): MeanInterval {
  const centre = mean(values);
  const n = values.length;
  if (n < 2) return { mean: centre, half: undefined };
  const variance = squaresAbout(centre, values) / (n - 1);
  return { mean: centre, half: studentQuantile(0.975, n - 1) * Math.sqrt(variance / n) };
}

/** Items by a key, in the order in which each key comes first. */
export function groupBy<Item, Key>(
  items: Iterable<Item>,
  keyOf: (item: Item) => Key,
): Map<Key, [Item, ...Item[]]> {
  const groups = new Map<Key, [Item, ...Item[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** A place in the plane. */
interface Place {
  readonly x: number;
  readonly y: number;
}

/** All values at one x. */
export interface ValuesAt {
  readonly x: number;
  readonly values: readonly number[];
}

/** The values of y at each x, in ascending order of x. */
export function valuesByX(points: readonly Place[]): ValuesAt[] {
  const groups = [...groupBy(points, ({ x }) => x)];
  const all = groups.map(([x, own]) => ({ x, values: own.map(({ y }) => y) }));
  return all.sort((a, b) => a.x - b.x);
}

/** y = intercept + slope x and the squared error left over. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
  readonly sse: number;
}

/** The line through points; an undefined slope is 0. */
export function straightLine(points: readonly Place[]): Line {
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  let sxx = 0;
  let sxy = 0;
  for (const { x, y } of points) {
    sxx += (x - meanX) * (x - meanX);
    sxy += (x - meanX) * (y - meanY);
  }
  const slope = sxx > 0 ? sxy / sxx : 0;
  const errors = points.map(({ x, y }) => y - meanY - slope * (x - meanX));
  const sse = sum(errors.map((error) => error * error));
  return { slope, intercept: meanY - slope * meanX, sse };
}
