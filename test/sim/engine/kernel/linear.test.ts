/** Cholesky against products with known solutions. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dot, gram, solvePositive } from '../../../../sim/engine/kernel/linear.ts';

test('two equations by hand: 4x + 2y = 10, 2x + 5y = 13', () => {
  const [x, y] = solvePositive(
    [
      [4, 2],
      [2, 5],
    ],
    [10, 13],
  )!;
  expect(x).toBeCloseTo(1.5, 14);
  expect(y).toBeCloseTo(2, 14);
});

test('dependent rows have no solution', () => {
  const dependent = gram([
    [1, 2],
    [2, 4],
  ]);
  expect(solvePositive(dependent, [1, 2])).toBeUndefined();
});

test('what is solved for comes back, whatever the size', () => {
  const entry = fc.integer({ min: -9, max: 9 });
  const vector = (length: number) => fc.array(entry, { minLength: length, maxLength: length });
  const problem = fc.integer({ min: 1, max: 6 }).chain((n) => {
    return fc.tuple(fc.array(vector(n), { minLength: n, maxLength: n }), vector(n));
  });
  fc.assert(
    fc.property(problem, ([vectors, x]) => {
      // A unit matrix added keeps S far from singular.
      const s = gram(vectors).map((row, i) => row.map((value, k) => value + (i === k ? 1 : 0)));
      const found = solvePositive(
        s,
        s.map((row) => dot(row, x)),
      );
      for (const [i, value] of x.entries()) expect(found![i]).toBeCloseTo(value, 8);
    }),
  );
});
