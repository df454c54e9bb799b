/** The search for the least squares: known minima, bounds, jumps, and that it is never worse. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compassSearch, type Found, spread } from '../../../../sim/study/fit/compass-search.ts';
import { cases } from '../../../support/properties.ts';

type Residuals = (at: readonly number[]) => readonly number[];

async function search(
  residuals: Residuals,
  start: readonly number[],
  more: { budget?: number; goOn?: (tried: number) => boolean } = {},
): Promise<Found & { readonly seen: readonly (readonly number[])[] }> {
  const seen: (readonly number[])[] = [];
  const found = await compassSearch({
    start,
    budget: more.budget ?? 1000,
    evaluate: async (places) => {
      seen.push(...places);
      return places.map(residuals);
    },
    goOn: more.goOn ?? (() => true),
  });
  return { ...found, seen };
}

const cube = (dimensions: number) =>
  fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
    minLength: dimensions,
    maxLength: dimensions,
  });

describe('the search', () => {
  it('finds the place that gives residuals of 0, from anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }).chain((n) => fc.tuple(cube(n), cube(n))),
        async ([start, goal]) => {
          const far = (at: readonly number[]) => at.map((value, k) => value - (goal[k] ?? 0));
          const curved: Residuals = (at) => {
            const d = far(at);
            return [...d, d.reduce((sum, value) => sum + value, 0) ** 2];
          };
          const { best, end } = await search(curved, start);
          expect(end).toBe('converged');
          for (const value of far(best.at)) expect(Math.abs(value)).toBeLessThan(1e-3);
        },
      ),
      { numRuns: cases(60) },
    );
  });

  it('goes along a curved valley', async () => {
    const valley: Residuals = ([x = 0, y = 0]) => [1 - 2 * x, 10 * (y - 4 * x * x * 0.8)];
    const { best, tried } = await search(valley, [0.05, 0.9]);
    expect(best.at[0]).toBeCloseTo(0.5, 2);
    expect(best.at[1]).toBeCloseTo(0.8, 2);
    expect(tried).toBeLessThan(150);
  });

  it('does not stick on the steps of a simulated time', async () => {
    const steps: Residuals = ([x = 0, y = 0]) => {
      return [0, 1, 2].map((k) => Math.round(40 * (x + k * y - 0.6 - k * 0.3)) / 40);
    };
    const { best } = await search(steps, [0.05, 0.95]);
    expect(best.cost).toBeLessThan(1e-3);
  });

  it('leaves a poor valley for a better one that the spread has met', async () => {
    const two: Residuals = ([x = 0]) => [x < 0.4 ? 0.2 + Math.abs(x - 0.1) : x - 0.7];
    expect((await search(two, [0.1])).best.at[0]).toBeCloseTo(0.7, 2);
  });

  it('is never worse than the start, stays in the cube, and is the same again', async () => {
    await fc.assert(
      fc.asyncProperty(
        cube(2),
        fc.array(fc.tuple(cube(2), fc.double({ min: -3, max: 3, noNaN: true })), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.integer({ min: 1, max: 80 }),
        async (start, bumps, budget) => {
          const rough: Residuals = ([x = 0, y = 0]) => {
            return bumps.map(([[a = 0, b = 0], c]) => {
              return Math.floor(7 * Math.abs(x - a)) + c * (y - b) * (x + y);
            });
          };
          const one = await search(rough, start, { budget });
          const sum = rough(start).reduce((total, value) => total + value * value, 0);
          expect(one.best.cost).toBeLessThanOrEqual(sum);
          expect(one.start.at).toEqual(start);
          for (const value of one.seen.flat()) expect(value).toBeGreaterThanOrEqual(0);
          for (const value of one.seen.flat()) expect(value).toBeLessThanOrEqual(1);
          expect(await search(rough, start, { budget })).toEqual(one);
        },
      ),
      { numRuns: cases(60) },
    );
  });

  it('finds a minimum on a face and in a corner', async () => {
    const { best } = await search(([x = 0, y = 0]) => [x + 1, y - 2], [0.3, 0.3]);
    expect(best.at).toEqual([0, 1]);
  });

  it('ends by its budget, or when asked to', async () => {
    const far: Residuals = ([x = 0, y = 0]) => [x - 0.123, 100 * (y - x * x), 1];
    const short = await search(far, [0.9, 0.9], { budget: 12 });
    expect(short.end).toBe('budget');
    // A round of two axes tries four neighbours and three steps.
    expect(short.tried).toBeGreaterThanOrEqual(12);
    expect(short.tried).toBeLessThan(12 + 7);
    const told = await search(far, [0.9, 0.9], { goOn: (tried) => tried < 15 });
    expect(told.end).toBe('stopped');
  });
});

it('spreads places evenly: no axis has a gap of a third', () => {
  for (const dimensions of [2, 3, 5]) {
    const places = spread(dimensions, 5 * dimensions);
    for (let axis = 0; axis < dimensions; axis += 1) {
      const values = [0, 1, ...places.map((at) => at[axis] ?? 0)].sort((a, b) => a - b);
      const gaps = values.slice(1).map((value, index) => value - (values[index] ?? 0));
      expect(Math.max(...gaps)).toBeLessThan(1 / 3);
    }
  }
});
