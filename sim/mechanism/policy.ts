/**
 * A policy: every decision of the pre-copy loop, as pure functions of plain numbers. To write one,
 * make an object of this shape, add its fields to `scenarios/policy.ts` and its name to
 * `policies.ts`.
 */

/** Why pre-copy ended. */
export type StopReason =
  | 'few-pages'
  | 'max-rounds'
  | 'max-factor'
  | 'max-rate'
  | 'downtime-target'
  | 'not-converging';

/** What a policy knows when a live round has been sent (before its CLEAN). */
export interface RoundFacts {
  /** 1 for the first. */
  readonly round: number;
  readonly sent: number;
  readonly skipped: number;
  /** Pages sent in the round before; the P2M size before the first. */
  readonly sentBefore: number;
  /** Pages sent in all rounds so far. */
  readonly totalSent: number;
  readonly p2mPages: number;
  /** Sending the round took, seconds. */
  readonly seconds: number;
  /** What `pace` had said for it. */
  readonly paceBitsPerSecond: number | undefined;
  /** Pages found dirty when the round had been sent; 0 for a policy that does not look. */
  readonly dirty: number;
}

/** A live round after its CLEAN. */
export interface CleanedRound {
  readonly dirtied: number;
  /** From CLEAN to CLEAN, seconds. */
  readonly seconds: number;
}

export interface PreCopyPolicy {
  readonly name: string;
  /** Whether pages written again before their turn are left to the next round. */
  readonly skips: boolean;
  /** Whether dirty pages are counted before it decides to stop. */
  readonly looks: boolean;
  /** Whether a pace that could not be kept is made up for later. Absent: no. */
  readonly keepsUnused?: boolean;
  /** The reason to stop now, or undefined to go on. */
  stop(facts: RoundFacts): StopReason | undefined;
  /**
   * Most bits per second of the next round; undefined for no limit.
   * @param before the rounds so far. @param last whether the guest is suspended.
   */
  pace(before: readonly CleanedRound[], last: boolean): number | undefined;
}

const BITS_PER_PAGE = 4096 * 8;

/** Bits per second at which pages were dirtied or sent. */
export function bitsPerSecond(pages: number, seconds: number): number {
  return seconds > 0 ? (pages * BITS_PER_PAGE) / seconds : 0;
}
