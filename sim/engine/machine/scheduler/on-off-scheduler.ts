/**
 * Xen's credit scheduler as it runs: 10 ms ticks, 30 ms accounting, credits, parking, run queues,
 * waking, preemption and stealing. A capped domain runs at full speed or not at all.
 *
 * Debits are `sampled` (Xen 3.2: what runs at the tick pays for all of it) or `exact` (Xen 4.0 and
 * later). A virtual CPU that blocks and wakes many times between ticks has a utilisation between 0
 * and 1: the tick finds it running with that probability, drawn from the host's own random stream.
 *
 * Ticks stop while every virtual CPU has a physical one and no domain has a cap; see `TickClock`.
 */
import { invariant } from '../../kernel/assert.ts';
import type { Simulation } from '../../kernel/simulation.ts';
import type { Domain, Hold, Scheduler, SpeedListener, Vcpu } from '../flow/domain.ts';
import { type CreditVersion, RANK } from './credit-accounting.ts';
import { CreditDebits } from './credit-debits.ts';
import { DomainTable } from './domain-table.ts';
import { tellCredits, tellPark } from './park-record.ts';
import { isAlways, newEntry, PhysicalCpu, rankOf, type SchedVcpu, SLICE_NS } from './run-queue.ts';
import { TickClock, type TimersDue, timerPhases } from './tick-clock.ts';

export class OnOffScheduler implements Scheduler {
  readonly #simulation: Simulation;
  readonly #changed: SpeedListener;
  readonly #version: CreditVersion;
  readonly #ticks: TickClock;
  readonly #accounting: CreditDebits;
  readonly #host: string;
  readonly #cpus: readonly PhysicalCpu[];
  /** Weight and cap of each as of the last tick that was replayed. */
  readonly #table: DomainTable;

  constructor(simulation: Simulation, options: OnOffOptions) {
    this.#simulation = simulation;
    this.#changed = options.changed;
    this.#version = options.version;
    this.#host = options.host;
    this.#table = new DomainTable(options.host);
    this.#cpus = Array.from({ length: options.cpus }, () => new PhysicalCpu());
    const phases = timerPhases(simulation, options.host, options.version.debit);
    this.#ticks = new TickClock(simulation, phases, {
      matters: () => this.#ticksMatter(),
      begin: () => this.#accounting.begin(this.#table.entries),
      quiet: (accounted) => this.#isQuiet(accounted),
      unchanged: () => this.#accounting.unchanged(this.#table.entries),
      tick: (due) => this.#tick(due),
    });
    const sampling = simulation.random(`${options.host}/tick-sampling`);
    this.#accounting = new CreditDebits({
      ...options,
      debit: options.version.debit,
      sampling,
      sinceTickNs: () => this.#ticks.sinceTickNs,
      simulation,
      park: (entry) => this.#setParked(entry, true),
      unpark: (entry) => this.#setParked(entry, false),
    });
  }

  add(domain: Domain): void {
    this.#ticks.catchUp();
    domain.scheduler = this;
    const entries = domain.vcpus.map((vcpu) => this.#newEntry(vcpu));
    this.#table.add(domain, entries);
    for (const entry of entries) {
      this.#show(entry.vcpu, 0, false);
      if (entry.vcpu.runnable) this.wake(entry.vcpu);
    }
    this.#ticks.keep();
  }

  remove(domain: Domain): void {
    this.#ticks.catchUp();
    domain.scheduler = undefined;
    for (const entry of this.#table.of(domain)) {
      this.#leave(entry);
      this.#show(entry.vcpu, 0, true);
    }
    this.#table.remove(domain);
  }

  wake(vcpu: Vcpu): void {
    this.#ticks.catchUp();
    const entry = this.#table.entryOf(vcpu);
    entry.utilisation = vcpu.utilisation;
    if (entry.parked || entry.pauses > 0) return;
    if (entry.rank === RANK.under) entry.rank = RANK.boost;
    this.#enter(entry);
  }

  block(vcpu: Vcpu): void {
    this.#ticks.catchUp();
    const entry = this.#table.entryOf(vcpu);
    this.#leave(entry);
    this.#show(vcpu, 0, entry.parked || entry.pauses > 0);
  }

  used(vcpu: Vcpu): void {
    this.#ticks.catchUp();
    const entry = this.#table.entryOf(vcpu);
    if (!isAlways(entry.utilisation)) entry.steadyNs = this.#simulation.nowNs;
    entry.utilisation = vcpu.utilisation;
    if (vcpu.speed === 0) return;
    const { cpu } = entry;
    if (this.#see(entry) && cpu.queue.length > 0) this.#preemptOrFill(cpu);
  }

  pause(domain: Domain): void {
    this.#ticks.catchUp();
    for (const entry of this.#table.of(domain)) {
      entry.pauses += 1;
      this.#stop(entry);
    }
  }

  unpause(domain: Domain): void {
    this.#ticks.catchUp();
    for (const entry of this.#table.of(domain)) {
      entry.pauses -= 1;
      invariant(entry.pauses >= 0, `${domain.name} was unpaused more often than paused`);
      this.#release(entry, true);
    }
  }

  retune(domain: Domain): void {
    this.#ticks.catchUp();
    this.#table.retune(domain);
    this.#ticks.keep();
  }

  holdOf(vcpu: Vcpu): Hold {
    const { pauses, parked } = this.#table.entryOf(vcpu);
    if (pauses > 0) return 'paused';
    return parked ? 'parked' : 'queued';
  }

  #newEntry(vcpu: Vcpu): SchedVcpu {
    const cpu = this.#cpus.find((each) => each.idle) ?? this.#cpus[0]!;
    return newEntry(vcpu, cpu, this.#accounting.startCredit(vcpu));
  }

  readonly #show = (vcpu: Vcpu, speed: number, held: boolean): void => {
    if (vcpu.speed === speed && vcpu.held === held) return;
    vcpu.speed = speed;
    vcpu.held = held;
    this.#changed(vcpu);
  };

  /** Looks at what one uses. @returns true where that is news. */
  #see(entry: SchedVcpu): boolean {
    const { vcpu, yieldsWithinSlice } = entry;
    const isNews = vcpu.usage.answer(vcpu.utilisation, this.#simulation.nowNs);
    entry.yieldsWithinSlice = vcpu.usage.leavesGaps(vcpu.speed);
    return isNews || entry.yieldsWithinSlice !== yieldsWithinSlice;
  }

  /** Parked or paused: off its CPU at once. */
  #stop(entry: SchedVcpu): void {
    this.#leave(entry);
    this.#show(entry.vcpu, 0, true);
  }

  /**
   * No longer parked or paused: on with it, if it has work. Only a paused one may come back
   * boosted.
   */
  #release(entry: SchedVcpu, mayBoost: boolean): void {
    if (entry.parked || entry.pauses > 0) return;
    this.#show(entry.vcpu, 0, false);
    if (!entry.vcpu.runnable) return;
    if (mayBoost) this.wake(entry.vcpu);
    else this.#enter(entry);
  }

  /** Into the run queue of its CPU, or of an idle one if that is busy. */
  #enter(entry: SchedVcpu): void {
    if (!entry.cpu.idle) entry.cpu = this.#cpus.find((cpu) => cpu.idle) ?? entry.cpu;
    const { cpu } = entry;
    cpu.insert(entry);
    this.#show(entry.vcpu, 0, true);
    this.#preemptOrFill(cpu);
    this.#ticks.keep();
  }

  #leave(entry: SchedVcpu): void {
    const { cpu } = entry;
    cpu.withdraw(entry);
    if (cpu.running === entry) {
      cpu.running = undefined;
      this.#schedule(cpu);
    } else cpu.share(this.#simulation.nowNs, this.#show);
  }

  /** The best in the queue takes the CPU if it ranks higher, else what the running one leaves. */
  #preemptOrFill(cpu: PhysicalCpu): void {
    const best = cpu.queue[0];
    const isHigher = best !== undefined && rankOf(best) > cpu.rank;
    const protectedNs = cpu.sliceStartNs + this.#version.rateLimitNs - this.#simulation.nowNs;
    if (isHigher && (cpu.running === undefined || protectedNs <= 0)) {
      this.#schedule(cpu);
      return;
    }
    cpu.share(this.#simulation.nowNs, this.#show);
    if (isHigher) this.#armEnd(cpu, protectedNs, () => this.#schedule(cpu));
    else this.#armSlice(cpu);
  }

  /** The running one goes behind its equals, the best of the queue (or of another's queue) runs. */
  #schedule(cpu: PhysicalCpu): void {
    const { nowNs } = this.#simulation;
    const before = cpu.running;
    if (before !== undefined) {
      if (cpu.sliceStartNs === nowNs) cpu.restore(before);
      else cpu.insert(before);
    }
    cpu.running = cpu.steal(this.#cpus) ?? cpu.queue.shift();
    cpu.sliceStartNs = nowNs;
    cpu.share(nowNs, this.#show);
    this.#armSlice(cpu);
  }

  /** A slice, as long as an accounting period, ends only where another waits. */
  #armSlice(cpu: PhysicalCpu): void {
    const isContested = cpu.queue.length > 0 && cpu.running !== undefined;
    const usedNs = cpu.ofSliceNs(this.#simulation.nowNs, this.#version.debit);
    this.#armEnd(cpu, isContested ? SLICE_NS - usedNs : undefined, () => this.#endSlice(cpu));
  }

  #endSlice(cpu: PhysicalCpu): void {
    // A slice that accounting began ends with one, and after it.
    if (this.#version.debit === 'exact' && this.#ticks.isDue) {
      this.#armEnd(cpu, 0, () => this.#endSlice(cpu));
      return;
    }
    // What was no answer of its own when they last changed may be one now.
    for (const entry of cpu.inTurn) if (entry.vcpu.speed > 0) this.#see(entry);
    cpu.rotate();
    this.#schedule(cpu);
  }

  /** Ends what runs after a delay; undefined for never. */
  #armEnd(cpu: PhysicalCpu, delayNs: number | undefined, end: () => void): void {
    if (cpu.end !== undefined) this.#simulation.cancel(cpu.end);
    cpu.end = delayNs === undefined ? undefined : this.#simulation.schedule(delayNs, end);
  }

  /** True while a tick can make a difference. */
  #ticksMatter(): boolean {
    return this.#table.entries.length > this.#cpus.length || this.#table.mayPark;
  }

  /** Exact debits read counters, a cap may park: not while nothing runs, is parked or unpaid. */
  #isQuiet(accounted: boolean): boolean {
    if (this.#simulation.observed) return false;
    const mayRun = this.#version.debit === 'sampled' && !this.#table.mayPark;
    if (!mayRun && (!accounted || this.#table.hasParked)) return false;
    return this.#cpus.every(({ idle, queue }) => idle || (mayRun && queue.length === 0));
  }

  #tick({ ticks, accounts }: TimersDue): void {
    const isOwnTimer = this.#version.debit === 'exact';
    if (accounts && isOwnTimer) this.#account();
    if (ticks) this.#sample();
    if (accounts && !isOwnTimer) this.#account();
  }

  #sample(): void {
    for (const cpu of this.#cpus) {
      const { running, queue } = cpu;
      if (running !== undefined && running.vcpu.speed > 0) this.#accounting.charge(running);
      for (const entry of queue) if (entry.vcpu.speed > 0) this.#accounting.charge(entry);
      cpu.sort();
    }
  }

  #account(): void {
    const { entries, domains } = this.#table;
    this.#accounting.account(entries, domains);
    for (const cpu of this.#cpus) cpu.stale = true;
    tellCredits(this.#simulation, this.#host, entries);
  }

  /** Accounting finds a virtual CPU too deep in debt, or its debt paid. */
  #setParked(entry: SchedVcpu, parked: boolean): void {
    this.#table.setParked(entry, parked);
    tellPark(this.#simulation, parked ? 'park' : 'unpark', this.#host, entry);
    if (parked) this.#stop(entry);
    else this.#release(entry, false);
  }
}

/** What the scheduler of a host is made of. */
export interface OnOffOptions {
  readonly host: string;
  readonly cpus: number;
  readonly version: CreditVersion;
  readonly changed: SpeedListener;
  /** Brings the CPU counter of a virtual CPU to now. */
  readonly settle: (vcpu: Vcpu) => void;
}
