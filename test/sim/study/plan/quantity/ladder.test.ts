/** The values that a search may find. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digitsLadder, wholeLadder } from '../../../../../sim/study/plan/quantity/ladder.ts';

describe('numbers of three digits', () => {
  it('are whole and ascend by at most 1 %, and each has its place', () => {
    const { count, at, placeOf } = digitsLadder(100, 1e9);
    expect([at(0), at(count - 1)]).toEqual([100, 1e9]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: count - 2 }), (place) => {
        const [value, next] = [at(place), at(place + 1)];
        expect(Number.isInteger(value)).toBe(true);
        expect(next / value).toBeGreaterThan(1);
        expect(next / value).toBeLessThanOrEqual(1.01);
        expect(placeOf(value)).toBe(place);
        expect(placeOf(value + (next - value) / 4)).toBe(place);
      }),
    );
  });

  it('begin and end where they are told to, for what lies outside too', () => {
    const { count, placeOf } = digitsLadder(1e6, 1e12);
    expect([placeOf(0), placeOf(1e15)]).toEqual([0, count - 1]);
    const caps = wholeLadder(1, 800);
    expect([caps.count, caps.at(799), caps.placeOf(10), caps.placeOf(1e9)]).toEqual([
      800, 800, 9, 799,
    ]);
  });
});
