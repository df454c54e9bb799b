/**
 * Dom0 of one host in the two-host model: virtual CPUs that each have a physical one, and the
 * credit scheduler's accounting of them (the same `account` as in the on-off scheduler). As none of
 * them shares its physical CPU, run queues, boosts and preemption do not come into play.
 *
 * In its fluid form a capped Dom0 is a slower one: its cap is shared by those of its virtual CPUs
 * that have something to run, at most a whole CPU each.
 */
import type { RandomStream } from '../../../engine/kernel/random.ts';
import {
  account,
  CREDIT,
  CREDIT_RULES,
  type CreditAccount,
  type Debit,
  RANK,
} from '../../../engine/machine/scheduler/credit-accounting.ts';
import { BackgroundLoad } from './background-load.ts';

/** How a host's Dom0 may run. */
export interface Dom0Spec {
  /** Percent of one CPU; Infinity for no cap. */
  readonly capPercent: number;
  readonly vcpus: number;
  /** `fluid`: a slower CPU; else in turns, charged as said. */
  readonly turns: Debit | 'fluid';
  /** Share of a CPU that it uses for other things, on its first virtual CPU. */
  readonly background: number;
}

/** How the processes of one migration may use a Dom0. */
export type Dom0Share = Pick<Dom0Spec, 'capPercent' | 'turns'>;

/** A virtual CPU. */
interface Vcpu extends CreditAccount {
  /** Share of a CPU that it may use now, 0 to 1. */
  speed: number;
  /** Share of a CPU that it uses now. */
  use: number;
  /** CPU since the last accounting, ns. */
  usedNs: number;
}

/** Virtual CPUs that the processes of a migration use. */
const OTHERS = 2;

export class Dom0Turns {
  readonly vcpus: readonly Vcpu[];
  /** Time of the next tick, ns; Infinity where none matters. */
  nextTickNs: number;
  readonly jobs: BackgroundLoad;
  /**
   * Whether jobs have a virtual CPU to themselves and change nothing for others but by what a tick
   * finds.
   */
  readonly jobsAlone: boolean;
  readonly #spec: Dom0Spec;
  readonly #random: RandomStream;
  readonly #domains;
  readonly #actions;
  #tick: number;
  #balance = 0;
  #turned = false;

  /** Begins at time 0, at any phase of its ticks. */
  constructor(spec: Dom0Spec, random: RandomStream) {
    this.#spec = spec;
    this.#random = random;
    this.jobs = new BackgroundLoad(spec.background, random);
    const hasJobs = spec.background > 0;
    this.jobsAlone = hasJobs && spec.turns === 'sampled' && spec.vcpus > OTHERS;
    this.vcpus = Array.from({ length: spec.vcpus }, (): Vcpu => {
      const credits = { credit: 0, rank: RANK.under, active: false, parked: false };
      return { ...credits, speed: 1, use: 0, usedNs: 0 };
    });
    const { capPercent, turns } = spec;
    this.#domains = [{ weight: 1, capPercent, accounts: this.vcpus }];
    this.#actions = {
      ...CREDIT_RULES[turns === 'fluid' ? 'sampled' : turns],
      park: (vcpu: Vcpu): void => this.#turn(vcpu, true),
      unpark: (vcpu: Vcpu): void => this.#turn(vcpu, false),
    };
    const hasTicks = capPercent < Infinity && turns !== 'fluid';
    this.nextTickNs = hasTicks ? random.below(CREDIT.tickNs) : Infinity;
    this.#tick = hasTicks ? random.below(CREDIT.ticksPerAccounting) : 0;
  }

  /** Sets what every virtual CPU may use. @param runnable whether it has something to run. */
  setSpeeds(runnable: readonly boolean[]): void {
    const { capPercent, turns } = this.#spec;
    let most = 1;
    if (turns === 'fluid' && capPercent < Infinity) {
      let count = 0;
      for (const each of runnable) if (each) count += 1;
      most = count > 0 ? Math.min(1, capPercent / 100 / count) : 1;
    }
    for (const vcpu of this.vcpus) vcpu.speed = vcpu.parked ? 0 : most;
  }

  /** Time passes at the present use. */
  pass(ns: number): void {
    if (this.#spec.turns !== 'exact') return;
    for (const vcpu of this.vcpus) vcpu.usedNs += vcpu.use * ns;
  }

  /** Whether accounting needs all CPU to be counted until it. */
  get countsUse(): boolean {
    return this.#spec.turns === 'exact' && this.#tick === CREDIT.ticksPerAccounting - 1;
  }

  /** The tick that is due. @returns whether it has parked or released anybody. */
  tick(): boolean {
    const isExact = this.#spec.turns === 'exact';
    if (this.jobsAlone) this.#lookAtJobs();
    for (const vcpu of this.vcpus) {
      const { use } = vcpu;
      if (use <= 0 || (use < 1 - 1e-9 && !this.#random.chance(use))) continue;
      vcpu.active = true;
      if (!isExact) vcpu.credit -= CREDIT.perTick;
    }
    this.nextTickNs += CREDIT.tickNs;
    this.#tick = (this.#tick + 1) % CREDIT.ticksPerAccounting;
    if (this.#tick > 0) return false;
    this.#turned = false;
    this.#account(isExact);
    return this.#turned;
  }

  #lookAtJobs(): void {
    const vcpu = this.vcpus[0] as Vcpu;
    vcpu.use = this.jobs.isBusyAt(this.nextTickNs, vcpu.parked) ? 1 : 0;
  }

  #turn(vcpu: Vcpu, parked: boolean): void {
    vcpu.parked = parked;
    this.#turned = true;
  }

  #account(isExact: boolean): void {
    if (isExact) {
      for (const vcpu of this.vcpus) {
        vcpu.credit -= vcpu.usedNs * CREDIT.perNs;
        vcpu.usedNs = 0;
      }
    }
    const cpus = this.vcpus.length;
    this.#balance = account<Vcpu>(this.#domains, cpus, this.#balance, this.#actions);
  }
}
