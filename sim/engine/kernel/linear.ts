/** Linear algebra on small dense matrices, given by rows. */

/** Rows of a matrix. */
export type Matrix = readonly (readonly number[])[];

/** A pivot below this part of its own diagonal entry depends on the rows before it. */
const PIVOT_LEAST = 1e-12;

/** The scalar product over the length of the first; a missing entry of the second counts as 0. */
export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

/** All scalar products of some vectors: A'A where they are the columns of A. */
export function gram(vectors: Matrix): number[][] {
  return vectors.map((one) => vectors.map((other) => dot(one, other)));
}

/** A column of a matrix. */
export function columnOf(rows: Matrix, k: number): number[] {
  return rows.map((row) => row[k] ?? 0);
}

/**
 * Solves S x = b for a symmetric positive definite S, by Cholesky's factorisation.
 * @returns undefined when the rows of S depend on each other.
 */
export function solvePositive(s: Matrix, b: readonly number[]): number[] | undefined {
  const lower: number[][] = [];
  const y: number[] = [];
  for (const [i, entries] of s.entries()) {
    const row: number[] = [];
    for (const [j, above] of lower.entries()) {
      row.push(((entries[j] ?? 0) - dot(row, above)) / above[j]!);
    }
    const own = entries[i] ?? 0;
    const pivot = own - dot(row, row);
    if (pivot <= PIVOT_LEAST * own) return undefined;
    y.push(((b[i] ?? 0) - dot(row, y)) / Math.sqrt(pivot));
    lower.push([...row, Math.sqrt(pivot)]);
  }
  const x = y.map(() => 0);
  for (let i = y.length - 1; i >= 0; i -= 1) {
    let rest = y[i]!;
    for (let j = i + 1; j < y.length; j += 1) rest -= (lower[j]?.[i] ?? 0) * x[j]!;
    x[i] = rest / (lower[i]?.[i] ?? 0);
  }
  return x;
}
