/** Each curve model against its closed form, and properties that hold for any points. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../../sim/engine/kernel/random.ts';
import { CURVE_NAMES, type CurveFit, openFitter } from '../../../../sim/study/fit/fit.ts';
import type { CurveName, Point } from '../../../../sim/study/fit/model.ts';
import { cases } from '../../../support/properties.ts';

const { fitCurve } = await openFitter();

const CAPS = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
const along = (f: (x: number) => number, xs = CAPS): Point[] => xs.map((x) => ({ x, y: f(x) }));
const parameterOf = (fit: CurveFit, name: string): number =>
  fit.parameters.find((parameter) => parameter.name === name)!.value;
/** Relative error. */
const off = (found: number, expected: number): number => Math.abs(found / expected - 1);

/** The curve of a CPU-bound guest: half the cap, twice the time, until the disk is the limit. */
const FLOORED = along((x) => Math.max(1000 / x, 17));

describe('power', () => {
  test('exact data return a and b to 1e-12 and R2 = 1', () => {
    for (const [a, b] of [
      [539, -0.8],
      [0.002, 3.5],
      [7, 0],
      [1e9, -2],
    ] as const) {
      const fit = fitCurve(
        'power',
        along((x) => a * x ** b),
      );
      expect(off(parameterOf(fit, 'a'), a)).toBeLessThan(1e-12);
      expect(Math.abs(parameterOf(fit, 'b') - b)).toBeLessThan(1e-12);
      if (b !== 0)
        expect([fit.r2Log, fit.r2Linear].map((r2) => r2!.toFixed(12))).toEqual([
          '1.000000000000',
          '1.000000000000',
        ]);
    }
  });

  test('1000/cap down to 17: a = 539, b = -0.80, R2 = 94.5 % log, 95.7 % linear', () => {
    const fit = fitCurve('power', FLOORED);
    expect(parameterOf(fit, 'a')).toBeCloseTo(538.98, 2);
    expect(parameterOf(fit, 'b')).toBeCloseTo(-0.7997, 4);
    expect(fit.r2Log).toBeCloseTo(0.9446, 4);
    expect(fit.r2Linear).toBeCloseTo(0.9569, 4);
  });

  test('the interval of b is b -+ t s / sqrt(Sxx) of the logarithms', () => {
    const points = along((x) => x, [1, 2, 4, 8]).map(({ x }, i) => ({ x, y: [1, 4, 4, 16][i]! }));
    // In units of log 2: x = 0, 1, 2, 3 and y = 0, 2, 2, 4: slope 1.2, sse 0.8, s^2 = 0.4, se =
    // sqrt(0.4/5); t(0.975, 2) = 4.3026527.
    const b = fitCurve('power', points).parameters[1]!;
    expect(b.value).toBeCloseTo(1.2, 13);
    expect(b.standardError).toBeCloseTo(Math.sqrt(0.08), 13);
    expect(b.high).toBeCloseTo(1.2 + 4.30265273 * Math.sqrt(0.08), 8);
    expect(b.low).toBeCloseTo(1.2 - 4.30265273 * Math.sqrt(0.08), 8);
  });

  test('leaving one out equals the residual over 1 - leverage, on the log scale', () => {
    const points = FLOORED;
    const fit = fitCurve('power', points);
    const xs = points.map(({ x }) => Math.log(x));
    const middle = xs.reduce((sum, x) => sum + x, 0) / xs.length;
    const sxx = xs.reduce((sum, x) => sum + (x - middle) ** 2, 0);
    const errors = fit.residuals.map(({ y, fitted }, i) => {
      const leverage = 1 / xs.length + (xs[i]! - middle) ** 2 / sxx;
      return y - y / Math.exp(Math.log(y / fitted) / (1 - leverage));
    });
    const rmse = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
    expect(fit.leaveOneOutRmse).toBeCloseTo(rmse, 10);
  });
});

describe('power-offset', () => {
  test('exact data return a, b and c', () => {
    for (const [a, b, c] of [
      [1000, -1, 17],
      [-5, -0.3, 40],
      [0.01, 2.2, 3],
      [1e4, -2.37, 0],
    ] as const) {
      const fit = fitCurve(
        'power-offset',
        along((x) => a * x ** b + c),
      );
      expect(off(parameterOf(fit, 'a'), a)).toBeLessThan(1e-8);
      expect(off(parameterOf(fit, 'b'), b)).toBeLessThan(1e-8);
      expect(Math.abs(parameterOf(fit, 'c') - c)).toBeLessThan(1e-7);
      expect(fit.r2Linear).toBeCloseTo(1, 12);
    }
  });

  test('no other power law with an offset has a smaller error', () => {
    const fit = fitCurve('power-offset', FLOORED);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => parameterOf(fit, name)) as [
      number,
      number,
      number,
    ];
    for (const [da, db, dc] of [
      [1e-4, 0, 0],
      [0, 1e-4, 0],
      [0, 0, 1e-4],
      [1e-4, 1e-4, -1e-4],
    ] as const) {
      for (const sign of [-1, 1]) {
        const moved = (x: number): number =>
          a * (1 + sign * da) * x ** (b + sign * db) + c * (1 + sign * dc);
        const sse = FLOORED.reduce((sum, { x, y }) => sum + (y - moved(x)) ** 2, 0);
        expect(sse).toBeGreaterThan(fit.sse);
      }
    }
  });

  test('a logarithm and a straight drop to nothing are refused by name', () => {
    const logarithm = along((x) => 5 + Math.log(x));
    expect(() => fitCurve('power-offset', logarithm)).toThrow('linear in log x');
    const step = along((x) => (x > 10 ? 1 : 9));
    expect(() => fitCurve('power-offset', step)).toThrow('no exponent between -8 and 8');
  });
});

describe('hyperbola-floor', () => {
  test('exact data return a, c and the knee a/c, however many points lie on it', () => {
    for (const floor of [10.5, 17, 26, 45, 99]) {
      const fit = fitCurve(
        'hyperbola-floor',
        along((x) => Math.max(1000 / x, floor)),
      );
      expect(off(parameterOf(fit, 'a'), 1000)).toBeLessThan(1e-12);
      expect(off(parameterOf(fit, 'c'), floor)).toBeLessThan(1e-12);
      expect(off(parameterOf(fit, 'knee'), 1000 / floor)).toBeLessThan(1e-12);
    }
  });

  test('a hyperbola without a floor is refused', () => {
    const points = along((x) => 1000 / x);
    expect(() => fitCurve('hyperbola-floor', points)).toThrow('no floor shows');
  });

  test('no curve of a fine grid has a smaller error, whatever the points', () => {
    const ys = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(ys, (values) => {
        const points = values.map((y, i) => ({ x: i + 1, y }));
        const fit = attempt('hyperbola-floor', points);
        if (typeof fit === 'string') return;
        for (let a = 1; a < 250; a += 3) {
          for (let c = 0.5; c < 61; c += 1) {
            if (a / c >= 6) continue;
            const sse = points.reduce((sum, { x, y }) => sum + (y - Math.max(a / x, c)) ** 2, 0);
            if (a / c > 1) expect(sse).toBeGreaterThan(fit.sse * (1 - 1e-9));
          }
        }
      }),
      { numRuns: cases(25) },
    );
  });
});

describe('change-point', () => {
  test('1000/cap down to 17: the knee is 1000/17 = 58.82, between caps 50 and 60', () => {
    const fit = fitCurve('change-point', FLOORED);
    expect(off(parameterOf(fit, 'knee'), 1000 / 17)).toBeLessThan(1e-12);
    expect(off(parameterOf(fit, 'a'), 1000)).toBeLessThan(1e-12);
    expect(off(parameterOf(fit, 'b'), -1)).toBeLessThan(1e-12);
    expect(off(parameterOf(fit, 'c'), 17)).toBeLessThan(1e-12);
  });

  test('a rise to a plateau has a knee as well', () => {
    const fit = fitCurve(
      'change-point',
      along((x) => Math.min(2 * Math.sqrt(x), 13)),
    );
    expect(off(parameterOf(fit, 'knee'), 42.25)).toBeLessThan(1e-12);
  });

  test('the branches meet at the knee', () => {
    const bumps = [1.02, 0.97, 1.01, 1.04, 0.99, 1.02, 0.98, 1.0, 1.03, 0.96];
    const points = FLOORED.map(({ x, y }, i) => ({ x, y: y * bumps[i]! }));
    const fit = fitCurve('change-point', points);
    const knee = parameterOf(fit, 'knee');
    expect(knee).toBeGreaterThan(50);
    expect(knee).toBeLessThan(60);
    expect(fit.predict(knee * (1 - 1e-9))).toBeCloseTo(fit.predict(knee * (1 + 1e-9)), 6);
    expect(fit.predictionInterval).toBeUndefined();
  });

  test('points on one level show no knee', () => {
    const level = along(() => 5);
    expect(() => fitCurve('change-point', level)).toThrow('no knee shows');
  });
});

/** Falling curves with a floor and 10 % noise; no two candidates are equally good by chance. */
const noisy = fc
  .record({
    a: fc.double({ min: 1, max: 1e4, noNaN: true }),
    floor: fc.double({ min: 0.05, max: 0.5, noNaN: true }),
    seed: fc.nat(),
  })
  .map(({ a, floor, seed }) => {
    const stream = new RandomStream(`noise/${seed}`);
    const noise = (): number => 0.9 + 0.2 * stream.double();
    return along((x) => Math.max(a / x, (a / 10) * floor) * noise());
  });

function attempt(name: CurveName, points: Point[]): CurveFit | string {
  try {
    return fitCurve(name, points);
  } catch (error) {
    return (error as Error).message;
  }
}

describe.each(CURVE_NAMES)('for %s it does not matter', (name) => {
  test('in which order the points come', () => {
    fc.assert(
      fc.property(noisy, fc.infiniteStream(fc.nat()), (points, keys) => {
        const shuffled = points
          .map((point) => ({ point, key: keys.next().value as number }))
          .sort((left, right) => left.key - right.key)
          .map(({ point }) => point);
        const [one, other] = [attempt(name, points), attempt(name, shuffled)];
        if (typeof one === 'string' || typeof other === 'string') {
          expect(one).toBe(other);
          return;
        }
        expect(other.parameters).toEqual(one.parameters);
        expect(other.residuals.map(({ x }) => x)).toEqual(shuffled.map(({ x }) => x));
      }),
      { numRuns: cases(30) },
    );
  });

  test('in which unit y is: it scales the curve and leaves the exponent and the knee', () => {
    fc.assert(
      fc.property(noisy, fc.constantFrom(1e-3, 0.5, 60, 1e6), (points, unit) => {
        const scaled = points.map(({ x, y }) => ({ x, y: y * unit }));
        const [one, other] = [attempt(name, points), attempt(name, scaled)];
        if (typeof one === 'string' || typeof other === 'string') {
          expect(one).toBe(other);
          return;
        }
        // A search finds b to about 1e-8 and a and c grow as 1 / b: near 0 all three are loose.
        const b = one.parameters.find(({ name: parameter }) => parameter === 'b')?.value ?? 1;
        const loose = Math.max(1e-5, 1e-7 / Math.abs(b));
        for (const { name: parameter, value } of one.parameters) {
          const expected = parameter === 'a' || parameter === 'c' ? value * unit : value;
          const tolerance = name === 'power-offset' ? loose : 1e-9;
          expect(off(parameterOf(other, parameter), expected)).toBeLessThan(tolerance);
        }
        expect(other.r2Linear).toBeCloseTo(one.r2Linear!, 8);
        expect(other.leaveOneOutRmse === undefined).toBe(one.leaveOneOutRmse === undefined);
        const left = (other.leaveOneOutRmse ?? unit) / (one.leaveOneOutRmse ?? 1);
        expect(off(left, unit)).toBeLessThan(1e-4);
      }),
      { numRuns: cases(30) },
    );
  });
});
