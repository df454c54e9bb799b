/**
 * A guest of which only its dirty profile is known: classes of pages, each written at a rate of its
 * own, per second of time in which it is not stopped (a profile is taken by the clock).
 *
 * The profile says nothing of the CPU that the guest uses, and holds its kernel's writes too.
 */
import type { LifeInterval } from '../../sim/machine/guest.ts';
import type { GuestMemory } from '../../sim/machine/guest-memory.ts';
import type { Dirtying } from '../dirtying/dirtying.ts';
import type { PageClass } from '../dirtying/page-classes.ts';
import type { Workload } from './workload.ts';

/** A class of pages and the model that writes to them. */
export interface WrittenClass {
  readonly pageClass: PageClass;
  readonly dirtying: Dirtying;
}

const NS_PER_SECOND = 1e9;

/** @param intensity share of each virtual CPU that the guest wants, 0 to 1. */
export function profile(classes: readonly WrittenClass[], intensity: number): Workload {
  const writers = classes.map(({ pageClass: { pages, tauSeconds }, dirtying }) => {
    return { dirtying, cost: { writeNs: (tauSeconds * NS_PER_SECOND) / pages, faultNs: 0 } };
  });
  return {
    kind: 'profile',
    cpuDemand: intensity,
    advance({ wallNs }: LifeInterval, memory: GuestMemory): void {
      for (const { dirtying, cost } of writers) dirtying.spend(wallNs, cost, memory);
    },
  };
}
