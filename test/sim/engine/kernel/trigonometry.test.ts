/** Portable sine and cosine: against Math.*, which is good to a unit in the last place. */
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../../sim/engine/kernel/random.ts';
import { cos, sin } from '../../../../sim/engine/kernel/trigonometry.ts';

const random = new RandomStream('trigonometry/arguments');
const EPSILON = 2 ** -52;

/** Distance in units of 2^-52 of the value, at least of 1e-3. */
const distance = (value: number, truth: number): number =>
  Math.abs(value - truth) / (EPSILON * Math.max(Math.abs(truth), 1e-3));

describe('sine and cosine', () => {
  test.each([1, 100, 1e6, 1e12])('agree with Math up to %d', (most) => {
    for (let i = 0; i < 4000; i += 1) {
      const x = (2 * random.double() - 1) * most;
      expect(distance(sin(x), Math.sin(x))).toBeLessThan(1.5);
      expect(distance(cos(x), Math.cos(x))).toBeLessThan(1.5);
    }
  });

  test('know where pi is not', () => {
    expect(sin(Math.PI)).toBe(1.2246467991473532e-16);
    expect(cos(Math.PI / 2)).toBe(6.123233995736766e-17);
    expect([sin(0), cos(0), sin(-0), sin(1e-12)]).toEqual([0, 1, -0, 1e-12]);
  });

  test('say NaN where a double no longer says an angle', () => {
    expect([sin(2 ** 46), cos(-(2 ** 46)), sin(Infinity), cos(NaN)]).toEqual([NaN, NaN, NaN, NaN]);
  });
});
