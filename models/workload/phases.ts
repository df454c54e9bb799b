/**
 * A guest that does one thing after another: each phase is a workload of its own for a set time,
 * and its clock starts at 0 when the phase begins. After the last one the first comes again, or the
 * last goes on for good.
 */

import type { FaultWork, GuestInterval } from '../../sim/engine/machine/guest/guest-activity.ts';
import type { FlowSpec } from '../../sim/engine/machine/guest/io-flow.ts';
import type { GuestMemory } from '../../sim/engine/machine/memory/guest-memory.ts';
import type { Workload } from './workload.ts';

/** One thing and how long it is done. */
export interface Phase {
  readonly durationNs: number;
  readonly workload: Workload;
}

export class PhasesWorkload implements Workload {
  readonly kind = 'phases';
  readonly #phases: readonly Phase[];
  readonly #repeats: boolean;
  #index = 0;
  #endNs = 0;

  /** @param phases at least one. */
  constructor(phases: readonly Phase[], repeats: boolean) {
    this.#phases = phases;
    this.#repeats = repeats;
    this.begin(0);
  }

  get cpuDemand(): number {
    return this.#workload.cpuDemand;
  }

  get flow(): FlowSpec | undefined {
    return this.#workload.flow;
  }

  get copySlowdown(): number {
    return this.#workload.copySlowdown ?? 0;
  }

  get faultWork(): FaultWork | undefined {
    return this.#workload.faultWork;
  }

  /** A workload that several phases share has its faults once. */
  get faultNs(): number {
    const workloads = new Set(this.#phases.map(({ workload }) => workload));
    return [...workloads].reduce((sum, { faultNs = 0 }) => sum + faultNs, 0);
  }

  begin(nowNs: number): void {
    this.#enter(0, nowNs);
  }

  nextChangeNs(nowNs: number): number {
    return Math.min(this.#endNs, this.#workload.nextChangeNs?.(nowNs) ?? Infinity);
  }

  change(nowNs: number): void {
    if (nowNs < this.#endNs) this.#workload.change?.(nowNs);
    else this.#enter((this.#index + 1) % this.#phases.length, nowNs);
  }

  advance(interval: GuestInterval, memory: GuestMemory): void {
    this.#workload.advance(interval, memory);
  }

  get #workload(): Workload {
    return (this.#phases[this.#index] as Phase).workload;
  }

  #enter(index: number, nowNs: number): void {
    const { durationNs, workload } = this.#phases[index] as Phase;
    const isForGood = index === this.#phases.length - 1 && !this.#repeats;
    this.#index = index;
    this.#endNs = isForGood ? Infinity : nowNs + durationNs;
    workload.begin?.(nowNs);
  }
}
