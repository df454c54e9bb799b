/**
 * A guest of which only its dirty profile is known: it writes by the clock while it is not stopped.
 *
 * The profile says nothing of the CPU that the guest uses, and holds its kernel's writes too.
 */
import { NS_PER_SECOND } from '../../sim/engine/kernel/unit.ts';
import type { GuestInterval } from '../../sim/engine/machine/guest/guest-activity.ts';
import type { ProfiledPages } from '../dirtying/profiled.ts';
import type { Workload } from './workload.ts';

/** @param intensity share of each virtual CPU that the guest wants, 0 to 1. */
export function profile(pages: ProfiledPages, intensity: number): Workload {
  return {
    kind: 'profile',
    cpuDemand: intensity,
    advance({ wallNs }: GuestInterval): void {
      pages.advance(wallNs / NS_PER_SECOND);
    },
  };
}
