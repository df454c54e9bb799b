/**
 * What a guest does, as the machine sees it: the CPU and the I/O that it wants, and what it
 * does with the CPU it had. `models/workload` has the kinds.
 */
import type { GuestMemory } from '../memory/guest-memory.ts';
import type { FlowSpec } from './io-flow.ts';

/** One thing that a guest does; `models/workload` has the kinds. */
export interface GuestActivity {
  /** CPU wanted of each virtual CPU, 0 to 1. */
  readonly cpuDemand: number;
  /** Virtual CPUs that write, the first ones; absent: all. What it is given is then theirs. */
  readonly writers?: number | undefined;
  /** CPU wanted of each of the others; absent: as much. */
  readonly restDemand?: number | undefined;
  /** What those that write put into their dirty rings; absent: they are never seen to be full. */
  readonly ring?: RingFill | undefined;
  /** Its I/O through Dom0, if it has any. */
  readonly flow?: FlowSpec | undefined;
  /** How much more CPU a page costs xc_save during this, 0 for none. */
  readonly copySlowdown?: number;
  /** What first writes to pages cost after each CLEAN beside `cpuDemand`, if they do. */
  readonly faultWork?: FaultWork | undefined;
  /** CPU of the guest that has gone into shadow faults so far, ns. */
  readonly faultNs?: number;
  advance(interval: GuestInterval, memory: GuestMemory): void;
}

/** Pages in the dirty rings of the virtual CPUs that write; all write alike. */
export interface RingFill {
  /** In each, since they were emptied; until the guest was looked at last. */
  readonly pages: number;
  /** Expected time of writing from then on until each has so many, ns; Infinity: never. */
  nsUntil(pages: number): number;
  /** They are emptied: what is written from now on counts as new. */
  empty(): void;
}

/** CPU for shadow faults that come as the pages are written again. */
export interface FaultWork {
  /** All of it, ns. */
  readonly cpuNs: number;
  /** Most of a CPU at a time, 0 to 1. */
  readonly share: number;
}

/** What a guest had since it was looked at last. */
export interface GuestInterval {
  readonly startNs: number;
  readonly endNs: number;
  /** CPU used by its workload, without its kernel's for faults and suspend, ns. */
  readonly cpuNs: number;
  /** Time it was not stopped, and not kept from running by a throttle, ns. */
  readonly wallNs: number;
  /** How often a throttle has put it to sleep, expected. */
  readonly sleeps: number;
  /** Bytes its own I/O has moved. */
  readonly ioBytes: number;
}
