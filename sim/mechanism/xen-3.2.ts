/**
 * Xen 3.2.1: at most 29 live rounds, stop below 50 pages or above 3 x the P2M size sent.
 *
 * Source: xc_domain_save.c (DEF_MAX_ITERS 29, DEF_MAX_FACTOR 3, the literal 50), which xend calls
 * with 0, 0. The tests are made in Xen's order: rounds, pages, volume. The fourth rule (sent more
 * than in the last round while the rate is at its maximum) and the rate itself are compiled out
 * (ADAPTIVE_SAVE, section 1.8 of the algorithm's description); `adaptive` compiles them in.
 */
import type { CleanedRound, PreCopyPolicy } from './policy.ts';
import { firstRule } from './stop-rules.ts';
import { WIRE_V1 as wire } from './wire-format-v1.ts';

export interface Xen32Options {
  readonly maxRounds: number;
  /** Times the P2M size that may be sent. */
  readonly maxFactor: number;
  readonly minPages: number;
  /** Whether ADAPTIVE_SAVE is compiled in. */
  readonly adaptive: boolean;
}

/** START_MBIT_RATE, MAX_MBIT_RATE, and what is added to the dirty rate. */
const START_MBIT = 100;
const MAX_MBIT = 500;
const STEP_MBIT = 50;
/** The limiter's own megabit is of 2^20 bits (BURST_BUDGET 102400 B, RATE_TO_BTU 781250). */
const BITS_PER_MBIT = 2 ** 20;
const PAGE_BYTES = 4096;
/** Bytes per ms of a decimal megabit per second, in which dirtying is told. */
const BYTES_PER_MS = 125;

/**
 * The rate after some rounds: from 100 Mbit/s, raised to the dirty rate + 50 by every round that
 * dirtied faster than it, at most 500; it never falls. Whole numbers, as print_stats has them.
 */
function adaptiveMbit(before: readonly CleanedRound[]): number {
  return before.reduce((rate, { dirtied, seconds }) => {
    const deltaMs = Math.max(1, Math.trunc(seconds * 1000));
    const dirtiedMbit = Math.trunc((dirtied * PAGE_BYTES) / (deltaMs * BYTES_PER_MS));
    return dirtiedMbit > rate ? Math.min(MAX_MBIT, dirtiedMbit + STEP_MBIT) : rate;
  }, START_MBIT);
}

export function xen32(options: Xen32Options): PreCopyPolicy {
  return {
    name: 'xen-3.2',
    wire,
    skips: true,
    looks: false,
    stop(facts) {
      const reason = firstRule(options, facts);
      if (reason !== undefined) return reason;
      const isAtMaximum = facts.paceBitsPerSecond === MAX_MBIT * BITS_PER_MBIT;
      return isAtMaximum && facts.sent > facts.sentBefore ? 'max-rate' : undefined;
    },
    pace(before) {
      return options.adaptive ? adaptiveMbit(before) * BITS_PER_MBIT : undefined;
    },
  };
}
