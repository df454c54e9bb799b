/**
 * What a guest does while it runs: how much CPU it wants and what it writes.
 *
 * A workload is told how much CPU its guest had in an interval and how long the guest was not
 * stopped in it. All of a guest's writes of the interval are decided when somebody looks (PEEK,
 * CLEAN, the suspend), never in between.
 */
import type { Life } from '../../sim/machine/life.ts';

export interface Workload extends Life {
  readonly kind: string;
}
