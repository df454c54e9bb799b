/**
 * Linear least squares, ordinary and weighted, by QR.
 *
 * The least sum of w (y - x b)^2 over b: with sqrt(w) [X | y] = Q R, the leading block of R and
 * its last column give b by back substitution. Every column is first brought to length 1, for the
 * library takes numbers below 1e-15 for zero. There are no normal equations, so the
 * condition of X is not squared (Golub and Van Loan, Matrix Computations, section 5.3). The
 * covariance of b is s^2 (X'WX)^-1 = s^2 R^-1 R^-T.
 */
import type * as mathjs from 'mathjs';
import { invariant } from '../../engine/kernel/assert.ts';
import { columnOf, dot, gram, type Matrix } from '../../engine/kernel/linear.ts';

/** The outcome of a linear regression. */
export interface LinearFit {
  readonly coefficients: readonly number[];
  readonly standardErrors: readonly number[];
  /** (X'WX)^-1: times the variance of an error it is the covariance of the coefficients. */
  readonly inverse: Matrix;
  /** Weighted sum of squared errors. */
  readonly sse: number;
  /** Rows less coefficients. */
  readonly degreesOfFreedom: number;
}

/** Rows taken at a time: mathjs builds a square Q, which for a long matrix would be huge. */
const BLOCK = 24;
/** Columns of length 1 depend on each other when a diagonal entry of R is smaller than this. */
const DEPENDENT = 1e-13;

/**
 * Regresses y on the columns of a design matrix: one row an observation, at least one row more than
 * columns. Weights are one a row, above zero; without them every row weighs 1. Undefined when the
 * columns depend on each other.
 */
export type LeastSquares = (
  design: Matrix,
  y: readonly number[],
  weights?: readonly number[],
) => LinearFit | undefined;

/** What is used of mathjs. */
type Library = Pick<typeof mathjs, 'qr' | 'usolve'>;

/**
 * Loads mathjs, which takes a second, and gives the regression. The lab has these two functions,
 * and what they need, packed: they are named in the import.
 */
export async function openLeastSquares(): Promise<LeastSquares> {
  const { qr, usolve } = await import('mathjs');
  return (design, y, weights) => regress({ qr, usolve }, design, y, weights);
}

/** The triangle R of a matrix, block by block: R of [R of the rows so far; the next rows]. */
function triangle({ qr }: Library, rows: Matrix, width: number): Matrix {
  let r: number[][] = [];
  for (let start = 0; start < rows.length; start += BLOCK) {
    const stacked = [...r, ...rows.slice(start, start + BLOCK).map((row) => [...row])];
    r = (qr(stacked).R as number[][]).slice(0, width);
  }
  return r;
}

/** The inverse of an upper triangle. */
function invert({ usolve }: Library, r: Matrix): Matrix {
  const columns = r.map((_, unit) => {
    const right = r.map((_row, i) => (i === unit ? 1 : 0));
    return (usolve(r as number[][], right) as number[][]).flat();
  });
  return r.map((_, i) => columnOf(columns, i));
}

function regress(
  library: Library,
  design: Matrix,
  y: readonly number[],
  weights: readonly number[] | undefined,
): LinearFit | undefined {
  const width = design[0]?.length ?? 0;
  const degreesOfFreedom = design.length - width;
  invariant(degreesOfFreedom > 0 && y.length === design.length, 'more rows than columns');
  const weighted = design.map((row, i) => {
    const root = Math.sqrt(weights?.[i] ?? 1);
    return [...row, y[i] ?? 0].map((value) => value * root);
  });
  const lengths = Array.from({ length: width + 1 }, (_, k) => {
    const column = columnOf(weighted, k);
    return Math.sqrt(dot(column, column)) || 1;
  });
  const unit = weighted.map((row) => row.map((value, k) => value / (lengths[k] ?? 1)));
  const full = triangle(library, unit, width + 1);
  const r = full.slice(0, width).map((row) => row.slice(0, width));
  if (r.some((row, k) => !(Math.abs(row[k] ?? 0) > DEPENDENT))) return undefined;
  const back = invert(library, r).map((row, k) => row.map((value) => value / (lengths[k] ?? 1)));
  const right = full.map((row) => (row[width] ?? 0) * (lengths[width] ?? 1)).slice(0, width);
  const coefficients = back.map((row) => dot(row, right));
  const errors = weighted.map((row) => (row[width] ?? 0) - dot(coefficients, row));
  const sse = dot(errors, errors);
  const inverse = gram(back);
  const variance = sse / degreesOfFreedom;
  const standardErrors = inverse.map((row, k) => Math.sqrt(variance * (row[k] ?? 0)));
  return { coefficients, standardErrors, inverse, sse, degreesOfFreedom };
}
