/**
 * An idle guest: wants little CPU, for its timers, and writes nothing of its own (the kernel's
 * housekeeping is `background.ts`).
 */
import type { Workload } from './workload.ts';

/** @param share of a CPU that its kernel uses, 0 to 1. */
export function idle(share: number): Workload {
  return { kind: 'idle', cpuDemand: share, advance: () => undefined };
}
