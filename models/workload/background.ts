/**
 * The guest kernel's housekeeping: a few pages, written all the time the guest is not stopped,
 * whatever else it does. Its CPU is negligible (a few writes a second) and not modelled.
 */

import type { GuestInterval } from '../../sim/engine/machine/guest/guest-activity.ts';
import type { GuestMemory } from '../../sim/engine/machine/memory/guest-memory.ts';
import type { Dirtying } from '../dirtying/dirtying.ts';
import type { Workload } from './workload.ts';

/** @param pagesPerSecond writes a second, over the region of the dirtying model. */
export function background(pagesPerSecond: number, dirtying: Dirtying): Workload {
  const cost = { writeNs: 1e9 / pagesPerSecond, faultNs: 0 };
  return {
    kind: 'background',
    cpuDemand: 0,
    advance({ wallNs }: GuestInterval, memory: GuestMemory): void {
      if (pagesPerSecond > 0) dirtying.spend(wallNs, cost, memory);
    },
  };
}
