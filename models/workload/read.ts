/**
 * A guest that reads its memory all the time. It dirties nothing; after post-copy it misses what it
 * reads.
 *
 * The paper saw its migrations take about 20 s instead of 17, however fast it read, and gives no
 * cause (C501 to C503). So the cause is assumed: to copy a page that the guest keeps reading costs
 * xc_save more CPU, by the machine's `readCopySlowdown`. It hangs on how much of the memory is read
 * and not on how often, as the paper saw it.
 */

import type { GuestInterval } from '../../sim/engine/machine/guest/guest-activity.ts';
import type { GuestMemory } from '../../sim/engine/machine/memory/guest-memory.ts';
import type { Dirtying } from '../dirtying/dirtying.ts';
import type { Workload } from './workload.ts';

export interface ReadOptions {
  /** What a page costs xc_save more, mean over all pages, 0 for nothing. */
  readonly copySlowdown: number;
  /** Which pages it reads, one after the other; asked only while reads are logged. */
  readonly touching: Dirtying;
  /** CPU per page, ns. */
  readonly pageNs: number;
}

export function read({ copySlowdown, touching, pageNs }: ReadOptions): Workload {
  const cost = { writeNs: pageNs, faultNs: 0 };
  return {
    kind: 'read',
    cpuDemand: 1,
    copySlowdown,
    advance({ cpuNs }: GuestInterval, memory: GuestMemory): void {
      if (memory.logsReads) touching.spend(cpuNs, cost, memory);
    },
  };
}
