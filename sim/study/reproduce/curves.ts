/** Curves out of runs: means over replications, by the value of an axis. */
import { largestOf, smallestOf } from '../../engine/kernel/lists.ts';
import type { Point } from '../fit/model.ts';
import { mean, type ValuesAt, valuesByX } from '../fit/statistics.ts';
import type { ExperimentRun } from './experiments.ts';

/** What is averaged. */
export type Measure = (run: ExperimentRun) => number;

export const totalSeconds: Measure = ({ migration }) => migration.totalSeconds;

/** CPU that the source's Dom0 used during the migration, percent of one CPU. */
export const sourceCpuPercent: Measure = ({ migration }) => {
  return (100 * migration.sourceDom0CpuSeconds) / migration.totalSeconds;
};

/** The same during the first round, in which the guest and its I/O never stand still. */
export const firstRoundCpuPercent: Measure = ({ migration }) => {
  const [first] = migration.rounds;
  return first === undefined ? Number.NaN : (100 * first.sourceDom0CpuSeconds) / first.seconds;
};

/** The part of all of it that the migration's own processes used. */
export const migrationCpuPercent: Measure = ({ migration }) => {
  return (100 * migration.sourceMigrationCpuSeconds) / migration.totalSeconds;
};

/** CPU of the destination's Dom0, percent of one CPU. */
export const destinationCpuPercent: Measure = ({ migration }) => {
  return (100 * migration.destinationDom0CpuSeconds) / migration.totalSeconds;
};

/** The number in a value of an axis: 10 for '10 %'. */
export function axisNumber(run: ExperimentRun, axis: string): number {
  return Number.parseFloat(String(run.parameters[axis]));
}

/** Values of all replications, in order of the axis. */
export function valueCurve(runs: readonly ExperimentRun[], axis: string, of: Measure): ValuesAt[] {
  return valuesByX(runs.map((run) => ({ x: axisNumber(run, axis), y: of(run) })));
}

/** Means over replications, in order of the axis. */
export function meanCurve(runs: readonly ExperimentRun[], axis: string, of: Measure): Point[] {
  return valueCurve(runs, axis, of).map(({ x, values }) => ({ x, y: mean(values) }));
}

/** The value of a curve at an x that is on it. */
export function at(curve: readonly Point[], x: number): number {
  return curve.find((point) => point.x === x)?.y ?? Number.NaN;
}

/** The values of a curve at and above an x. */
export function from(curve: readonly Point[], x: number): number[] {
  return curve.filter((point) => point.x >= x).map(({ y }) => y);
}

/** Greatest over least. */
export function spreadRatio(values: readonly number[]): number {
  return largestOf(values) / smallestOf(values);
}

/** The greatest relative rise from one point to the next; 0 or less when none rises. */
export function greatestRise(curve: readonly Point[]): number {
  return curve.slice(1).reduce((most, { y }, index) => {
    return Math.max(most, y / (curve[index] as Point).y - 1);
  }, Number.NEGATIVE_INFINITY);
}

/** One curve over another, at the values of x that both have. */
export function ratios(upper: readonly Point[], lower: readonly Point[]): Point[] {
  return upper.flatMap(({ x, y }) => {
    const below = lower.find((point) => point.x === x);
    return below === undefined ? [] : [{ x, y: y / below.y }];
  });
}

/** Pearson's coefficient of correlation. */
export function correlation(points: readonly Point[]): number {
  const [x, y] = [mean(points.map((point) => point.x)), mean(points.map((point) => point.y))];
  const sum = (of: (point: Point) => number): number => {
    return points.reduce((total, point) => total + of(point), 0);
  };
  const together = sum((point) => (point.x - x) * (point.y - y));
  return (
    together / Math.sqrt(sum((point) => (point.x - x) ** 2) * sum((point) => (point.y - y) ** 2))
  );
}
