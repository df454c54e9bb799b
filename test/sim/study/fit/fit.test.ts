/** Fitting as a user meets it: ranking, refusals, means, plain data, and what 95 % means. */
import { describe, expect, test } from 'vitest';
import { exp, log } from '../../../../sim/engine/kernel/portable.ts';
import { RandomStream } from '../../../../sim/engine/kernel/random.ts';
import { type CurveFit, describeFit, meansByX, openFitter } from '../../../../sim/study/fit/fit.ts';
import type { CurveName, Point } from '../../../../sim/study/fit/model.ts';

const { fitAll, fitCurve } = await openFitter();

const CAPS = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
const along = (f: (x: number) => number, xs = CAPS): Point[] => xs.map((x) => ({ x, y: f(x) }));

describe('ranking', () => {
  test.each<[CurveName, (x: number) => number]>([
    ['power', (x) => 539 * x ** -0.8],
    ['power-offset', (x) => 1000 / x + 17],
    ['hyperbola-floor', (x) => Math.max(1000 / x, 17)],
    ['change-point', (x) => (x < 45 ? 300 * x ** -0.5 : 300 * 45 ** -0.5)],
  ])('points of a %s curve are best described by it', (name, f) => {
    const { fits } = fitAll(along(f));
    expect(fits[0]!.model).toBe(name);
    const criteria = fits.map(({ aicc }) => aicc!);
    expect(criteria).toEqual([...criteria].sort((a, b) => a - b));
  });

  test('AICc: n log(SSE/n) + 2k + 2k(k+1)/(n-k-1) + 2 sum log y, power k = 3', () => {
    const points = along((x) => Math.max(1000 / x, 17));
    const fit = fitCurve('power', points);
    const sse = fit.residuals.reduce((sum, { y, fitted }) => sum + Math.log(y / fitted) ** 2, 0);
    const jacobian = 2 * points.reduce((sum, { y }) => sum + Math.log(y), 0);
    expect(fit.aicc).toBeCloseTo(10 * Math.log(sse / 10) + 6 + 24 / 6 + jacobian, 9);
  });

  test('models that cannot be fitted are named, the others are fitted', () => {
    const { fits, refused } = fitAll(
      along((x) => 100 / x, [1, 2, 3]),
      'curve.csv',
    );
    expect(fits.map(({ model, aicc }) => [model, aicc])).toEqual([['power', undefined]]);
    expect(refused.map(({ problem }) => problem.message)).toEqual([
      'curve.csv: power-offset: 3 points, at least 4 are needed',
      'curve.csv: hyperbola-floor: no floor shows in these points',
      'curve.csv: change-point: 3 points, at least 4 are needed',
    ]);
  });

  test('when none can be fitted, every reason is reported', () => {
    expect(() => fitAll(along((x) => x, [5, 5, 5, 5, 5]))).toThrow(
      ['power', 'power-offset', 'hyperbola-floor', 'change-point']
        .map((name) => `points: ${name}: all x are equal`)
        .join('\n'),
    );
  });
});

describe('points that do not suit', () => {
  const good = along((x) => 100 / x);
  test.each<[string, Point[], CurveName, string]>([
    ['NaN', [...good, { x: NaN, y: 1 }], 'power', 'point 11 (x = NaN, y = 1): x and y must be'],
    ['infinity', [{ x: 1, y: Infinity }, ...good], 'power', 'point 1 (x = 1, y = Infinity): x and'],
    ['x = 0', [...good, { x: 0, y: 1 }], 'power-offset', '(x = 0, y = 1): x must be above zero'],
    ['y = 0', [...good, { x: 1, y: 0 }], 'change-point', 'y must be above zero, its logarithm'],
    ['x tiny', [...good, { x: 1e-40, y: 1 }], 'power', 'sizes beyond 1e+30 are not fitted'],
    ['none', [], 'power', 'points: power: 0 points, at least 3 are needed'],
    ['equal x', along((x) => x, [3, 3, 3, 3]), 'power', 'points: power: all x are equal'],
    [
      'few x',
      along((x) => x, [3, 3, 4, 4]),
      'change-point',
      '2 different x, at least 4 are needed',
    ],
    [
      'too many',
      along(
        (x) => x,
        Array.from({ length: 301 }, (_, i) => i + 1),
      ),
      'power',
      'at most 300',
    ],
  ])('%s', (_, points, name, message) => {
    expect(() => fitCurve(name, points)).toThrow(message);
  });

  test('all of them are reported at once', () => {
    const points = [{ x: 0, y: 1 }, ...good, { x: 1, y: -1 }];
    expect(() => fitCurve('power', points)).toThrow(
      [
        'points: power: point 1 (x = 0, y = 1): x must be above zero',
        'points: power: point 12 (x = 1, y = -1): y must be above zero, its logarithm is fitted',
      ].join('\n'),
    );
  });

  test('a linear model takes y of zero and below, and has no R2 on the log scale', () => {
    const fit = fitCurve(
      'power-offset',
      along((x) => 100 / x - 5),
    );
    expect(fit.r2Log).toBeUndefined();
    expect(fit.r2Linear).toBeCloseTo(1, 12);
  });
});

test('means are taken over the points of equal x, in order of x', () => {
  const points = [
    { x: 20, y: 5 },
    { x: 10, y: 1 },
    { x: 20, y: 6 },
    { x: 20, y: 10 },
  ];
  expect(meansByX(points)).toEqual([
    { x: 10, y: 1, count: 1 },
    { x: 20, y: 7, count: 3 },
  ]);
  expect(meansByX([])).toEqual([]);
});

test('a described fit is plain data that JSON keeps', () => {
  const fit = fitCurve(
    'power',
    along((x) => 8 / x, [1, 2, 4]),
  );
  const data = describeFit(fit);
  expect(JSON.parse(JSON.stringify(data))).toEqual(data);
  expect(Object.keys(data)).toEqual([
    'model',
    'formula',
    'n',
    'parameters',
    'r2Log',
    'r2Linear',
    'sse',
    'aicc',
    'leaveOneOutRmse',
    'residuals',
  ]);
  expect(data.aicc).toBeNull();
});

describe('95 % intervals', () => {
  /** Standard normal numbers by the polar method (Marsaglia and Bray 1964). */
  function normal(stream: RandomStream): number {
    for (;;) {
      const [u, v] = [2 * stream.double() - 1, 2 * stream.double() - 1];
      const s = u * u + v * v;
      if (s > 0 && s < 1) return u * Math.sqrt((-2 * log(s)) / s);
    }
  }

  const RUNS = 400;
  /** Four standard deviations of a share of 95 % over so many runs. */
  const SLACK = 4 * Math.sqrt((0.95 * 0.05) / RUNS);

  /** The share of simulated data sets whose intervals hold each of these truths. */
  function coverage(
    simulate: (stream: RandomStream) => Point[],
    name: CurveName,
    holds: ((fit: CurveFit, stream: RandomStream) => boolean)[],
  ): number[] {
    const stream = new RandomStream(`coverage/${name}`);
    const hits = holds.map(() => 0);
    for (let run = 0; run < RUNS; run += 1) {
      const fit = fitCurve(name, simulate(stream));
      holds.forEach((hold, i) => {
        if (hold(fit, stream)) hits[i] = hits[i]! + 1;
      });
    }
    return hits.map((count) => count / RUNS);
  }

  const within = (interval: { low: number; high: number }, truth: number): boolean =>
    interval.low <= truth && truth <= interval.high;

  test('hold a, b and one more measurement of a power law with 10 % noise', () => {
    const law = (x: number, stream: RandomStream): number =>
      539 * x ** -0.8 * exp(0.1 * normal(stream));
    const shares = coverage((stream) => along((x) => law(x, stream)), 'power', [
      (fit) => within(fit.parameters[0]!, 539),
      (fit) => within(fit.parameters[1]!, -0.8),
      (fit, stream) => within(fit.predictionInterval!(35), law(35, stream)),
    ]);
    for (const share of shares) expect(Math.abs(share - 0.95)).toBeLessThan(SLACK);
  });

  test('hold b, c and one more measurement of a power law with offset', () => {
    const law = (x: number, stream: RandomStream): number => 1000 / x + 17 + normal(stream);
    const shares = coverage((stream) => along((x) => law(x, stream)), 'power-offset', [
      (fit) => within(fit.parameters[1]!, -1),
      (fit) => within(fit.parameters[2]!, 17),
      (fit, stream) => within(fit.predictionInterval!(35), law(35, stream)),
    ]);
    for (const share of shares) expect(Math.abs(share - 0.95)).toBeLessThan(SLACK);
  });

  test('hold the knee of a curve with a floor', () => {
    const law = (x: number, stream: RandomStream): number =>
      Math.max(1000 / x, 17) * exp(0.03 * normal(stream));
    const simulate = (stream: RandomStream): Point[] => along((x) => law(x, stream));
    const knee = (fit: CurveFit): boolean => within(fit.parameters.at(-1)!, 1000 / 17);
    const [share] = coverage(simulate, 'change-point', [knee]);
    expect(Math.abs(share! - 0.95)).toBeLessThan(SLACK);
  });
});
