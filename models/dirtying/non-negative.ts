/**
 * Least squares with coefficients of at least 0: the x >= 0 with the least |A x - b|².
 *
 * Lawson and Hanson, Solving Least Squares Problems (1974), chapter 23, on the normal equations as
 * in Bro and De Jong (1997): a column comes in when it would make the error less, and goes out when
 * its coefficient would fall below 0. Ours, because the engine takes no packages.
 */

import { invariant } from '../../sim/engine/kernel/assert.ts';
import { dot, gram, type Matrix, solvePositive } from '../../sim/engine/kernel/linear.ts';
import { smallestOf } from '../../sim/engine/kernel/lists.ts';

/** A column whose gain is less than this, of its length and the error, does not come in. */
const GAIN_LEAST = 1e-9;
const STEPS_BOUND = 1000;

interface Normal {
  /** A'A. */
  readonly gram: Matrix;
  /** A'b. */
  readonly right: readonly number[];
}

/**
 * @param columns of A, each as long as b.
 * @returns a coefficient for each column; most are 0.
 */
export function nonNegative(columns: Matrix, b: readonly number[]): number[] {
  const normal = { gram: gram(columns), right: columns.map((column) => dot(column, b)) };
  const length = Math.sqrt(dot(b, b));
  const x = columns.map(() => 0);
  const refused = new Set<number>();
  let chosen: number[] = [];
  for (let step = 0; step < STEPS_BOUND; step += 1) {
    const next = bestColumn(normal, x, chosen, refused, length);
    if (next === undefined) return x;
    const solution = solve(normal, [...chosen, next]);
    if (solution === undefined || (solution.at(-1) as number) <= 0) {
      refused.add(next);
      continue;
    }
    chosen = settle(normal, x, [...chosen, next]);
    refused.clear();
  }
  invariant(false, `no least squares in ${STEPS_BOUND} steps`);
}

/** The column, not chosen yet, that leads down most steeply. */
function bestColumn(
  { gram, right }: Normal,
  x: readonly number[],
  chosen: readonly number[],
  refused: ReadonlySet<number>,
  length: number,
): number | undefined {
  let best: number | undefined;
  let bestGain = GAIN_LEAST * length;
  for (const [column, row] of gram.entries()) {
    if (chosen.includes(column) || refused.has(column)) continue;
    const slope = (right[column] as number) - dot(row, x);
    const gain = slope / Math.sqrt(row[column] as number);
    if (gain <= bestGain) continue;
    bestGain = gain;
    best = column;
  }
  return best;
}

/** Solves for the chosen columns, and leaves out those that fall to 0 on the way. Sets x. */
function settle(normal: Normal, x: number[], candidates: readonly number[]): number[] {
  let chosen = [...candidates];
  while (chosen.length > 0) {
    const solution = solve(normal, chosen);
    invariant(solution !== undefined, 'columns that were independent are dependent');
    const steps = chosen.map((column, index) => {
      const from = x[column] as number;
      const to = solution[index] as number;
      return to > 0 ? 1 : from / (from - to);
    });
    const step = smallestOf(steps);
    for (const [index, column] of chosen.entries()) {
      const from = x[column] as number;
      x[column] =
        step === 1
          ? (solution[index] as number)
          : from + step * ((solution[index] as number) - from);
    }
    if (step === 1) return chosen;
    const gone = chosen.filter((_, index) => steps[index] === step);
    for (const column of gone) x[column] = 0;
    chosen = chosen.filter((column) => !gone.includes(column));
  }
  return chosen;
}

/** Solves for the chosen columns alone; undefined when they depend on each other. */
function solve({ gram, right }: Normal, chosen: readonly number[]): number[] | undefined {
  return solvePositive(
    chosen.map((row) => chosen.map((column) => gram[row]?.[column] as number)),
    chosen.map((row) => right[row] as number),
  );
}
