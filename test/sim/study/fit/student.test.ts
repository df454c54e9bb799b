/** Student's t against closed forms and printed tables. */
import { expect, test } from 'vitest';
import { InvariantError } from '../../../../sim/engine/kernel/assert.ts';
import { studentQuantile } from '../../../../sim/study/fit/student.ts';

/** Relative error. */
const off = (found: number, expected: number): number => Math.abs(found / expected - 1);

test('the two-sided 95 % values are those of the tables, to 10 digits', () => {
  expect(studentQuantile(0.975, 1).toPrecision(10)).toBe('12.70620474');
  expect(studentQuantile(0.975, 2).toPrecision(10)).toBe('4.302652730');
  expect(studentQuantile(0.975, 5).toPrecision(10)).toBe('2.570581836');
  expect(studentQuantile(0.975, 9).toPrecision(10)).toBe('2.262157163');
  expect(studentQuantile(0.975, 30).toPrecision(10)).toBe('2.042272456');
});

test('1 degree of freedom: t = tan(pi (p - 1/2))', () => {
  for (const p of [0.5001, 0.6, 0.75, 0.9, 0.975, 0.999, 0.999999]) {
    expect(off(studentQuantile(p, 1), Math.tan(Math.PI * (p - 0.5)))).toBeLessThan(1e-9);
  }
});

test('2 degrees of freedom: t = (2p - 1) sqrt(2 / (4p (1 - p)))', () => {
  for (const p of [0.51, 0.6, 0.75, 0.9, 0.975, 0.999, 0.999999]) {
    const expected = (2 * p - 1) * Math.sqrt(2 / (4 * p * (1 - p)));
    expect(off(studentQuantile(p, 2), expected)).toBeLessThan(1e-9);
  }
});

test('many degrees of freedom: the normal distribution, 1.959963985 (1 + (z^2 + 1) / 4n)', () => {
  const z = 1.959963984540054;
  expect(off(studentQuantile(0.975, 1e6), z * (1 + (z * z + 1) / 4e6))).toBeLessThan(1e-10);
});

test('the distribution is symmetrical', () => {
  expect(studentQuantile(0.5, 7)).toBeCloseTo(0, 12);
  expect(studentQuantile(0.025, 7)).toBeCloseTo(-studentQuantile(0.975, 7), 12);
});

test.each([
  [0, 5],
  [1, 5],
  [NaN, 5],
  [0.9, 0],
  [0.9, 2.5],
])('a probability of %s with %s degrees of freedom is our own fault', (p, n) => {
  expect(() => studentQuantile(p, n)).toThrow(InvariantError);
});
