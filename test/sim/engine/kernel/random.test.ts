/** Named random streams: repeatable, independent of each other, uniform. */
import seedrandom from 'seedrandom';
import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../../../sim/engine/kernel/assert.ts';
import { RandomStream, streams } from '../../../../sim/engine/kernel/random.ts';
import { chiSquareBound, chiSquareOf } from './goodness.ts';

const take = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw);

describe('a family of streams', () => {
  test('gives the same numbers for the same seed and name', () => {
    const [one, two] = [streams('7').stream('dirty/vm'), streams('7').stream('dirty/vm')];
    expect(one).not.toBe(two);
    expect(take(100, () => one.double())).toEqual(take(100, () => two.double()));
  });

  test('is seedrandom.alea of seed/name', () => {
    const stream = streams('1').stream('dirty/vm');
    const alea = seedrandom.alea('1/dirty/vm');
    expect(take(5, () => stream.double())).toEqual(take(5, () => alea.double()));
    expect(stream.word()).toBe(alea.int32() >>> 0);
  });

  test('hands out one stream a name, going on where it was', () => {
    const family = streams('1');
    const first = family.stream('a').double();
    expect(family.stream('a')).toBe(family.stream('a'));
    expect(family.stream('a').double()).not.toBe(first);
  });

  test('a new stream does not shift the numbers of another', () => {
    const alone = streams('1').stream('dirty/vm');
    const expected = take(100, () => alone.double());
    const family = streams('1');
    const dirty = family.stream('dirty/vm');
    const got = take(100, () => {
      family.stream('arrivals').double();
      family.stream(`other/${family.stream('arrivals').below(10)}`).word();
      return dirty.double();
    });
    expect(got).toEqual(expected);
  });

  test('streams of near names and seeds do not correlate', () => {
    const pairs = take(20_000, () => 0).map((_, i) => {
      const [one, next] = [new RandomStream(`${i}/a`), new RandomStream(`${i + 1}/a`)];
      return (one.double() - 0.5) * (next.double() - 0.5);
    });
    const correlation = (12 * pairs.reduce((sum, x) => sum + x, 0)) / pairs.length;
    expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(pairs.length));
  });
});

describe('numbers', () => {
  test.each([1, 2, 3, 7, 10, 100, 1000])('below(%i) is uniform', (n) => {
    const stream = new RandomStream(`below/${n}`);
    const counts = new Array<number>(n).fill(0);
    for (let i = 0; i < 200 * n; i += 1) counts[stream.below(n)]! += 1;
    const expected = new Array<number>(n).fill(200);
    expect(chiSquareOf(counts, expected)).toBeLessThan(chiSquareBound(Math.max(1, n - 1)));
  });

  test.each([2 ** 31 + 1, 3 * 2 ** 30, 2 ** 32, 2 ** 32 + 1, 3 * 2 ** 51])(
    'below(%i) fills its range evenly, where a plain remainder would not',
    (n) => {
      const stream = new RandomStream(`below/${n}`);
      const counts = new Array<number>(16).fill(0);
      for (let i = 0; i < 16_000; i += 1) {
        const draw = stream.below(n);
        expect(Number.isSafeInteger(draw) && draw >= 0 && draw < n).toBe(true);
        counts[Math.floor((draw / n) * 16)]! += 1;
      }
      const expected = new Array<number>(16).fill(1000);
      expect(chiSquareOf(counts, expected)).toBeLessThan(chiSquareBound(15));
    },
  );

  test('double, word and chance stay in range and have the right mean', () => {
    const stream = new RandomStream('means');
    const count = 100_000;
    const doubles = take(count, () => stream.double());
    const words = take(count, () => stream.word());
    const mean = (list: number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length;
    expect(doubles.every((x) => x >= 0 && x < 1)).toBe(true);
    expect(words.every((x) => Number.isInteger(x) && x >= 0 && x < 2 ** 32)).toBe(true);
    const bound = 4 * Math.sqrt(1 / 12 / count);
    expect(Math.abs(mean(doubles) - 0.5)).toBeLessThan(bound);
    expect(Math.abs(mean(words) / 2 ** 32 - 0.5)).toBeLessThan(bound);
    const hits = take(count, () => Number(stream.chance(0.3)));
    expect(Math.abs(mean(hits) - 0.3)).toBeLessThan(4 * Math.sqrt(0.21 / count));
    expect([stream.chance(0), stream.chance(1)]).toEqual([false, true]);
  });

  test('refuse arguments without meaning', () => {
    const stream = new RandomStream('refuse');
    for (const n of [0, -1, 1.5, NaN, Infinity, 2 ** 53]) {
      expect(() => stream.below(n)).toThrow(InvariantError);
    }
    for (const p of [-0.1, 1.1, NaN]) expect(() => stream.chance(p)).toThrow(InvariantError);
  });
});
