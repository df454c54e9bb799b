/**
 * The rate limiter of the tool that moved the guests of Clark et al. 2005, ADAPTIVE_SAVE in Xen's
 * sources until 2011: the rate starts at a minimum; a round that dirtied faster than it raises it
 * to the round's dirty rate plus a step, at most to a maximum; it never falls.
 *
 * What was not sent while something else was slower is made up for: `ratewrite` gives back every
 * slot of time that passed (xc_linux_save.c of 2006), so the bucket has no bound.
 */
import { PAGE_BYTES } from '../../sim/engine/kernel/unit.ts';
import type { CleanedRound, RoundFacts, StopReason } from '../../sim/engine/mechanism/policy.ts';

export interface AdaptiveRate {
  readonly minBitsPerSecond: number;
  readonly maxBitsPerSecond: number;
  readonly stepBitsPerSecond: number;
}

/** The rate after some rounds, bit/s. */
export function adaptiveRate(before: readonly CleanedRound[], limits: AdaptiveRate): number {
  const { minBitsPerSecond, maxBitsPerSecond, stepBitsPerSecond } = limits;
  return before.reduce((rate, { dirtied, seconds }) => {
    const dirtyRate = toldBitsPerSecond(dirtied, seconds);
    return dirtyRate > rate ? Math.min(maxBitsPerSecond, dirtyRate + stepBitsPerSecond) : rate;
  }, minBitsPerSecond);
}

/** The dirty rate as print_stats computes it: whole ms, whole decimal Mbit/s. */
function toldBitsPerSecond(pages: number, seconds: number): number {
  const deltaMs = Math.max(1, Math.trunc(seconds * 1000));
  return Math.trunc((pages * PAGE_BYTES) / (deltaMs * BYTES_PER_MS)) * 1e6;
}

/** Bytes per ms of a decimal megabit per second. */
const BYTES_PER_MS = 125;

/** Stop when the rate is at its maximum and a round sent more than the one before. */
export function maxRateRule(facts: RoundFacts, maxBitsPerSecond: number): StopReason | undefined {
  const isAtMaximum = facts.paceBitsPerSecond === maxBitsPerSecond;
  return isAtMaximum && facts.sent > facts.sentBefore ? 'max-rate' : undefined;
}
