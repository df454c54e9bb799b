/** A workload's own changes as events: the guest runs up to each of them, then continues. */
import type { Workload } from '../../../models/workload/workload.ts';
import type { Simulation } from '../../engine/kernel/simulation.ts';
import type { Guest } from '../../engine/machine/guest/guest.ts';

/** Lets a guest's workload change whenever it says so, from now on. */
export function followWorkload(simulation: Simulation, guest: Guest, workload: Workload): void {
  const nextNs = workload.nextChangeNs?.(simulation.nowNs) ?? Infinity;
  if (nextNs === Infinity) return;
  simulation.at(nextNs, () => {
    guest.reload(() => workload.change?.(nextNs));
    followWorkload(simulation, guest, workload);
  });
}
