/** The adaptive rate of Clark et al. 2005. */
import { describe, expect, it } from 'vitest';
import { clark2005 } from '../../../models/policy/clark-2005.ts';
import { carryOut, newMove } from '../../../sim/study/fuzz/oracle/moves.ts';
import { traceActivity } from '../../../sim/study/fuzz/oracle/trace-activity.ts';
import { dirtiedAt, factsOf } from '../../support/facts.ts';

const MBIT = 1e6;
const OPTIONS = {
  rules: 'text' as const,
  minBitsPerSecond: 100 * MBIT,
  maxBitsPerSecond: 500 * MBIT,
  stepBitsPerSecond: 50 * MBIT,
  minPages: 64,
  maxRounds: 1000,
};
const clark = clark2005(OPTIONS);
/** Pages a second at a rate. */
const pagesAt = (mbit: number): number => (mbit * MBIT) / (4096 * 8);

describe('Clark et al. 2005', () => {
  it('sends the first round at the minimum and the last at the maximum', () => {
    expect(clark.pace([], false)).toBe(100 * MBIT);
    expect(clark.pace([dirtiedAt(10)], true)).toBe(500 * MBIT);
  });

  it('sends each other 50 Mbit/s above the dirty rate of the one before, up or down', () => {
    expect(clark.pace([dirtiedAt(200), dirtiedAt(120)], false)).toBeCloseTo(170 * MBIT, 0);
    expect(clark.pace([dirtiedAt(120), dirtiedAt(200)], false)).toBeCloseTo(250 * MBIT, 0);
    expect(clark.pace([dirtiedAt(10)], false)).toBe(100 * MBIT);
    expect(clark.pace([dirtiedAt(480)], false)).toBe(500 * MBIT);
  });

  it('stops under 256 KiB left, then when the next rate would exceed the maximum', () => {
    expect(clark.stop(factsOf({ dirty: 63, seconds: 1e-6 }))).toBe('few-pages');
    expect(clark.stop(factsOf({ dirty: 64, seconds: 1 }))).toBeUndefined();
    expect(clark.stop(factsOf({ dirty: pagesAt(449), seconds: 1 }))).toBeUndefined();
    expect(clark.stop(factsOf({ dirty: pagesAt(451), seconds: 1 }))).toBe('max-rate');
    expect(clark.stop(factsOf({ dirty: 64, round: 1000 }))).toBe('max-rounds');
  });

  it('keeps to those rates where nothing else takes time', () => {
    const rate = 2000;
    const writes = Array.from({ length: 60_000 }, (_, index) => {
      return { timeNs: index * (1e9 / rate), pfn: (index * 7919) % 30_000 };
    });
    const move = newMove({
      pages: 32_768,
      slackPages: 0,
      scan: 'plain',
      policy: clark,
      activity: (simulation) => traceActivity(simulation, writes),
    });
    const { rounds, stopReason } = carryOut(move, { kind: 'ideal' });
    const mbit = rounds.map(({ sent, durationNs }) => (sent * 4096 * 8 * 1000) / durationNs);
    expect(mbit[0]).toBeCloseTo(100, 3);
    // The dirty rate of the first round is 2000 pages/s, 65.5 Mbit/s.
    expect(mbit[1]).toBeCloseTo(65.536 + 50, 0);
    expect(mbit.at(-1)).toBeCloseTo(500, 0);
    expect(stopReason).toBe('few-pages');
  });
});
