/**
 * A CPU-intensive guest: never sleeps (or a share of the time, at an intensity below 100 %), works
 * in registers and caches, and dirties nothing beyond the kernel's housekeeping. The paper sets its
 * intensity by the guest's cap.
 */
import type { Workload } from './workload.ts';

/** @param intensity share of its virtual CPU the benchmark wants, 0 to 1. */
export function cpu(intensity: number): Workload {
  return { kind: 'cpu', cpuDemand: intensity, advance: () => undefined };
}
