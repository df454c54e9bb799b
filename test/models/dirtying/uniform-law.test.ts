/** Both ways to solve the law of uniform writes with faults: against it, and each other. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanAfter, timeForWrites } from '../../../models/dirtying/uniform-law.ts';
import { cases } from '../../support/properties.ts';

const worth = fc.double({ min: -12, max: 3, noNaN: true }).map(Math.exp);
const faultWrites = fc.oneof(
  fc.constant(0),
  fc.double({ min: -9, max: 5, noNaN: true }).map(Math.exp),
);

describe('x + f (1 - exp(-x)) = y', () => {
  test('is solved by few operations', () => {
    fc.assert(
      fc.property(worth, faultWrites, (y, f) => {
        const left = cleanAfter(y, f);
        const exposure = -Math.log(left);
        expect((exposure + f * (1 - left)) / y).toBeCloseTo(1, 5);
      }),
      { numRuns: cases(1000) },
    );
  });

  test('is the same law for page-exact runs and for expected values', () => {
    fc.assert(
      fc.property(worth, faultWrites, (y, f) => {
        const exposure = timeForWrites(y, f, 1);
        expect(cleanAfter(y, f) / Math.exp(-exposure)).toBeCloseTo(1, 4);
      }),
      { numRuns: cases(1000) },
    );
  });

  test('without faults all time goes into writes', () => {
    expect(timeForWrites(3e6, 0, 1e-6)).toBe(3e6);
    expect(cleanAfter(3, 0)).toBeCloseTo(Math.exp(-3), 6);
  });
});
