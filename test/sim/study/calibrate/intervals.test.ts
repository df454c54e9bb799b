/** Intervals against ordinary least squares, and against how often they hold. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../../sim/engine/kernel/random.ts';
import { determine } from '../../../../sim/study/calibrate/intervals.ts';
import type { Term } from '../../../../sim/study/calibrate/objective.ts';
import { openLeastSquares } from '../../../../sim/study/fit/least-squares.ts';
import { studentQuantile } from '../../../../sim/study/fit/student.ts';

const leastSquares = await openLeastSquares();

const term = (quantity: string, more: Partial<Term> = {}): Term => ({
  setting: 0,
  key: quantity,
  quantity,
  weight: 1,
  logMeasured: 0,
  repetitions: 1,
  scatter: 0,
  ...more,
});

const X = [0.1, 0.4, 0.45, 0.8, 1.3, 1.7];
const ONES = X.map(() => 1);

function normal(stream: RandomStream): number {
  return Array.from({ length: 12 }, () => stream.double()).reduce((a, b) => a + b, -6);
}

/** Residuals of the best straight line through noise about 0. */
function lineResiduals(noise: readonly number[]): number[] {
  const fit = leastSquares(
    X.map((x) => [1, x]),
    noise,
  );
  const [a = 0, b = 0] = fit?.coefficients ?? [];
  return noise.map((value, i) => value - a - b * (X[i] ?? 0));
}

describe('intervals', () => {
  it('are those of least squares for one quantity', () => {
    const y = [0.1, -0.2, 0.3, 0.1, -0.4, 0.2];
    const residuals = lineResiduals(y);
    const fit = leastSquares(
      X.map((x) => [1, x]),
      y,
    );
    const terms = X.map((_, setting) => term('totalSeconds', { setting }));
    const { spreads, correlations } = determine(
      {
        terms,
        residuals,
        columns: [ONES, X],
        jumps: [],
      },
      leastSquares,
    );
    const t = studentQuantile(0.975, 4);
    for (const [k, error] of (fit?.standardErrors ?? []).entries()) {
      expect(spreads[k]?.half).toBeCloseTo(t * error, 10);
    }
    const inverse = fit?.inverse ?? [];
    const [[a = 0, c = 0] = [], [, b = 0] = []] = inverse as number[][];
    expect(correlations).toEqual([{ pair: [0, 1], value: expect.closeTo(c / Math.sqrt(a * b)) }]);
  });

  it.each([
    ['go together, about as often as promised', true, 0.91, 0.99],
    ['do not, about as often', false, 0.91, 0.99],
  ])('hold where two quantities of a setting %s', (_, isTied, least, most) => {
    const stream = new RandomStream('two quantities');
    const terms = ['totalSeconds', 'downtimeSeconds'].flatMap((quantity) => {
      return X.map((_x, setting) => term(quantity, { setting }));
    });
    const column = [...ONES, ...ONES];
    let inside = 0;
    const trials = 400;
    for (let trial = 0; trial < trials; trial += 1) {
      const first = X.map(() => 0.05 * normal(stream));
      const second = isTied ? first : X.map(() => 0.3 * normal(stream));
      const noise = [...first, ...second];
      const shift = noise.reduce((sum, value) => sum + value, 0) / noise.length;
      const residuals = noise.map((value) => value - shift);
      const { spreads } = determine(
        { terms, residuals, columns: [column], jumps: [] },
        leastSquares,
      );
      if (Math.abs(shift) <= (spreads[0]?.half ?? 0)) inside += 1;
    }
    expect(inside / trials).toBeGreaterThan(least);
    expect(inside / trials).toBeLessThan(most);
  });

  it('come from the repetitions where these say more than the fit does', () => {
    const scattered = { repetitions: 4, scatter: 3 * 0.04 };
    const terms = [0, 1].map((setting) => term('totalSeconds', { ...scattered, setting }));
    const columns = [
      [1, 0],
      [0, 1],
    ];
    const { spreads } = determine({ terms, residuals: [0, 0], columns, jumps: [] }, leastSquares);
    // The variance of one is 0.04, that of the mean of four 0.01.
    const half = studentQuantile(0.975, 6) * 0.1;
    expect(spreads.map((spread) => spread.half)).toEqual([
      expect.closeTo(half),
      expect.closeTo(half),
    ]);
  });

  it('are none for columns that are the same, which show by their correlation', () => {
    const terms = X.map((_, setting) => term('totalSeconds', { setting }));
    const twice = X.map((value) => 2 * value);
    const columns = [X, twice, X.map(() => 0)];
    const { spreads, correlations } = determine(
      {
        terms,
        residuals: ONES,
        columns,
        jumps: [],
      },
      leastSquares,
    );
    expect(spreads.map(({ half }) => half)).toEqual([undefined, undefined, undefined]);
    expect(spreads[2]?.effect).toBe(0);
    expect(correlations).toEqual([{ pair: [0, 1], value: expect.closeTo(-1) }]);
  });
});
