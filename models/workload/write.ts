/**
 * A writing guest: one word to a page per write, over a working set, at a set rate.
 *
 * Paced by the `cpu`, it never sleeps: the rate is what it reaches with a whole CPU and no faults;
 * a cap and the shadow faults after each clean slow it down. Paced by a `timer`, it sleeps between
 * writes: the rate is per second of time, it uses rate x (CPU per write) of its CPU and what an
 * idle guest uses, and faults are work beside that, at the pace at which it comes to clean pages.
 * What it misses for lack of CPU it does not catch up; more CPU makes it write no faster.
 */

import type { GuestMemory } from '../../sim/machine/guest-memory.ts';
import type { FaultWork, LifeInterval } from '../../sim/machine/life.ts';
import type { Dirtying } from '../dirtying/dirtying.ts';
import type { Workload } from './workload.ts';

/** How a writer keeps its rate. */
export type Pacing = 'cpu' | 'timer';

export interface WriteOptions {
  readonly pagesPerSecond: number;
  readonly pacing: Pacing;
  readonly dirtying: Dirtying;
  /** Extra CPU for the first write to a page since the last clean, ns. */
  readonly faultNs: number;
  /** CPU per write of a timer-paced writer, ns. */
  readonly writeNs: number;
  /** Share of a CPU that the guest uses while it sleeps, 0 to 1. */
  readonly idleShare: number;
}

const NS_PER_SECOND = 1e9;

/** Relative difference of two sums of CPU that counts as none. */
const ROUNDING = 1e-6;

export class WriteWorkload implements Workload {
  readonly kind = 'write';
  readonly #options: WriteOptions;
  /** Writes asked for per second; timed changes set it. */
  pagesPerSecond: number;
  /** CPU that first writes after a clean have cost beyond the writes themselves, ns. */
  faultNs = 0;

  constructor(options: WriteOptions) {
    this.#options = options;
    this.pagesPerSecond = options.pagesPerSecond;
  }

  get cpuDemand(): number {
    if (this.pagesPerSecond === 0) return this.#options.idleShare;
    return this.#options.pacing === 'cpu' ? 1 : Math.min(1, this.#timerShare);
  }

  get faultWork(): FaultWork | undefined {
    const { pacing, faultNs, dirtying } = this.#options;
    if (pacing === 'cpu' || this.pagesPerSecond === 0) return undefined;
    const share = (this.pagesPerSecond * faultNs) / NS_PER_SECOND;
    return { cpuNs: dirtying.region.pages * faultNs, share };
  }

  /** Share of a CPU that a timer-paced writer wants. */
  get #timerShare(): number {
    const { writeNs, idleShare } = this.#options;
    return idleShare + (this.pagesPerSecond * writeNs) / NS_PER_SECOND;
  }

  advance(interval: LifeInterval, memory: GuestMemory): void {
    if (this.pagesPerSecond === 0) return;
    const { dirtying, pacing, faultNs } = this.#options;
    const wholeNs = NS_PER_SECOND / this.pagesPerSecond;
    const cost =
      pacing === 'cpu'
        ? { writeNs: wholeNs, faultNs }
        : { writeNs: wholeNs * this.#timerShare, faultNs: 0 };
    const budgetNs = pacing === 'cpu' ? interval.cpuNs : this.#pacedNs(interval);
    const writes = dirtying.spend(budgetNs, cost, memory);
    if (pacing === 'cpu') this.faultNs += budgetNs - writes * cost.writeNs;
  }

  /** CPU that went into writes: what its guest had, unless that is more than the timer asks for. */
  #pacedNs({ cpuNs, wallNs }: LifeInterval): number {
    const askedNs = wallNs * this.#timerShare;
    return cpuNs > askedNs * (1 + ROUNDING) ? askedNs : cpuNs;
  }
}
