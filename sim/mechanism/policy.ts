/**
 * A policy: every decision of the pre-copy loop, as pure functions of plain numbers.
 */

/** Why pre-copy ended. */
export type StopReason = 'few-pages' | 'max-rounds' | 'max-factor';

/** What a policy knows when a live round has been sent (before its CLEAN). */
export interface RoundFacts {
  /** 1 for the first. */
  readonly round: number;
  readonly sent: number;
  readonly skipped: number;
  /** Pages sent in all rounds so far. */
  readonly totalSent: number;
  readonly p2mPages: number;
}

export interface PreCopyPolicy {
  readonly name: string;
  /** Whether pages written again before their turn are left to the next round. */
  readonly skips: boolean;
  /** The reason to stop now, or undefined to go on. */
  stop(facts: RoundFacts): StopReason | undefined;
}
