/** Linear least squares against closed forms and against the normal equations written out. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openLeastSquares } from '../../../../sim/study/fit/least-squares.ts';
import { cases } from '../../../support/properties.ts';

const leastSquares = await openLeastSquares();

/** X'WX b = X'Wy solved by elimination: the textbook way, as an oracle. */
function normalEquations(x: number[][], y: number[], w: number[]): number[] {
  const size = x[0]!.length;
  const sum = (f: (i: number) => number): number => x.reduce((total, _, i) => total + f(i), 0);
  const rows = Array.from({ length: size }, (_, j) => [
    ...Array.from({ length: size }, (_, k) => sum((i) => w[i]! * x[i]![j]! * x[i]![k]!)),
    sum((i) => w[i]! * x[i]![j]! * y[i]!),
  ]);
  for (let pivot = 0; pivot < size; pivot += 1) {
    for (let row = 0; row < size; row += 1) {
      if (row === pivot) continue;
      const factor = rows[row]![pivot]! / rows[pivot]![pivot]!;
      rows[row] = rows[row]!.map((value, k) => value - factor * rows[pivot]![k]!);
    }
  }
  return rows.map((row, k) => row[size]! / row[k]!);
}

/** The longest distance of numbers from what they should be. */
const distance = (found: readonly number[], expected: readonly number[]): number =>
  Math.max(...found.map((value, k) => Math.abs(value - expected[k]!)));

test('a line through four points: by hand, b = (1.1, 0.6), sse = 0.2, s^2 = 0.1', () => {
  // y = 1, 2, 2, 3 on x = 0, 1, 2, 3: Sxx = 5, Sxy = 3. The error of the slope is sqrt(s^2/5),
  // that of the intercept sqrt(s^2 (1/4 + 1.5^2/5)).
  const design = [0, 1, 2, 3].map((x) => [1, x]);
  const fit = leastSquares(design, [1, 2, 2, 3])!;
  expect(distance(fit.coefficients, [1.1, 0.6])).toBeLessThan(1e-14);
  expect(fit.sse).toBeCloseTo(0.2, 14);
  expect(fit.degreesOfFreedom).toBe(2);
  const errors = [Math.sqrt(0.1 * 0.7), Math.sqrt(0.1 / 5)];
  expect(distance(fit.standardErrors, errors)).toBeLessThan(1e-14);
  expect(distance(fit.inverse.flat(), [0.7, -0.3, -0.3, 0.2])).toBeLessThan(1e-14);
});

test('columns that depend on each other have no answer', () => {
  const rows = [1, 2, 3, 4].map((x) => [1, x, 2 * x - 3]);
  expect(leastSquares(rows, [1, 2, 3, 5])).toBeUndefined();
  expect(leastSquares([[0], [0]], [1, 2])).toBeUndefined();
});

test('small and large columns are answered as exactly as those near 1', () => {
  const rows = [1, 2, 3, 5, 8].map((x) => [1e-20, x * 1e20]);
  const fit = leastSquares(rows, [5, 7, 9, 13, 19])!;
  expect(fit.coefficients[0]! / 3e20).toBeCloseTo(1, 12);
  expect(fit.coefficients[1]! / 2e-20).toBeCloseTo(1, 12);
});

test('the normal equations give the same, weighted or not, for any number of rows', () => {
  const value = fc.integer({ min: -50, max: 50 });
  const row = fc.record({ u: value, v: value, y: value, w: fc.integer({ min: 1, max: 9 }) });
  fc.assert(
    fc.property(fc.array(row, { minLength: 4, maxLength: 80 }), (rows) => {
      // Distinct abscissae keep the problem well conditioned.
      const x = rows.map(({ u, v }, i) => [1, u + 3 * i, v + i * i]);
      const y = rows.map((one) => one.y);
      for (const w of [undefined, rows.map((one) => one.w)]) {
        const fit = leastSquares(x, y, w);
        if (fit === undefined) continue;
        const condition = Math.max(...fit.inverse.map((r, k) => r[k]!));
        fc.pre(condition < 1e3);
        const expected = normalEquations(x, y, w ?? y.map(() => 1));
        expect(distance(fit.coefficients, expected)).toBeLessThan(
          1e-6 * (1 + Math.abs(expected[0]!)),
        );
      }
    }),
    { numRuns: cases(60) },
  );
});

test('a weight of 2 is the same as the row twice, but for the degrees of freedom', () => {
  const x = [1, 2, 4, 7].map((v) => [1, v]);
  const y = [3, 1, 4, 1];
  const weighted = leastSquares(x, y, [1, 2, 1, 2])!;
  const twice = leastSquares([...x, x[1]!, x[3]!], [...y, 1, 1])!;
  expect(distance(weighted.coefficients, twice.coefficients)).toBeLessThan(1e-13);
  expect(weighted.sse).toBeCloseTo(twice.sse, 12);
  expect([weighted.degreesOfFreedom, twice.degreesOfFreedom]).toEqual([2, 4]);
});
