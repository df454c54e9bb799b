/**
 * The physical CPUs of a host under credit2 and the queue before them: who has which, what was
 * used, and when something has to be decided next.
 */
import { largestOf, smallestOf } from '../../kernel/lists.ts';
import type { Simulation } from '../../kernel/simulation.ts';
import type { Vcpu } from '../flow/domain.ts';
import { NO_SHARE } from '../flow/fixed-point.ts';
import type { Credit2Domains } from './credit2-domains.ts';
import { LEAST_SLICE_NS } from './credit2-pool.ts';
import {
  addCredit,
  burn,
  burnRate,
  CREDIT2,
  PhysicalCpu2,
  resetNs,
  sliceNs,
  type Unit,
} from './credit2-unit.ts';
import type { SchedulerOptions } from './scheduler-options.ts';

export class Credit2Cpus {
  readonly all: readonly PhysicalCpu2[];
  /** Those that wait, the highest credit first. */
  readonly queue: Unit[] = [];
  readonly #simulation: Simulation;
  readonly #options: SchedulerOptions;
  readonly #domains: Credit2Domains;
  readonly #due: (cpu: PhysicalCpu2) => void;

  /** @param due is told when a slice or a budget of a CPU is over. */
  constructor(
    simulation: Simulation,
    options: SchedulerOptions,
    domains: Credit2Domains,
    due: (cpu: PhysicalCpu2) => void,
  ) {
    this.#simulation = simulation;
    this.#options = options;
    this.#domains = domains;
    this.#due = due;
    this.all = Array.from({ length: options.cpus }, () => new PhysicalCpu2());
  }

  readonly show = (vcpu: Vcpu, speed: number, held: boolean): void => {
    if (vcpu.speed === speed && vcpu.held === held) return;
    vcpu.speed = speed;
    vcpu.held = held;
    this.#options.changed(vcpu);
  };

  /** An idle CPU for a unit, that which has the most to give; its own where there is a choice. */
  idleFor(unit: Unit): PhysicalCpu2 | undefined {
    let best: PhysicalCpu2 | undefined;
    for (const cpu of this.all) {
      if (cpu.running !== undefined) continue;
      const gain = cpu.leftShare - (best?.leftShare ?? 0);
      if (gain > 0 || (gain === 0 && best !== undefined && cpu === unit.cpu)) best = cpu;
    }
    return best;
  }

  /** What may be preempted for a unit: it has less credit than that, and has run long enough. */
  victimFor(unit: Unit): Unit | undefined {
    const { nowNs } = this.#simulation;
    const afterNs = this.#options.rateLimitNs - CREDIT2.tickleToleranceNs;
    let victim: Unit | undefined;
    for (const { running } of this.all) {
      if (running === undefined || running.creditNs >= (victim ?? unit).creditNs) continue;
      if (nowNs - running.sinceNs > afterNs && nowNs >= saidNs(running)) victim = running;
    }
    return victim;
  }

  /** When something may be preempted for a unit that came too early for it, ns; or Infinity. */
  soonestVictimNs(unit: Unit): number {
    if (this.#options.rateLimitNs >= LEAST_SAID_NS) return Infinity;
    const { nowNs } = this.#simulation;
    const rivals = this.all.flatMap(({ running }) => running ?? []);
    const young = rivals.filter(({ creditNs }) => creditNs < unit.creditNs).map(saidNs);
    return smallestOf(young.filter((atNs) => atNs > nowNs));
  }

  /** Charges what a unit has used, and makes up for ends of slices that were no events. */
  charge(unit: Unit): void {
    if (!unit.isOn) return;
    this.#options.settle(unit.vcpu);
    const creditRate = burn(unit, this.#domains.heaviest, this.#simulation.nowNs);
    if (this.queue.length === 0) this.#makeUp(unit, creditRate);
    unit.creditNs = Math.max(unit.creditNs, CREDIT2.leastNs);
  }

  /** Where none waits: the resets that were no events. @param creditRate as burned, ns per ns. */
  #makeUp(unit: Unit, creditRate: number): void {
    const { cpu } = unit;
    if (cpu.running === unit) this.#replay(cpu, unit, creditRate);
    else if (unit.creditNs <= 0 && creditRate > 0) {
      const times = Math.floor(-unit.creditNs / CREDIT2.initNs) + 1;
      addCredit(this.#domains.units, times * CREDIT2.initNs);
    }
  }

  /**
   * Where none waits, the end of a slice is no event: what Xen does there is done when it matters.
   * @param creditRate what it burned until now, ns per ns.
   */
  #replay(cpu: PhysicalCpu2, unit: Unit, creditRate: number): void {
    const { nowNs } = this.#simulation;
    const { heaviest, units } = this.#domains;
    while (cpu.sliceEndNs < nowNs) {
      const endNs = cpu.sliceEndNs;
      const leftNs = unit.creditNs + creditRate * (nowNs - endNs);
      if (leftNs <= 0) {
        const cycles = Math.floor((creditRate * (nowNs - endNs)) / CREDIT2.initNs);
        // Each cycle is as the one before it: of many, the last few are enough.
        const skipped = Math.max(0, cycles - CYCLES_MOST);
        addCredit(units, (1 + skipped) * resetNs(leftNs));
        cpu.sliceEndNs += (skipped * CREDIT2.initNs) / creditRate || 0;
      }
      const creditNs = leftNs > 0 ? leftNs : leftNs + resetNs(leftNs);
      const rules = { heaviest, leastNs: LEAST_SLICE_NS };
      cpu.leastEndNs = cpu.sliceEndNs + LEAST_SLICE_NS;
      cpu.sliceEndNs += sliceNs({ creditNs, weight: unit.vcpu.domain.weight }, 0, rules);
    }
  }

  chargeAll(): void {
    for (const cpu of this.all) for (const unit of cpu.inTurn) this.charge(unit);
  }

  /** Gives all new credit if neither what was chosen nor the best that waits has any. */
  resetIfDue(chosen: Unit): void {
    const { creditNs = 0 } = this.queue[0] ?? {};
    if (chosen.creditNs > 0 || creditNs > 0) return;
    this.chargeAll();
    addCredit(this.#domains.units, resetNs(chosen.creditNs));
  }

  /** Starts the slice of what was chosen. @param before what has to give way to it, if any. */
  startSlice(cpu: PhysicalCpu2, chosen: Unit, before: Unit | undefined): void {
    const { nowNs } = this.#simulation;
    const { rateLimitNs, countsInFlight } = this.#options;
    const seen = countsInFlight ? [this.queue[0], before] : [this.queue[0]];
    const rivals = seen.map((rival) => rival?.creditNs ?? Number.NEGATIVE_INFINITY);
    const leastNs = Math.max(LEAST_SLICE_NS, rateLimitNs - (nowNs - chosen.sinceNs));
    const { heaviest } = this.#domains;
    cpu.leastEndNs = nowNs + leastNs;
    const { creditNs, vcpu } = chosen;
    const own = { creditNs, weight: vcpu.domain.weight };
    cpu.sliceEndNs = nowNs + sliceNs(own, largestOf(rivals), { heaviest, leastNs });
  }

  /** Puts a unit on a CPU, which takes the time of a switch. */
  putOn(unit: Unit, cpu: PhysicalCpu2): void {
    const { nowNs } = this.#simulation;
    const { switchNs } = this.#options;
    cpu.sliceEndNs = Infinity;
    unit.cpu = cpu;
    unit.isOn = true;
    unit.sinceNs = nowNs;
    unit.beginsNs = nowNs + switchNs;
    unit.chargedAtNs = nowNs;
    unit.chargedNs = unit.vcpu.cpuNs;
    unit.switchChargedNs = nowNs;
    if (switchNs === 0) return;
    this.#simulation.schedule(switchNs, () => {
      if (unit.isOn && unit.beginsNs === this.#simulation.nowNs) this.share(unit.cpu);
    });
  }

  /** Shares a CPU: each may use what those before it leave. */
  share(cpu: PhysicalCpu2): void {
    let left = 1;
    for (const unit of cpu.inTurn) left = this.#give(unit, left);
    this.arm(cpu);
  }

  /** @returns what it leaves of `left`. */
  #give({ vcpu, beginsNs }: Unit, left: number): number {
    const { nowNs } = this.#simulation;
    if (nowNs < beginsNs) {
      this.show(vcpu, 0, true);
      return 0;
    }
    if (vcpu.speed === 0) vcpu.usage.start(left, nowNs);
    this.show(vcpu, left, left === 0);
    const rest = left - Math.min(left, vcpu.usage.share);
    return rest < NO_SHARE ? 0 : rest;
  }

  armAll(): void {
    for (const cpu of this.all) if (cpu.running !== undefined) this.arm(cpu);
  }

  /** Sees to it that a CPU is looked at when the next thing there is due. */
  arm(cpu: PhysicalCpu2): void {
    const { nowNs } = this.#simulation;
    let dueNs = Infinity;
    for (const unit of cpu.inTurn) {
      this.charge(unit);
      const endNs = budgetEndNs(unit, nowNs);
      dueNs = Math.min(dueNs, unit === cpu.running ? Math.max(endNs, cpu.leastEndNs) : endNs);
    }
    if (cpu.running !== undefined) {
      if (this.#endsSlices(cpu.running)) dueNs = Math.min(dueNs, cpu.sliceEndNs);
      dueNs = Math.min(dueNs, this.#meetingNs(cpu));
    }
    if (cpu.timer !== undefined) {
      if (cpu.timer.timeNs === dueNs && cpu.timer.action !== null) return;
      this.#simulation.cancel(cpu.timer);
    }
    cpu.timer =
      dueNs < Infinity
        ? this.#simulation.at(Math.max(nowNs, Math.ceil(dueNs)), () => this.#due(cpu))
        : undefined;
  }

  /** Whether the end of its slice is an event: where another waits, or a budget is counted. */
  #endsSlices({ pool }: Unit): boolean {
    return this.queue.length > 0 || pool.isCapped;
  }

  /** When the first of the light ones no longer has more credit than what runs. */
  #meetingNs(cpu: PhysicalCpu2): number {
    const running = cpu.running as Unit;
    let soonestNs = Infinity;
    for (const light of cpu.light) {
      const closing = this.closing(light, running);
      if (closing <= 0) continue;
      const leadNs = Math.max(0, light.creditNs - running.creditNs);
      soonestNs = Math.min(soonestNs, Math.max(leadNs / closing, LEAST_LEAD_NS));
    }
    return this.#simulation.nowNs + soonestNs;
  }

  /** How fast one loses its lead on another, ns of credit per ns. */
  closing(one: Unit, other: Unit): number {
    const { heaviest } = this.#domains;
    return burnRate(one, heaviest) - burnRate(other, heaviest);
  }
}

/**
 * What wakes another up has worked so long on what it hands over: about a packet. Without a rate
 * limit a stream would wake its reader at the first byte, before any was written. Assumed.
 */
const LEAST_SAID_NS = 10_000;

/** When what is on may first have woken another up. */
const saidNs = ({ beginsNs }: Unit): number => beginsNs + LEAST_SAID_NS;

/** Cycles of resets of one that runs alone which are gone through one by one. */
const CYCLES_MOST = 3;

/** Rounding must not make an instant of meetings. */
const LEAST_LEAD_NS = 1000;

/** When the budget of one that is on ends, if nothing changes. */
function budgetEndNs({ budgetNs, beginsNs, vcpu }: Unit, nowNs: number): number {
  if (budgetNs === Infinity || nowNs < beginsNs) return Infinity;
  const { share } = vcpu.usage;
  return share > 0 ? nowNs + Math.max(0, budgetNs) / share : Infinity;
}
