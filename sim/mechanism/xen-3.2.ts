/**
 * Xen 3.2.1: at most 29 live rounds, stop below 50 pages or above 3 x the P2M size sent.
 *
 * Source: xc_domain_save.c (DEF_MAX_ITERS 29, DEF_MAX_FACTOR 3, the literal 50), which xend calls
 * with 0, 0. The tests are made in Xen's order: rounds, pages, volume. The fourth rule (sent more
 * than in the last round while the rate is at its maximum) and the rate itself are compiled out
 * (ADAPTIVE_SAVE, section 1.8 of the algorithm's description); `adaptive` compiles them in.
 */
import { bitsPerSecond, type CleanedRound, type PreCopyPolicy } from './policy.ts';
import { firstRule } from './stop-rules.ts';

export interface Xen32Options {
  readonly maxRounds: number;
  /** Times the P2M size that may be sent. */
  readonly maxFactor: number;
  readonly minPages: number;
  /** Whether ADAPTIVE_SAVE is compiled in. */
  readonly adaptive: boolean;
}

/** Megabits of ADAPTIVE_SAVE are of 2^20 bits (RATE_TO_BTU). */
const MBIT = 2 ** 20;
const START_RATE = 100 * MBIT;
const MAX_RATE = 500 * MBIT;
const STEP = 50 * MBIT;

/**
 * The rate after some rounds: from 100 Mbit/s, raised to the dirty rate + 50 by every round that
 * dirtied faster than it, at most 500; it never falls.
 */
function adaptiveRate(before: readonly CleanedRound[]): number {
  return before.reduce((rate, { dirtied, seconds }) => {
    const dirtyRate = bitsPerSecond(dirtied, seconds);
    return dirtyRate > rate ? Math.min(MAX_RATE, dirtyRate + STEP) : rate;
  }, START_RATE);
}

export function xen32(options: Xen32Options): PreCopyPolicy {
  return {
    name: 'xen-3.2',
    skips: true,
    looks: false,
    stop(facts) {
      const reason = firstRule(options, facts);
      if (reason !== undefined) return reason;
      const isAtMaximum = facts.paceBitsPerSecond === MAX_RATE;
      return isAtMaximum && facts.sent > facts.sentBefore ? 'max-rate' : undefined;
    },
    pace(before) {
      return options.adaptive ? adaptiveRate(before) : undefined;
    },
  };
}
