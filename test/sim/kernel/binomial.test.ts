/** Binomial numbers: the law itself by chi-square and Kolmogorov-Smirnov, moments, edges. */
import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../../sim/kernel/assert.ts';
import { binomial, logBinomialProbability } from '../../../sim/kernel/binomial.ts';
import { RandomStream } from '../../../sim/kernel/random.ts';
import { chiSquareBound, chiSquareOf, ksBound } from './goodness.ts';

const SIZE = 40_000;

/** Probabilities of 0..n by the recurrence of Pascal's triangle: no logarithm, no factorial. */
function exactLaw(n: number, p: number): number[] {
  let law = [1];
  for (let i = 0; i < n; i += 1) {
    const last = law;
    const next = (k: number): number => (last[k] ?? 0) * (1 - p) + (last[k - 1] ?? 0) * p;
    law = Array.from({ length: i + 2 }, (_, k) => next(k));
  }
  return law;
}

/** Merges neighbours until every cell expects 10 or more. */
function cells(counts: number[], expected: number[]): { seen: number[]; mean: number[] } {
  const seen = [0];
  const mean = [0];
  for (let k = 0; k < expected.length; k += 1) {
    if (mean[mean.length - 1]! >= 10) {
      seen.push(0);
      mean.push(0);
    }
    seen[seen.length - 1]! += counts[k]!;
    mean[mean.length - 1]! += expected[k]!;
  }
  if (mean.length > 1 && mean[mean.length - 1]! < 10) {
    const [lastSeen, lastMean] = [seen.pop()!, mean.pop()!];
    seen[seen.length - 1]! += lastSeen;
    mean[mean.length - 1]! += lastMean;
  }
  return { seen, mean };
}

describe('small n: every probability', () => {
  test.each([
    [1, 0.5],
    [5, 0.001],
    [10, 0.3],
    [30, 0.9],
    [19, 0.5],
    [20, 0.5],
    [25, 0.41],
    [100, 0.1],
    [100, 0.0999],
    [300, 0.05],
    [500, 0.7],
    [1000, 0.011],
  ])('n = %i, p = %f', (n, p) => {
    const random = new RandomStream(`law/${n}/${p}`);
    const counts = new Array<number>(n + 1).fill(0);
    for (let i = 0; i < SIZE; i += 1) counts[binomial(random, n, p)]! += 1;
    const { seen, mean } = cells(
      counts,
      exactLaw(n, p).map((q) => q * SIZE),
    );
    const freedom = Math.max(1, mean.length - 1);
    expect(chiSquareOf(seen, mean)).toBeLessThan(chiSquareBound(freedom));
  });
});

describe('large n', () => {
  const large: [number, number][] = [
    [262_144, 0.0004],
    [262_144, 0.37],
    [10 ** 6, 1e-9],
    [10 ** 6, 0.999_99],
    [2 ** 33, 1e-6],
    [2 ** 40, 2 ** -38],
    [2 ** 40, 2 ** -30],
    [2 ** 40, 0.5],
    [2 ** 40, 0.123_456_789],
  ];

  test.each(large)('n = %i, p = %f: mean and variance', (n, p) => {
    const random = new RandomStream(`moments/${n}/${p}`);
    const mean = n * p;
    const variance = n * p * (1 - p);
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < SIZE; i += 1) {
      const gap = binomial(random, n, p) - mean;
      sum += gap;
      squares += gap * gap;
    }
    expect(Math.abs(sum / SIZE)).toBeLessThan(4 * Math.sqrt(variance / SIZE));
    // The variance of (X - mean)^2 is variance^2 (2 + (1 - 6 p q) / variance).
    const spread = variance * Math.sqrt((2 + (1 - 6 * p * (1 - p)) / variance) / SIZE);
    expect(Math.abs(squares / SIZE - variance)).toBeLessThan(4 * spread);
  });

  test.each(large.filter(([n, p]) => n * p * (1 - p) > 10 && n * p * (1 - p) < 1e6))(
    'n = %i, p = %f: the whole law',
    (n, p) => {
      const random = new RandomStream(`ks/${n}/${p}`);
      const sample = Array.from({ length: SIZE }, () => binomial(random, n, p)).sort(
        (a, b) => a - b,
      );
      let cumulative = 0;
      let below = 0;
      let distance = 0;
      const last = sample[SIZE - 1]!;
      const reach = 12 * Math.sqrt(n * p * (1 - p));
      for (let k = Math.max(0, Math.floor(n * p - reach)); k <= last; k += 1) {
        cumulative += Math.exp(logBinomialProbability(k, n, p));
        while (below < SIZE && sample[below]! <= k) below += 1;
        distance = Math.max(distance, Math.abs(cumulative - below / SIZE));
      }
      expect(distance).toBeLessThan(ksBound(SIZE));
    },
  );
});

describe('the probability itself', () => {
  test.each([
    [10, 0.3],
    [40, 0.01],
    [400, 0.37],
  ])('agrees with Pascal for n = %i, p = %f', (n, p) => {
    exactLaw(n, p).forEach((q, k) => {
      const gap = q < 1e-280 ? 0 : logBinomialProbability(k, n, p) - Math.log(q);
      expect(Math.abs(gap), `k = ${k}`).toBeLessThan(1e-11);
    });
  });

  test('keeps its digits for large n: neighbours have the exact ratio', () => {
    const [n, p] = [2 ** 40, 0.25];
    const k = 2 ** 38 + 1_000_000;
    const step = logBinomialProbability(k + 1, n, p) - logBinomialProbability(k, n, p);
    const exact = Math.log1p(((n - k) / 3 - (k + 1)) / (k + 1));
    expect(Math.abs(step - exact)).toBeLessThan(1e-8);
  });
});

describe('edges', () => {
  const random = new RandomStream('edges');

  test('nothing to try, no chance, certainty', () => {
    expect(binomial(random, 0, 0.5)).toBe(0);
    expect(binomial(random, 2 ** 40, 0)).toBe(0);
    expect(binomial(random, 2 ** 40, 1)).toBe(2 ** 40);
    expect(binomial(random, 1000, 5e-324)).toBe(0);
    expect(binomial(random, 1000, 1 - 2 ** -53)).toBe(1000);
  });

  test('always an integer of 0..n', () => {
    for (let i = 0; i < 20_000; i += 1) {
      const n = random.below(random.chance(0.5) ? 50 : 10_000);
      const k = binomial(random, n, random.double());
      expect(Number.isInteger(k) && k >= 0 && k <= n).toBe(true);
    }
  });

  test('refuses what has no meaning', () => {
    const bad = [
      [-1, 0.5],
      [1.5, 0.5],
      [2 ** 41, 0.5],
      [10, -0.1],
      [10, 1.1],
      [10, Number.NaN],
    ] as const;
    for (const [n, p] of bad) expect(() => binomial(random, n, p)).toThrow(InvariantError);
  });
});
