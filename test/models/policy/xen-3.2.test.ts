/** Xen 3.2's policy: its rules in Xen's order, and what ADAPTIVE_SAVE would change. */
import { describe, expect, it } from 'vitest';
import { xen32 } from '../../../models/policy/xen-3.2.ts';
import { dirtiedAt, factsOf } from '../../support/facts.ts';

const NUMBERS = { maxRounds: 29, maxFactor: 3, minPages: 50 };
const plain = xen32({ ...NUMBERS, adaptive: false });
const adaptive = xen32({ ...NUMBERS, adaptive: true });
const MBIT = 2 ** 20;

describe('Xen 3.2', () => {
  it('stops at 29 rounds, under 50 pages, and above three times the P2M, in this order', () => {
    const volume = { totalSent: 30_001 };
    const few = { sent: 20, skipped: 29 };
    expect(plain.stop(factsOf({ ...few, ...volume, round: 29 }))).toBe('max-rounds');
    expect(plain.stop(factsOf({ ...few, ...volume, round: 28 }))).toBe('few-pages');
    expect(plain.stop(factsOf({ ...volume, round: 28 }))).toBe('max-factor');
    expect(plain.stop(factsOf({ round: 28 }))).toBeUndefined();
  });

  it('counts skipped pages as pages of the round, and needs more than three times', () => {
    expect(plain.stop(factsOf({ sent: 20, skipped: 30 }))).toBeUndefined();
    expect(plain.stop(factsOf({ totalSent: 30_000 }))).toBeUndefined();
  });

  it('has no rate, and sending more than in the round before is no reason', () => {
    expect(plain.pace([dirtiedAt(900)], false)).toBeUndefined();
    expect(plain.stop(factsOf({ sent: 3000, sentBefore: 10 }))).toBeUndefined();
  });
});

describe('ADAPTIVE_SAVE', () => {
  it('starts at 100 Mbit/s and goes to the dirty rate + 50, in megabits of 2^20 bits', () => {
    expect(adaptive.pace([], false)).toBe(100 * MBIT);
    expect(adaptive.pace([dirtiedAt(120)], false)).toBe(170 * MBIT);
  });

  it('stays where a round dirtied no faster than the rate: it never falls', () => {
    expect(adaptive.pace([dirtiedAt(100)], false)).toBe(100 * MBIT);
    expect(adaptive.pace([dirtiedAt(120), dirtiedAt(160), dirtiedAt(30)], false)).toBe(170 * MBIT);
  });

  it('goes to 500 Mbit/s at most, in the last round too', () => {
    expect(adaptive.pace([dirtiedAt(449)], true)).toBe(499 * MBIT);
    expect(adaptive.pace([dirtiedAt(480)], true)).toBe(500 * MBIT);
  });

  it('counts as print_stats does: whole decimal Mbit/s over whole ms', () => {
    // 100.99 Mbit/s are 100; a round of no ms counts as one.
    expect(adaptive.pace([dirtiedAt(100.99)], false)).toBe(100 * MBIT);
    const sudden = { dirtied: 10, due: 10, seconds: 0.0002, bytes: 0 };
    expect(adaptive.pace([sudden], false)).toBe((Math.trunc(40_960 / 125) + 50) * MBIT);
  });

  it('stops at the greatest rate when a round sent more than the one before, and last', () => {
    const atMaximum = { paceBitsPerSecond: 500 * MBIT, sent: 2001, sentBefore: 2000 };
    expect(adaptive.stop(factsOf(atMaximum))).toBe('max-rate');
    expect(adaptive.stop(factsOf({ ...atMaximum, sent: 2000 }))).toBeUndefined();
    expect(adaptive.stop(factsOf({ ...atMaximum, paceBitsPerSecond: 499 * MBIT }))).toBeUndefined();
    expect(adaptive.stop(factsOf({ ...atMaximum, totalSent: 30_001 }))).toBe('max-factor');
  });
});
