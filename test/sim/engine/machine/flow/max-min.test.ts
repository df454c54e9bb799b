/** Sharing of one resource: known levels, and what defines a fair one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Demand, maxMinLevel } from '../../../../../sim/engine/machine/flow/max-min.ts';

/** Users who want so much, all of one weight. */
function equals(...wants: number[]): Demand[] {
  return wants.map((most) => ({ most, weight: 1 }));
}

describe('the level of a shared resource', () => {
  it.each([
    ['gives equal parts to those who want all they can get', 9, equals(9, 9, 9), 3],
    ['gives to others what one does not want', 10, equals(2, 9, 9), 4],
    ['does so again where that is enough for one more', 15, equals(1, 4, 9, 9), 5],
    ['gives by weight', 12, [...equals(12), { most: 12, weight: 3 }], 3],
    ['is none where there is enough for all', 10, equals(2, 3, 5), Infinity],
    ['is none where nobody is', 10, [], Infinity],
    ['is 0 where there is nothing', 0, equals(1, 2), 0],
  ])('%s', (_, capacity, wants, level) => {
    expect(maxMinLevel(capacity, wants)).toBeCloseTo(level, 12);
  });

  it('uses all there is, or gives everybody all that is wanted', () => {
    const amount = fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e6, noNaN: true }));
    const want = fc.record({
      most: amount,
      weight: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
    });
    fc.assert(
      fc.property(amount, fc.array(want, { maxLength: 8 }), (all, wants) => {
        const level = maxMinLevel(all, wants);
        const given = wants.map(({ most, weight }) => Math.min(most, level * weight));
        const used = given.reduce((sum, each) => sum + each, 0);
        if (level === Infinity) expect(used).toBeLessThanOrEqual(all * (1 + 1e-9));
        else expect(Math.abs(used - all)).toBeLessThanOrEqual(1e-9 * all);
      }),
    );
  });
});
