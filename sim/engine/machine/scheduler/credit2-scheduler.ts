/**
 * Xen's credit2 scheduler in turns: one run queue in the order of credit, slices by the lead in
 * credit, a rate limit, and budgets of capped domains (`credit2-pool.ts`). Used CPU is charged in
 * ns whenever something changes; there are no ticks.
 *
 * A virtual CPU that blocks and wakes all the time is `light`: it goes first and leaves its gaps to
 * what runs, as long as it has the greater credit. Timers are events only where something waits or
 * a budget ends.
 *
 * Source: xen/common/sched/credit2.c of Xen 4.17.5: csched2_schedule, runq_candidate, runq_tickle,
 * csched2_context_saved. Simplified: all physical CPUs share one run queue (Xen has one for each
 * socket, of 16 at most), and a unit that is pulled to another CPU is given no credit for it.
 */
import { invariant } from '../../kernel/assert.ts';
import type { Simulation } from '../../kernel/simulation.ts';
import type { Domain, Hold, Scheduler, Vcpu } from '../flow/domain.ts';
import { Credit2Cpus } from './credit2-cpus.ts';
import { Credit2Domains } from './credit2-domains.ts';
import { isSpent } from './credit2-pool.ts';
import {
  CREDIT2,
  dequeue,
  enqueue,
  IDLE_CREDIT_NS,
  type PhysicalCpu2,
  type Unit,
} from './credit2-unit.ts';
import { type ParkRecord, tellPark } from './park-record.ts';
import type { SchedulerOptions } from './scheduler-options.ts';

export class Credit2Scheduler implements Scheduler {
  readonly #simulation: Simulation;
  readonly #options: SchedulerOptions;
  readonly #domains: Credit2Domains;
  readonly #cpus: Credit2Cpus;

  constructor(simulation: Simulation, options: SchedulerOptions) {
    this.#simulation = simulation;
    this.#options = options;
    this.#domains = new Credit2Domains(simulation, options.host);
    this.#cpus = new Credit2Cpus(simulation, options, this.#domains, (cpu) => this.#due(cpu));
  }

  add(domain: Domain): void {
    domain.scheduler = this;
    const { units } = this.#domains.add(domain, this.#cpus.all[0] as PhysicalCpu2);
    this.#release(units);
  }

  remove(domain: Domain): void {
    domain.scheduler = undefined;
    const { units } = this.#domains.of(domain);
    for (const unit of units) {
      unit.isParked = false;
      this.#stop(unit);
    }
    this.#domains.remove(domain);
  }

  wake(vcpu: Vcpu): void {
    const unit = this.#domains.unitOf(vcpu);
    if (!unit.isParked && unit.pauses === 0) this.#enter([unit]);
  }

  block(vcpu: Vcpu): void {
    const unit = this.#domains.unitOf(vcpu);
    this.#leave(unit);
    this.#cpus.show(vcpu, 0, unit.isParked || unit.pauses > 0);
  }

  used(vcpu: Vcpu): void {
    if (vcpu.speed === 0) return;
    const unit = this.#domains.unitOf(vcpu);
    const { cpu } = unit;
    const isNews = vcpu.usage.answer(vcpu.utilisation, this.#simulation.nowNs);
    const isLight = vcpu.usage.leavesGaps(vcpu.speed);
    const runs = cpu.running === unit;
    if (!isNews) this.#cpus.arm(cpu);
    else if (isLight && runs) {
      cpu.running = undefined;
      cpu.light.push(unit);
      this.#schedule(cpu);
    } else if (!isLight && !runs) this.#promote(unit);
    else this.#cpus.share(cpu);
  }

  pause(domain: Domain): void {
    const { units } = this.#domains.of(domain);
    for (const unit of units) {
      unit.pauses += 1;
      dequeue(this.#cpus.queue, unit);
    }
    for (const unit of units) this.#stop(unit);
  }

  unpause(domain: Domain): void {
    const { units } = this.#domains.of(domain);
    for (const unit of units) {
      unit.pauses -= 1;
      invariant(unit.pauses >= 0, `${domain.name} was unpaused more often than paused`);
    }
    this.#release(units);
  }

  retune(domain: Domain): void {
    this.#cpus.chargeAll();
    this.#domains.retune(domain);
    this.#unpark(domain);
    for (const cpu of this.#cpus.all) if (cpu.inTurn.length > 0) this.#due(cpu);
  }

  holdOf(vcpu: Vcpu): Hold {
    const { pauses, isParked } = this.#domains.unitOf(vcpu);
    if (pauses > 0) return 'paused';
    return isParked ? 'parked' : 'queued';
  }

  /** No longer parked or paused: on with those that have work. */
  #release(units: readonly Unit[]): void {
    const free = units.filter(({ isParked, pauses }) => !isParked && pauses === 0);
    for (const { vcpu } of free) this.#cpus.show(vcpu, 0, false);
    const ready = free.filter(({ vcpu }) => vcpu.runnable);
    if (ready.length > 0) this.#enter(ready);
  }

  /** Into the run queue, and on a CPU if one is idle or may be preempted. */
  #enter(units: readonly Unit[]): void {
    const { queue } = this.#cpus;
    if (this.#cpus.idleFor(units[0] as Unit) === undefined) this.#cpus.chargeAll();
    for (const unit of units) {
      enqueue(queue, unit);
      this.#cpus.show(unit.vcpu, 0, true);
    }
    for (const unit of units) if (queue.includes(unit)) this.#tickle(unit);
    if (queue.length > 0) this.#cpus.armAll();
  }

  /** A newcomer gets an idle CPU, or preempts; else it waits, and nothing is tried again. */
  #tickle(unit: Unit): void {
    const cpu = this.#cpus.idleFor(unit) ?? this.#cpus.victimFor(unit)?.cpu;
    if (cpu !== undefined) this.#schedule(cpu);
    const atNs = cpu === undefined ? this.#cpus.soonestVictimNs(unit) : Infinity;
    if (atNs < Infinity) this.#simulation.at(atNs, () => this.#tickleAgain(unit));
  }

  #tickleAgain(unit: Unit): void {
    if (this.#cpus.queue.includes(unit)) this.#tickle(unit);
  }

  /** Parked, paused or gone: off its CPU at once. */
  #stop(unit: Unit): void {
    this.#leave(unit);
    this.#cpus.show(unit.vcpu, 0, true);
  }

  #leave(unit: Unit): void {
    dequeue(this.#cpus.queue, unit);
    if (!unit.isOn) return;
    const { cpu } = unit;
    this.#takeOff(unit);
    this.#cpus.show(unit.vcpu, 0, true);
    this.#schedule(cpu);
    this.#giveBack(unit);
  }

  #takeOff(unit: Unit): void {
    this.#cpus.charge(unit);
    unit.cpu.withdraw(unit);
    unit.isOn = false;
  }

  /** A slice, a budget or the lead of a light one is over, or a cap was changed. */
  #due(cpu: PhysicalCpu2): void {
    cpu.timer = undefined;
    for (const unit of cpu.inTurn) this.#cpus.charge(unit);
    const { running } = cpu;
    const isOver = cpu.sliceEndNs <= this.#simulation.nowNs;
    if (running === undefined || isOver || isSpent(running)) {
      this.#schedule(cpu);
      return;
    }
    for (const light of [...cpu.light]) {
      const isBehind = light.creditNs <= running.creditNs + 1;
      if (isBehind && this.#cpus.closing(light, running) > 0) this.#setAside(light);
    }
    this.#charge(cpu);
    this.#cpus.share(cpu);
  }

  /** Charges all on a CPU; those whose budget is over take more of it, or are parked. */
  #charge(cpu: PhysicalCpu2): void {
    const { nowNs } = this.#simulation;
    for (const unit of cpu.inTurn) this.#cpus.charge(unit);
    for (const unit of [...cpu.inTurn]) if (!unit.pool.grab(unit, nowNs)) this.#park(unit);
  }

  /** One scheduler entry. */
  #schedule(cpu: PhysicalCpu2): void {
    this.#charge(cpu);
    const before = cpu.running;
    const chosen = this.#candidate(cpu, before);
    if (chosen !== undefined && chosen !== before) {
      dequeue(this.#cpus.queue, chosen);
      cpu.running = chosen;
      this.#cpus.putOn(chosen, cpu);
    }
    if (chosen !== undefined) {
      this.#cpus.resetIfDue(chosen);
      this.#cpus.startSlice(cpu, chosen, chosen === before ? undefined : before);
    }
    if (before !== undefined && chosen !== before) this.#setAside(before);
    this.#cpus.share(cpu);
  }

  /** The first of the queue that has more credit than what runs, and budget. */
  #candidate(cpu: PhysicalCpu2, current: Unit | undefined): Unit | undefined {
    const { nowNs } = this.#simulation;
    const { rateLimitNs } = this.#options;
    if (current !== undefined && nowNs - current.sinceNs < rateLimitNs) return current;
    const floorNs = current?.creditNs ?? IDLE_CREDIT_NS;
    for (const unit of [...this.#cpus.queue]) {
      if (unit.creditNs <= floorNs) break;
      const isNear = unit.cpu === cpu || unit.creditNs >= floorNs + CREDIT2.migrateResistNs;
      if (!isNear) continue;
      if (unit.pool.grab(unit, nowNs)) return unit;
      this.#park(unit);
    }
    return current;
  }

  /** A light one turns out to use all it may: it preempts what runs. */
  #promote(unit: Unit): void {
    const { cpu } = unit;
    const before = cpu.running;
    cpu.withdraw(unit);
    cpu.running = unit;
    this.#cpus.startSlice(cpu, unit, before);
    if (before !== undefined) this.#setAside(before);
    this.#cpus.share(cpu);
  }

  /** What is runnable but has lost its CPU waits again. */
  #setAside(unit: Unit): void {
    this.#cpus.charge(unit);
    unit.cpu.withdraw(unit);
    unit.isOn = false;
    this.#cpus.show(unit.vcpu, 0, true);
    this.#giveBack(unit);
    enqueue(this.#cpus.queue, unit);
    if (this.#cpus.idleFor(unit) !== undefined) this.#tickle(unit);
    else this.#cpus.armAll();
  }

  /** What one has left of its budget, others of its domain may use. */
  #giveBack(unit: Unit): void {
    const hasSome = unit.pool.giveBack(unit, this.#simulation.nowNs);
    if (hasSome) this.#unpark(unit.vcpu.domain);
  }

  /** Neither budget of its own nor of its domain: it waits for the next period. */
  #park(unit: Unit): void {
    const { domain } = unit.vcpu;
    if (unit.isOn) this.#takeOff(unit);
    dequeue(this.#cpus.queue, unit);
    unit.isParked = true;
    this.#cpus.show(unit.vcpu, 0, true);
    this.#tell('park', unit);
    const found = this.#domains.of(domain);
    found.parked.push(unit);
    found.refill ??= this.#simulation.at(unit.pool.availableNs(this.#simulation.nowNs), () =>
      this.#unpark(domain),
    );
  }

  /** The pool of a domain may have something again: if so, all its parked ones come back. */
  #unpark(domain: Domain): void {
    const found = this.#domains.of(domain);
    const { refill, pool } = found;
    if (refill === undefined) return;
    this.#simulation.cancel(refill);
    found.refill = undefined;
    const { nowNs } = this.#simulation;
    const atNs = pool.availableNs(nowNs);
    if (atNs > nowNs) {
      found.refill = this.#simulation.at(atNs, () => this.#unpark(domain));
      return;
    }
    const back = found.parked.splice(0);
    for (const unit of back) {
      unit.isParked = false;
      this.#tell('unpark', unit);
    }
    this.#release(back);
  }

  #tell(kind: ParkRecord['kind'], { vcpu, creditNs }: Unit): void {
    const credit = creditNs / CREDIT2.perCreditNs;
    tellPark(this.#simulation, kind, this.#options.host, { vcpu, credit });
  }
}
