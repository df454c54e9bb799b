/**
 * An idle guest: wants no CPU and writes nothing of its own (the kernel's housekeeping is
 * `background.ts`).
 */
import type { Workload } from './workload.ts';

export function idle(): Workload {
  return { kind: 'idle', cpuDemand: 0, advance: () => undefined };
}
