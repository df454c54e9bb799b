/**
 * A policy: every decision of the pre-copy loop, as pure functions of plain numbers. Those that
 * ship are in `models/policy`; `docs/how-to/write-a-policy.md` shows how to write one without
 * touching precopy.
 */
import type { Signal } from '../kernel/signal.ts';
import { BITS_PER_PAGE } from '../kernel/unit.ts';
import type { WireFormat } from './wire-format.ts';

/** The reasons for which pre-copy ends, but for `post-copy`, which takes more than a reason. */
export const STOP_REASONS = [
  'few-pages',
  'unknown-pages',
  'max-rounds',
  'max-factor',
  'max-rate',
  'downtime-target',
  'not-converging',
] as const;

/** Rounds before something must be wrong: no policy needs more. */
export const ROUNDS_BOUND = 100_000;

/** Why pre-copy ended; `post-copy`: the guest moves at once, as `PostCopyRules` say. */
export type StopReason = (typeof STOP_REASONS)[number] | 'post-copy';

/** What is known at any time while the guest runs. */
export interface PaceFacts {
  /** Since pre-copy began, seconds. */
  readonly elapsedSeconds: number;
  /** Since the round began, seconds. */
  readonly roundSeconds: number;
  /**
   * Bits per second that went out in the last window of at least 100 ms, what goes before and after
   * pages included; 0 before the first has passed.
   */
  readonly measuredBitsPerSecond: number;
  /** Memory of the guest. */
  readonly memoryPages: number;
  /** The live rounds so far. */
  readonly before: readonly CleanedRound[];
}

/** What a policy knows when a live round has been sent (before its CLEAN). */
export interface RoundFacts extends PaceFacts {
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
  /**
   * Pages that the next round would have, were it to begin now: dirty ones, and those that this one
   * left; 0 for a policy that does not look.
   */
  readonly dirty: number;
}

/** A live round after its CLEAN. */
export interface CleanedRound {
  /** Pages written in it, but for those that it had not come to. */
  readonly dirtied: number;
  /** Pages due after it: those, and what it had not come to. */
  readonly due: number;
  /** From CLEAN to CLEAN, seconds; a sender in bursts reads its clock. */
  readonly seconds: number;
  /** Bytes that went out in it. */
  readonly bytes: number;
}

/** Sending in bursts, as QEMU does; see `burst-sender.ts`. */
export interface Bursts {
  /** What `pace` allows in a window of this length goes out as fast as it can. */
  readonly windowSeconds: number;
  /** Unit in which the sender reads its clock. */
  readonly clockSeconds: number;
  /** A burst that has not met the limit after this is interrupted, and what is left looked at. */
  readonly sliceSeconds: number;
  /** Pages after which it is seen that it has lasted as long. */
  readonly clockPages: number;
}

/** What an operator or a manager may change while a migration is on its way; absent: as it was. */
export interface PolicyChange {
  readonly bitsPerSecond?: number;
  readonly downtimeLimitSeconds?: number;
  /** Time of pre-copy at which it is ended. */
  readonly maxSeconds?: number;
  /** Time of pre-copy at which post-copy is asked for. */
  readonly postCopySeconds?: number;
}

/** XBZRLE: pages that were sent before go as what has changed in them. */
export interface Deltas {
  /** Pages that the cache has room for, a power of two. */
  readonly cachePages: number;
  /** How pages go once the search has gone around. */
  readonly wire: WireFormat;
}

/** How pages follow a guest that was moved before them. */
export interface PostCopyRules {
  /** Most bits per second; undefined for no limit. */
  readonly bitsPerSecond: number | undefined;
  /** Whether requested pages have a channel of their own. */
  readonly preempt: boolean;
  /** Fewer pages than this go without a limit. @param measuredBits per second, as measured last. */
  rest(measuredBits: number): number;
}

/** dirty-limit: a rate of dirtying for each virtual CPU; see `dirty-limit.ts`. */
export interface DirtyLimitRules {
  /** Whole MiB/s of each. */
  readonly quotaMib: number;
  /** Time over which the rate is measured. */
  readonly periodSeconds: number;
  /** Entries of a dirty ring. */
  readonly ringPages: number;
  /** Whether it is in force after these rounds; it stays so. */
  begins(before: readonly CleanedRound[]): boolean;
}

/** What the sender tells an observer. */
export interface Report {
  /** Live rounds that have been sent: 0 in the first. */
  readonly iteration: number;
  /** Pages that the round has; undefined within one, where they are not counted. */
  readonly dirty: number | undefined;
}

/**
 * A rule that is applied beside the sender, in a process of its own: it hears a report before each
 * round and now and then within one, and has the guest suspended while the sender goes on. The
 * sender sees the order to stop only when a round has been sent.
 */
export interface Observer {
  /** Longest time without a report while pages of a round go out, seconds. */
  readonly everySeconds: number;
  /** Whether the sender is told at once; else when the guest stands, and it goes on until then. */
  readonly tellsAtOnce: boolean;
  /** Why the guest is to be suspended, if it is; asked no more then. */
  hears(report: Report): StopReason | undefined;
}

/** How multifd compresses pages. */
export const COMPRESSIONS = ['zlib', 'zstd', 'qatzip'] as const;

/** multifd: pages go out on channels beside the main one; see `multifd-channels.ts`. */
export interface ChannelRules {
  readonly count: number;
  /** Whose thread looks which pages are zero. */
  readonly zeroPagesOn: 'main' | 'channels';
  /** After what the main thread waits until the channels have sent all. */
  readonly meets: 'burst' | 'round';
  /** Whether it keeps its CPU busy while no channel is free. */
  readonly spins: boolean;
  readonly compression?: (typeof COMPRESSIONS)[number] | undefined;
  /** Whether pages count when they are handed out, compressed ones as whole ones. */
  readonly countsWhole: boolean;
}

export interface PreCopyPolicy {
  readonly name: string;
  /** How its system writes a migration stream. */
  readonly wire: WireFormat;
  /** Whether pages written again before their turn are left to the next round. */
  readonly skips: boolean;
  /** Whether dirty pages are counted before it decides to stop. */
  readonly looks: boolean;
  /**
   * Whether a guest that does not converge stays where it is, instead of being stopped and moved.
   */
  readonly abandons?: boolean;
  /**
   * Present: pages go out in bursts, `leaves` is asked at each look at what is left, and the CLEAN
   * comes before it is decided to stop; the guest's last writes are found by one more.
   */
  readonly bursts?: Bursts;
  /** What decides beside the sender, which decides itself by `stop`. Not with `bursts`. */
  readonly observer?: Observer | undefined;
  /** What holds after it has stopped for `post-copy`; absent: it never does. Needs `bursts`. */
  readonly postCopy?: PostCopyRules | undefined;
  /** Absent: no virtual CPU is slowed down for what it dirties. */
  readonly dirtyLimit?: DirtyLimitRules | undefined;
  /** Absent: pages go whole, or are zero. Needs `bursts`. */
  readonly deltas?: Deltas | undefined;
  /** Absent: all goes out on one connection. Needs `bursts`. */
  readonly channels?: ChannelRules | undefined;
  /** Whether connections are encrypted; absent: no. */
  readonly tls?: boolean | undefined;
  /** Whether a pace that could not be kept is made up for later. Absent: no. */
  readonly keepsUnused?: boolean;
  /** The reason to stop now, or undefined to continue. */
  stop(facts: RoundFacts): StopReason | undefined;
  /**
   * Most bits per second of the next round; undefined for no limit.
   * @param before the rounds so far. @param last whether the guest is suspended.
   */
  pace(before: readonly CleanedRound[], last: boolean): number | undefined;
  /** A live round ends when it has fewer pages to go than this; absent: when it has none. */
  leaves?(facts: PaceFacts): number;
  /**
   * Share of its time for which the guest is kept from running until the next CLEAN, from 0 to
   * below 1; absent: none.
   */
  throttle?(before: readonly CleanedRound[]): number;
  /** Other limits from now on; absent: it has none that may change. */
  retune?(change: PolicyChange): void;
  /** Fires when it has other limits; absent like `retune`. */
  readonly retuned?: Signal;
}

/** Bits per second at which pages were dirtied or sent. */
export function bitsPerSecond(pages: number, seconds: number): number {
  return seconds > 0 ? (pages * BITS_PER_PAGE) / seconds : 0;
}
