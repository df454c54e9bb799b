/** A policy put together in a scenario file. */
import { describe, expect, it } from 'vitest';
import { custom } from '../../../models/policy/custom.ts';
import { factsOf } from '../../support/facts.ts';

const never = { skips: true };

describe('a custom policy', () => {
  it('without a rule goes on for ever, without a limit of its rate', () => {
    const policy = custom(never);
    expect(policy.stop(factsOf({ round: 99_999, sent: 0, totalSent: 1e9 }))).toBeUndefined();
    expect(policy.pace([], false)).toBeUndefined();
    expect(policy.looks).toBe(false);
  });

  it('asks its rules in order: rounds, pages, volume, downtime', () => {
    const rules = { maxRounds: 7, minPages: 100, maxFactor: 2, downtimeTargetSeconds: 1 };
    const policy = custom({ ...never, ...rules });
    const all = { round: 7, sent: 60, skipped: 39, totalSent: 20_001, dirty: 0 };
    expect(policy.stop(factsOf(all))).toBe('max-rounds');
    expect(policy.stop(factsOf({ ...all, round: 6 }))).toBe('few-pages');
    expect(policy.stop(factsOf({ ...all, round: 6, sent: 61 }))).toBe('max-factor');
    const rest = { ...all, round: 6, sent: 61, totalSent: 20_000 };
    expect(policy.stop(factsOf(rest))).toBe('downtime-target');
  });

  it('stops when what is dirty fits into the downtime at the rate of the round', () => {
    const policy = custom({ ...never, downtimeTargetSeconds: 0.5 });
    expect(policy.looks).toBe(true);
    // 1000 pages in 2 s: 250 fit into half a second.
    const round = { sent: 1000, seconds: 2 };
    expect(policy.stop(factsOf({ ...round, dirty: 250 }))).toBe('downtime-target');
    expect(policy.stop(factsOf({ ...round, dirty: 251 }))).toBeUndefined();
  });

  it('keeps to its rate and to skipping or not', () => {
    const policy = custom({ skips: false, bitsPerSecond: 5e8 });
    expect([policy.pace([], true), policy.skips]).toEqual([5e8, false]);
  });
});
