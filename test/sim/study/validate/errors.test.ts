/** Statistics of relative errors. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile } from '../../../../sim/study/fit/statistics.ts';
import { relativeError, summarize } from '../../../../sim/study/validate/errors.ts';

describe('errors', () => {
  it('are above 0 when too much is predicted', () => {
    expect(relativeError(11, 10)).toBeCloseTo(0.1, 12);
    expect(relativeError(9, 10)).toBeCloseTo(-0.1, 12);
  });

  it('come to the median and the 90th percentile of their sizes, and to their mean', () => {
    const { points, median, p90, bias } = summarize([-0.4, 0.1, 0.2, -0.3, 0.5]);
    expect(points).toBe(5);
    expect(median).toBeCloseTo(0.3, 12);
    // Position 3.6 of 0 to 4: 0.4 + 0.6 x 0.1.
    expect(p90).toBeCloseTo(0.46, 12);
    expect(bias).toBeCloseTo(0.02, 12);
  });

  it('come to nothing when there are none', () => {
    expect(summarize([])).toEqual({ points: 0, median: null, p90: null, bias: null });
  });

  it('have quantiles between the least and the greatest, which do not fall with the share', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(values, share, share, (all, one, other) => {
        const low = quantile(all, Math.min(one, other));
        const high = quantile(all, Math.max(one, other));
        expect(quantile(all, 0) + 0).toBe(Math.min(...all) + 0);
        expect(quantile(all, 1) + 0).toBe(Math.max(...all) + 0);
        expect(low).toBeLessThanOrEqual(high + 1e-6);
      }),
    );
  });

  it('take the mean of the two in the middle of an even number', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  });
});
