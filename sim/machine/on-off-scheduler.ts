/**
 * Xen's credit scheduler as it runs: 10 ms ticks, 30 ms accounting, credits, parking, run queues,
 * waking, preemption and stealing. A capped domain runs at full speed or not at all.
 *
 * Debits are `sampled` (Xen 3.2: who runs at the tick pays for all of it) or `exact` (Xen 4.0 and
 * later). A virtual CPU that blocks and wakes many times between ticks has a utilisation between 0
 * and 1: the tick finds it running with that probability, drawn from the host's own random stream.
 *
 * Ticks stop while no decision can hang on them: no domain has a cap and every virtual CPU has a
 * physical one.
 */
import { invariant } from '../kernel/assert.ts';
import type { EventHandle } from '../kernel/queue.ts';
import type { RandomStream } from '../kernel/random.ts';
import type { Simulation, SimulationRecord } from '../kernel/simulation.ts';
import { account, CREDIT, RANK } from './credit.ts';
import type { Domain, Vcpu } from './domain.ts';
import { type Entry, PhysicalCpu } from './run-queue.ts';
import type { Scheduler, SpeedListener } from './scheduler.ts';

/** How used CPU is charged. */
export type Debit = 'sampled' | 'exact';

/** A slice lasts one accounting period. */
const SLICE_NS = CREDIT.tickNs * CREDIT.ticksPerAccounting;

export class OnOffScheduler implements Scheduler {
  readonly #simulation: Simulation;
  readonly #changed: SpeedListener;
  readonly #settle: (vcpu: Vcpu) => void;
  readonly #debit: Debit;
  readonly #phaseNs: number;
  readonly #sampling: RandomStream;
  readonly #host: string;
  readonly #cpus: readonly PhysicalCpu[];
  readonly #entries = new Map<Vcpu, Entry>();
  readonly #domains = new Map<Domain, Entry[]>();
  #balance = 0;
  #tick: EventHandle | undefined;
  readonly #sliceEnds = new Map<PhysicalCpu, EventHandle>();

  constructor(simulation: Simulation, options: OnOffOptions) {
    this.#simulation = simulation;
    this.#changed = options.changed;
    this.#settle = options.settle;
    this.#debit = options.debit;
    this.#host = options.host;
    this.#cpus = Array.from({ length: options.cpus }, () => new PhysicalCpu());
    this.#phaseNs = simulation.random(`${options.host}/tick-phase`).below(SLICE_NS);
    this.#sampling = simulation.random(`${options.host}/tick-sampling`);
  }

  add(domain: Domain): void {
    domain.scheduler = this;
    const entries = domain.vcpus.map((vcpu) => this.#newEntry(vcpu));
    this.#domains.set(domain, entries);
    for (const entry of entries) {
      this.#entries.set(entry.vcpu, entry);
      this.#show(entry.vcpu, 0, false);
      if (entry.vcpu.runnable) this.wake(entry.vcpu);
    }
    this.#keepTicking();
  }

  remove(domain: Domain): void {
    domain.scheduler = undefined;
    for (const entry of this.#domains.get(domain) ?? []) {
      this.#leave(entry);
      this.#entries.delete(entry.vcpu);
      this.#show(entry.vcpu, 0, true);
    }
    this.#domains.delete(domain);
  }

  wake(vcpu: Vcpu): void {
    const entry = this.#entryOf(vcpu);
    if (entry.parked || entry.pauses > 0) return;
    if (entry.rank === RANK.under) entry.rank = RANK.boost;
    this.#enter(entry);
  }

  block(vcpu: Vcpu): void {
    const entry = this.#entryOf(vcpu);
    this.#leave(entry);
    this.#show(vcpu, 0, entry.parked || entry.pauses > 0);
  }

  pause(domain: Domain): void {
    for (const entry of this.#domains.get(domain) ?? []) {
      entry.pauses += 1;
      this.#stop(entry);
    }
  }

  unpause(domain: Domain): void {
    for (const entry of this.#domains.get(domain) ?? []) {
      entry.pauses -= 1;
      invariant(entry.pauses >= 0, `${domain.name} was unpaused more often than paused`);
      this.#release(entry, true);
    }
  }

  retune(_domain: Domain): void {
    this.#keepTicking();
  }

  #newEntry(vcpu: Vcpu): Entry {
    const cpu = this.#cpus.find((each) => each.idle) ?? (this.#cpus[0] as PhysicalCpu);
    const start = { credit: 0, rank: RANK.under, active: false, parked: false };
    return { vcpu, cpu, pauses: 0, debitedNs: vcpu.cpuNs, ...start };
  }

  #entryOf(vcpu: Vcpu): Entry {
    const entry = this.#entries.get(vcpu);
    invariant(entry !== undefined, `${vcpu.name} is not on host ${this.#host}`);
    return entry;
  }

  #show(vcpu: Vcpu, speed: number, held: boolean): void {
    if (vcpu.speed === speed && vcpu.held === held) return;
    vcpu.speed = speed;
    vcpu.held = held;
    this.#changed(vcpu);
  }

  /** Parked or paused: off its CPU at once. */
  #stop(entry: Entry): void {
    this.#leave(entry);
    this.#show(entry.vcpu, 0, true);
  }

  /**
   * No longer parked or paused: on with it, if it has work. Only a paused one may come back
   * boosted.
   */
  #release(entry: Entry, mayBoost: boolean): void {
    if (entry.parked || entry.pauses > 0) return;
    this.#show(entry.vcpu, 0, false);
    if (!entry.vcpu.runnable) return;
    if (mayBoost) this.wake(entry.vcpu);
    else this.#enter(entry);
  }

  /** Into the run queue of its CPU, or of an idle one if that is busy. */
  #enter(entry: Entry): void {
    if (!entry.cpu.idle) entry.cpu = this.#cpus.find((cpu) => cpu.idle) ?? entry.cpu;
    const { cpu } = entry;
    cpu.insert(entry);
    this.#show(entry.vcpu, 0, true);
    if (entry.rank > cpu.rank) this.#schedule(cpu);
    else this.#armSlice(cpu);
    this.#keepTicking();
  }

  #leave(entry: Entry): void {
    const { cpu } = entry;
    cpu.withdraw(entry);
    if (cpu.running !== entry) return;
    cpu.running = undefined;
    this.#schedule(cpu);
  }

  /** The running one goes behind its equals, the best of the queue (or of another's queue) runs. */
  #schedule(cpu: PhysicalCpu): void {
    const before = cpu.running;
    if (before !== undefined) cpu.insert(before);
    cpu.running = undefined;
    const next = this.#steal(cpu) ?? cpu.queue.shift();
    cpu.running = next;
    cpu.sliceStartNs = this.#simulation.nowNs;
    if (before !== undefined && before !== next) this.#show(before.vcpu, 0, true);
    if (next !== undefined) this.#show(next.vcpu, 1, false);
    this.#armSlice(cpu);
  }

  /**
   * From another CPU's queue, the first of strictly higher rank, when this one would run over or
   * idle.
   */
  #steal(cpu: PhysicalCpu): Entry | undefined {
    const own = cpu.queue[0]?.rank ?? RANK.idle;
    if (own > RANK.over) return undefined;
    for (const other of this.#cpus) {
      const found = other === cpu ? undefined : other.queue.find((entry) => entry.rank > own);
      if (found === undefined) continue;
      other.withdraw(found);
      found.cpu = cpu;
      return found;
    }
    return undefined;
  }

  /** A slice ends only where somebody waits. */
  #armSlice(cpu: PhysicalCpu): void {
    const armed = this.#sliceEnds.get(cpu);
    if (armed !== undefined) this.#simulation.cancel(armed);
    this.#sliceEnds.delete(cpu);
    if (cpu.queue.length === 0 || cpu.running === undefined) return;
    const usedNs = this.#simulation.nowNs - cpu.sliceStartNs;
    const leftNs = SLICE_NS - (usedNs % SLICE_NS);
    this.#sliceEnds.set(
      cpu,
      this.#simulation.schedule(leftNs, () => this.#schedule(cpu)),
    );
  }

  /** True while a tick can make a difference. */
  #ticksMatter(): boolean {
    if (this.#entries.size > this.#cpus.length) return true;
    for (const domain of this.#domains.keys()) if (domain.capPercent > 0) return true;
    for (const entry of this.#entries.values()) if (entry.parked) return true;
    return false;
  }

  #keepTicking(): void {
    if (this.#tick !== undefined || !this.#ticksMatter()) return;
    const nowNs = this.#simulation.nowNs;
    const offsetNs = this.#phaseNs % CREDIT.tickNs;
    const ticks = Math.floor((nowNs - offsetNs) / CREDIT.tickNs) + 1;
    this.#tick = this.#simulation.at(offsetNs + ticks * CREDIT.tickNs, this.#onTick);
  }

  readonly #onTick = (): void => {
    this.#tick = undefined;
    for (const cpu of this.#cpus) {
      if (cpu.running !== undefined) this.#charge(cpu.running);
      cpu.sort();
    }
    const sinceStartNs = this.#simulation.nowNs - this.#phaseNs;
    if (sinceStartNs % SLICE_NS === 0) this.#account();
    this.#keepTicking();
  };

  /** The tick finds this one on a CPU. */
  #charge(entry: Entry): void {
    const { utilisation } = entry.vcpu;
    const found = utilisation >= 1 - 1e-9 || this.#sampling.chance(utilisation);
    if (found && entry.rank === RANK.boost) entry.rank = RANK.under;
    if (found) entry.active = true;
    if (found && this.#debit === 'sampled') entry.credit -= CREDIT.perTick;
  }

  #debitExactly(entry: Entry): void {
    this.#settle(entry.vcpu);
    const usedNs = entry.vcpu.cpuNs - entry.debitedNs;
    entry.debitedNs = entry.vcpu.cpuNs;
    if (entry.active) entry.credit -= usedNs * CREDIT.perNs;
  }

  #tell(kind: ParkRecord['kind'], { vcpu, credit }: Entry): void {
    if (!this.#simulation.observed) return;
    const record: ParkRecord = {
      kind,
      timeNs: this.#simulation.nowNs,
      host: this.#host,
      vcpu: vcpu.name,
      credit,
    };
    this.#simulation.emit(record);
  }

  #account(): void {
    if (this.#debit === 'exact')
      for (const entry of this.#entries.values()) this.#debitExactly(entry);
    const domains = [...this.#domains].map(([{ weight, capPercent }, accounts]) => {
      return { weight, capPercent, accounts };
    });
    this.#balance = account<Entry>(domains, this.#cpus.length, this.#balance, {
      park: (entry) => {
        entry.parked = true;
        this.#tell('park', entry);
        this.#stop(entry);
      },
      unpark: (entry) => {
        entry.parked = false;
        this.#tell('unpark', entry);
        this.#release(entry, false);
      },
    });
    for (const cpu of this.#cpus) cpu.stale = true;
  }
}

/** What the scheduler of a host is made of. */
export interface OnOffOptions {
  readonly host: string;
  readonly cpus: number;
  readonly debit: Debit;
  readonly changed: SpeedListener;
  /** Brings the CPU counter of a virtual CPU to now. */
  readonly settle: (vcpu: Vcpu) => void;
}

/** A virtual CPU was parked or may go on. */
export interface ParkRecord extends SimulationRecord {
  readonly kind: 'park' | 'unpark';
  readonly host: string;
  readonly vcpu: string;
  readonly credit: number;
}
