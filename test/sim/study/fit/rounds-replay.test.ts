/** Measured rounds as a replay: as many pages dirtied as measured, and the curve between. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dirtyingExponent,
  type LiveRound,
  replayOfRounds,
} from '../../../../sim/study/fit/rounds-replay.ts';

const PAGE_BITS = 32_768;
const GIB = 2 ** 30;

/** Rounds that dirty c T^a pages. */
function rounds(exponent: number, seconds: readonly number[], c = 1000): LiveRound[] {
  let startSeconds = 0;
  return seconds.map((length) => {
    const round = {
      startSeconds,
      seconds: length,
      dirtiedBitsPerSecond: (c * length ** exponent * PAGE_BITS) / length,
    };
    startSeconds += length;
    return round;
  });
}

const TIMES = [50, 10, 3, 1, 0.3];

/** Pages per second and pages of a point. */
function numbers({ rate, workingSet }: { readonly rate: string; readonly workingSet: string }) {
  return { rate: Number.parseFloat(rate), pages: Number.parseFloat(workingSet) / 4 };
}

describe('the exponent', () => {
  it('is that of the rounds', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.02, max: 0.99, noNaN: true }), (a) => {
        expect(dirtyingExponent(rounds(a, TIMES))).toBeCloseTo(a, 9);
      }),
    );
  });

  it('is 1 where nothing tells, and is kept from being more', () => {
    expect(dirtyingExponent(rounds(0.4, [5]))).toBe(1);
    expect(dirtyingExponent(rounds(0.4, [5, 5, 5]))).toBe(1);
    expect(dirtyingExponent(rounds(1.5, TIMES))).toBe(1);
    expect(dirtyingExponent(rounds(-0.5, TIMES))).toBe(0.01);
  });
});

describe('the points', () => {
  it('dirty in each round what was measured, and are dirty as long as T^a is', () => {
    const anyExponent = fc.double({ min: 0.25, max: 0.95, noNaN: true });
    fc.assert(
      fc.property(anyExponent, (a) => {
        const measured = rounds(a, TIMES, 2000);
        for (const [index, point] of replayOfRounds(measured, 100 * GIB).entries()) {
          const { rate, pages } = numbers(point);
          const { seconds, dirtiedBitsPerSecond } = measured[index] as LiveRound;
          const dirtied = (dirtiedBitsPerSecond * seconds) / PAGE_BITS;
          const n = (rate * seconds) / pages;
          expect((pages * (1 - Math.exp(-n))) / dirtied).toBeCloseTo(1, 2);
          const meanShare = 1 / (1 - Math.exp(-n)) - 1 / n;
          expect(Math.abs(meanShare - 1 / (1 + a))).toBeLessThan(0.03);
        }
      }),
    );
  });

  it('stay within the memory', () => {
    const point = replayOfRounds(rounds(1, TIMES, 1e5), GIB)[0];
    expect(point?.workingSet).toBe('1048576 KiB');
    expect(Number.parseFloat(point?.rate ?? '')).toBeGreaterThan(1e5);
  });

  it('say nothing of a round that dirtied nothing', () => {
    const quiet = { startSeconds: 0.1, seconds: 2, dirtiedBitsPerSecond: 0 };
    expect(replayOfRounds([quiet], GIB)).toEqual([
      { at: '0.1 s', rate: '0.0 pages/s', workingSet: '4 KiB' },
    ]);
  });
});
