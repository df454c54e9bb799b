/** Adds up how a guest fares: totals from its counters, the slowed time from windows. */

import { NS_PER_SECOND } from '../../engine/kernel/unit.ts';
import type { Guest } from '../../engine/machine/guest/guest.ts';
import type { GuestReading } from '../../engine/machine/guest/guest-accounting.ts';
import {
  PerformanceMeter,
  performanceBetween,
  runningNs,
  runningPerformance,
} from '../../engine/machine/guest/performance.ts';
import { CREDIT } from '../../engine/machine/scheduler/credit-accounting.ts';
import type { GuestPerformance } from '../result/result.ts';

/**
 * CPU that a guest wants in a window that says whether it is slowed, ns: a second of a whole CPU,
 * longer at a cap, so that its turns even out.
 */
const WINDOW_NS = NS_PER_SECOND;

/** A window below this counts as slowed. */
export const FULL_PERFORMANCE = 0.98;

/**
 * CPU that each virtual CPU of a capped guest may miss in a window by its turns alone: an
 * accounting period at either end.
 */
const TURNS_NS = 2 * CREDIT.ticksPerAccounting * CREDIT.tickNs;

export class GuestTally {
  readonly meter: PerformanceMeter;
  readonly #start: GuestReading;
  #slowedNs = 0;
  /** Time that undisturbed running would have taken for the work done in it, ns. */
  #slowedWorkNs = 0;

  /** Begins now. */
  constructor(guest: Guest) {
    this.#start = guest.reading();
    const share = Math.min(1, guest.domain.capPercent / 100);
    this.meter = new PerformanceMeter(guest, WINDOW_NS / share, (from, to) => this.#add(from, to));
  }

  #add(from: GuestReading, to: GuestReading): void {
    const performance = runningPerformance(from, to);
    if (performance === undefined || performance >= FULL_PERFORMANCE) return;
    const lackNs = (1 - performance) * (to.wantedCpuNs - from.wantedCpuNs);
    const { capPercent, vcpus } = this.meter.guest.domain;
    if (capPercent < Infinity && lackNs > 0 && lackNs <= vcpus.length * TURNS_NS) return;
    const ranNs = runningNs(from, to);
    this.#slowedNs += ranNs;
    this.#slowedWorkNs += performance * ranNs;
  }

  /** What it comes to from its begin until now. */
  end(nowNs: number): GuestPerformance {
    const { guest } = this.meter;
    this.meter.look(nowNs, true);
    const [from, to] = [this.#start, guest.reading()];
    const seconds = (to.timeNs - from.timeNs) / NS_PER_SECOND;
    const performance = seconds > 0 ? performanceBetween(from, to) : 1;
    return {
      guest: guest.name,
      seconds,
      stoppedSeconds: (to.stoppedNs - from.stoppedNs) / NS_PER_SECOND,
      slowedSeconds: this.#slowedNs / NS_PER_SECOND,
      slowedTo: this.#slowedNs > 0 ? this.#slowedWorkNs / this.#slowedNs : 1,
      performance,
      lostSeconds: seconds * (1 - performance),
      faultSeconds: (to.faultNs - from.faultNs) / NS_PER_SECOND,
      backendCpuSeconds: (to.backendNs - from.backendNs) / NS_PER_SECOND,
    };
  }
}
