/**
 * Linear least squares, ordinary and weighted, by QR.
 *
 * The least sum of w (y - x b)^2 over b: with sqrt(w) [X | y] = Q R, the leading block of R and
 * its last column give b by back substitution. Every column is first brought to length 1, for the
 * library takes numbers below 1e-15 for zero. There are no normal equations, so the
 * condition of X is not squared (Golub and Van Loan, Matrix Computations, section 5.3). The
 * covariance of b is s^2 (X'WX)^-1 = s^2 R^-1 R^-T.
 */
import { invariant } from '../../engine/kernel/assert.ts';

/** Rows of a matrix. */
type Matrix = readonly (readonly number[])[];

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
/** Columns of length 1 whose triangle has so small a diagonal entry depend on each other. */
const DEPENDENT = 1e-13;

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

/** The triangle R of a matrix, block by block: R of [R of the rows so far; the next rows]. */
async function triangle(rows: Matrix, width: number): Promise<Matrix> {
  const { qr } = await import('mathjs');
  let r: number[][] = [];
  for (let start = 0; start < rows.length; start += BLOCK) {
    const stacked = [...r, ...rows.slice(start, start + BLOCK).map((row) => [...row])];
    r = (qr(stacked).R as number[][]).slice(0, width);
  }
  return r;
}

/** The inverse of an upper triangle. */
async function invert(r: Matrix): Promise<Matrix> {
  const { usolve } = await import('mathjs');
  const columns = r.map((_, unit) => {
    const right = r.map((_row, i) => (i === unit ? 1 : 0));
    return (usolve(r as number[][], right) as number[][]).flat();
  });
  return r.map((_, i) => columns.map((column) => column[i] ?? 0));
}

/**
 * Regresses y on the columns of a design matrix.
 * @param design one row an observation, at least one row more than columns.
 * @param weights one a row, above zero; without them every row weighs 1.
 * @returns undefined when the columns depend on each other.
 */
export async function leastSquares(
  design: Matrix,
  y: readonly number[],
  weights?: readonly number[],
): Promise<LinearFit | undefined> {
  const width = design[0]?.length ?? 0;
  const degreesOfFreedom = design.length - width;
  invariant(degreesOfFreedom > 0 && y.length === design.length, 'more rows than columns');
  const weighted = design.map((row, i) => {
    const root = Math.sqrt(weights?.[i] ?? 1);
    return [...row, y[i] ?? 0].map((value) => value * root);
  });
  const lengths = Array.from({ length: width + 1 }, (_, k) => {
    const column = weighted.map((row) => row[k] ?? 0);
    return Math.sqrt(dot(column, column)) || 1;
  });
  const unit = weighted.map((row) => row.map((value, k) => value / (lengths[k] ?? 1)));
  const full = await triangle(unit, width + 1);
  const r = full.slice(0, width).map((row) => row.slice(0, width));
  if (r.some((row, k) => !(Math.abs(row[k] ?? 0) > DEPENDENT))) return undefined;
  const back = (await invert(r)).map((row, k) => row.map((value) => value / (lengths[k] ?? 1)));
  const right = full.map((row) => (row[width] ?? 0) * (lengths[width] ?? 1)).slice(0, width);
  const coefficients = back.map((row) => dot(row, right));
  const errors = weighted.map((row) => (row[width] ?? 0) - dot(coefficients, row));
  const sse = dot(errors, errors);
  const inverse = back.map((one) => back.map((other) => dot(one, other)));
  const variance = sse / degreesOfFreedom;
  const standardErrors = inverse.map((row, k) => Math.sqrt(variance * (row[k] ?? 0)));
  return { coefficients, standardErrors, inverse, sse, degreesOfFreedom };
}
