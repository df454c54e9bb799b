/** Errors of simulated against measured values: hand-made numbers, and what must hold of any. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  agreementOf,
  comparePair,
  isWithin,
  judgedError,
  type Pair,
  pointWithin,
} from '../../../../sim/study/fit/agreement.ts';
import { median } from '../../../../sim/study/fit/statistics.ts';

const pair = (x: number, measured: number[], simulated: number[]): Pair => {
  return { curve: [], x, measured, simulated };
};

describe('a pair', () => {
  it('has a signed error of means, and its share of what was measured', () => {
    const point = comparePair(pair(10, [90, 110], [108, 110, 112]));
    expect([point.measured.mean, point.simulated.mean]).toEqual([100, 110]);
    expect([point.error, point.relativeError]).toEqual([10, 0.1]);
    // t(0.975, 2) = 4.3027, s = 2, n = 3.
    expect(point.simulated.half).toBeCloseTo((4.302653 * 2) / Math.sqrt(3), 5);
    expect(comparePair(pair(1, [5], [4])).simulated.half).toBeUndefined();
  });

  it('of a measured 0 has no share, and is within no relative tolerance', () => {
    const point = comparePair(pair(10, [0], [0]));
    expect(point.relativeError).toBeUndefined();
    expect(pointWithin(point, { kind: 'relative', most: 1 })).toBe(false);
    expect(pointWithin(point, { kind: 'absolute', most: 0 })).toBe(true);
    expect(agreementOf([point]).worstRelativeError).toBeUndefined();
  });
});

describe('agreement', () => {
  const pairs = [pair(1, [100], [90]), pair(2, [20], [21]), pair(3, [10], [14])];
  const points = pairs.map(comparePair);
  const all = agreementOf(points);

  it('gives bias with its sign, median without, and the worst by each measure', () => {
    expect(all.bias).toBeCloseTo((-10 + 1 + 4) / 3, 12);
    expect(all.relativeBias).toBeCloseTo((-0.1 + 0.05 + 0.4) / 3, 12);
    expect([all.medianError, all.medianRelativeError]).toEqual([4, 0.1]);
    expect([all.worstError, all.worstRelativeError]).toEqual([-10, 0.4]);
  });

  it('has the R2 of the simulation itself', () => {
    const mean = 130 / 3;
    const total = (100 - mean) ** 2 + (20 - mean) ** 2 + (10 - mean) ** 2;
    expect(all.r2Linear).toBeCloseTo(1 - (100 + 1 + 16) / total, 12);
    expect(agreementOf([comparePair(pair(1, [2], [3]))]).r2Linear).toBeUndefined();
  });

  it('is judged by the worst or the median, as a size or as a share', () => {
    const relative = { kind: 'relative', most: 0.2 } as const;
    const absolute = { kind: 'absolute', most: 5 } as const;
    expect(isWithin(judgedError(all, relative, 'worst'), relative)).toBe(false);
    expect(isWithin(judgedError(all, relative, 'median'), relative)).toBe(true);
    expect(isWithin(judgedError(all, absolute, 'worst'), absolute)).toBe(false);
    expect(isWithin(judgedError(all, absolute, 'median'), absolute)).toBe(true);
  });

  it('is perfect for equal values, and a constant excess is all bias', () => {
    const value = fc.double({ min: 1, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 9 }), value, (values, excess) => {
        const same = agreementOf(values.map((y, x) => comparePair(pair(x, [y], [y]))));
        expect([same.bias, same.medianError, same.worstError]).toEqual([0, 0, 0]);
        expect(same.r2Linear ?? 1).toBe(1);
        const above = agreementOf(values.map((y, x) => comparePair(pair(x, [y], [y + excess]))));
        expect(above.bias / excess).toBeCloseTo(1, 6);
        expect(above.worstError / excess).toBeCloseTo(1, 6);
      }),
    );
  });
});

it('the median of an even number is the mean of the two in the middle', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
});
