/**
 * What a guest does while it runs: how much CPU it wants and what it writes.
 *
 * A workload is given how much CPU its guest had in an interval and how long the guest was not
 * stopped in it. All of a guest's writes of the interval are decided when they are looked at (PEEK,
 * CLEAN, the suspend), never in between.
 *
 * A workload that changes over time says when it will next want other CPU, other I/O or another
 * working set. Whoever runs it lets it live until then and calls `change`. A rate of writes may
 * vary between looks without that: its integral is exact.
 */
import type { GuestActivity } from '../../sim/engine/machine/guest/guest-activity.ts';

export interface Workload extends GuestActivity {
  readonly kind: string;
  /** It starts now, for the first time or again; absent for one that is always the same. */
  begin?(nowNs: number): void;
  /** When it changes next, after now, ns; Infinity for never. Absent: never. */
  nextChangeNs?(nowNs: number): number;
  /** Goes over to what it is from now on. */
  change?(nowNs: number): void;
}
