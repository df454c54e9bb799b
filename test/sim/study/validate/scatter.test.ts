/** Two standard errors from repetitions: by hand, and how often a right model is within them. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../../sim/engine/kernel/random.ts';
import { mean } from '../../../../sim/study/fit/statistics.ts';
import { Scatter } from '../../../../sim/study/validate/scatter.ts';

describe('what scatter explains', () => {
  it('is pooled where a setting was measured once or twice', () => {
    // Relative deviations of 10 %, 10 % and 30 %, 30 % on one degree of freedom each.
    const scatter = new Scatter([[9, 11], [70, 130], [5]], 4);
    const one = Math.sqrt((0.02 + 0.18) / 2);
    expect(scatter.tolerance([5], 1)).toBeCloseTo(2 * one * Math.sqrt(1 + 1 / 4), 12);
    expect(scatter.tolerance([9, 11], 2)).toBeCloseTo(2 * one * Math.sqrt(1 / 2 + 1 / 4), 12);
  });

  it("is a setting's own from three repetitions on", () => {
    const scatter = new Scatter([[90, 100, 110], [1, 3], [4]], 1e12);
    expect(scatter.tolerance([90, 100, 110], 3)).toBeCloseTo((2 * 0.1) / Math.sqrt(3), 6);
  });

  it('is nothing where nothing was repeated, or what was repeated is 0', () => {
    for (const settings of [[], [[5], [7]], [[0, 0]], [[], []]]) {
      expect(new Scatter(settings, 3).tolerance([5], 1)).toBe(0);
    }
  });
});

describe('of a model that is right', () => {
  it('19 of 20 means are within, and of one that is 30 % off few', () => {
    const random = new RandomStream('scatter');
    // Of a mean of 100 and a standard deviation of 10: a sum of twelve even ones.
    const drawn = () =>
      100 + 10 * (mean(Array.from({ length: 12 }, () => random.double())) * 12 - 6);
    const some = (many: number) => Array.from({ length: many }, drawn);
    const settings = Array.from({ length: 1000 }, () => some(2));
    const scatter = new Scatter(settings, 3);
    const within = (factor: number): number =>
      settings.filter((measured) => {
        const error = (factor * mean(some(3))) / mean(measured) - 1;
        return Math.abs(error) <= scatter.tolerance(measured, 2);
      }).length;
    expect(within(1)).toBeGreaterThan(930);
    expect(within(1)).toBeLessThan(975);
    expect(within(1.3)).toBeLessThan(200);
  });
});
