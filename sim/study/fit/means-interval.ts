/** The mean of replications and half of its 95 % interval: t s / sqrt(n). */
import { mean } from './line.ts';
import { studentQuantile } from './student.ts';

/** @returns `half` is undefined for a single value. */
export function meansInterval(values: readonly number[]): {
  readonly mean: number;
  readonly half: number | undefined;
} {
  const centre = mean(values);
  const n = values.length;
  if (n < 2) return { mean: centre, half: undefined };
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const half = studentQuantile(0.975, n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { mean: centre, half };
}
