/** A guest that makes exactly the writes of a list, each at its time. */
import type { Simulation } from '../../../engine/kernel/simulation.ts';
import type { GuestActivity } from '../../../engine/machine/guest/guest-activity.ts';
import type { GuestMemory } from '../../../engine/machine/memory/guest-memory.ts';
import type { Write } from './naive-loop.ts';

export function traceActivity(simulation: Simulation, writes: readonly Write[]): GuestActivity {
  let next = 0;
  return {
    cpuDemand: 0,
    advance(_interval, memory: GuestMemory): void {
      for (; next < writes.length; next += 1) {
        const { timeNs, pfn } = writes[next] as Write;
        if (timeNs > simulation.nowNs) break;
        if (memory.logging) memory.mark(memory.order.positionOf(pfn));
      }
    },
  };
}
