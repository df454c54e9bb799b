/**
 * What a guest does while it runs: how much CPU it wants and what it writes.
 *
 * A workload is told how much CPU its guest had in an interval and how long the guest was not
 * stopped in it. All of a guest's writes of the interval are decided when somebody looks (PEEK,
 * CLEAN, the suspend), never in between.
 */
import type { GuestMemory } from '../../sim/machine/guest-memory.ts';

/** What the guest had in an interval. */
export interface Interval {
  /** CPU used by the guest, ns. */
  readonly cpuNs: number;
  /** Time the guest was not stopped, ns. */
  readonly wallNs: number;
}

export interface Workload {
  readonly kind: string;
  /** Share of each of the guest's virtual CPUs it would use if it got it, 0 to 1. */
  readonly cpuDemand: number;
  /** Lets the guest live through an interval and marks what it dirties. */
  advance(interval: Interval, memory: GuestMemory): void;
}
