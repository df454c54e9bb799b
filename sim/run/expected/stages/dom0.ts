/**
 * Dom0 of one host in the two-host model: virtual CPUs that each have a physical one, and the
 * credit scheduler's accounting of them (the same `account` as in the on-off scheduler). Without
 * somebody to share a physical CPU with, run queues, boosts and preemption do not come into play.
 *
 * In its fluid form a capped Dom0 is a slower one: its cap is shared by those of its virtual CPUs
 * that have something to run, at most a whole CPU each.
 */
import type { RandomStream } from '../../../engine/kernel/random.ts';
import {
  account,
  CREDIT,
  type CreditAccount,
  RANK,
} from '../../../engine/machine/scheduler/credit.ts';
import { CREDIT_RULES, type Debit } from '../../../engine/machine/scheduler/credit-version.ts';
import { Jobs } from './background-load.ts';

/** How a host's Dom0 may run. */
export interface Dom0Spec {
  /** Percent of one CPU; 0 for no cap. */
  readonly capPercent: number;
  readonly vcpus: number;
  /** `fluid`: a slower CPU; else in turns, charged as said. */
  readonly turns: Debit | 'fluid';
  /** Share of a CPU that it uses for other things, on its first virtual CPU. */
  readonly background: number;
}

/** A virtual CPU. */
interface Seat extends CreditAccount {
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
  readonly seats: readonly Seat[];
  /** Time of the next tick, ns; Infinity where none matters. */
  nextTickNs: number;
  readonly jobs: Jobs;
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
    this.jobs = new Jobs(spec.background, random);
    this.jobsAlone = spec.turns === 'sampled' && spec.vcpus > OTHERS;
    this.seats = Array.from({ length: spec.vcpus }, (): Seat => {
      const credits = { credit: 0, rank: RANK.under, active: false, parked: false };
      return { ...credits, speed: 1, use: 0, usedNs: 0 };
    });
    const { capPercent, turns } = spec;
    this.#domains = [{ weight: 1, capPercent, accounts: this.seats }];
    this.#actions = {
      ...CREDIT_RULES[turns === 'fluid' ? 'sampled' : turns],
      park: (seat: Seat): void => this.#turn(seat, true),
      unpark: (seat: Seat): void => this.#turn(seat, false),
    };
    const hasTicks = capPercent > 0 && turns !== 'fluid';
    this.nextTickNs = hasTicks ? random.below(CREDIT.tickNs) : Infinity;
    this.#tick = hasTicks ? random.below(CREDIT.ticksPerAccounting) : 0;
  }

  /** Sets what every virtual CPU may use. @param runnable whether it has something to run. */
  setSpeeds(runnable: readonly boolean[]): void {
    const { capPercent, turns } = this.#spec;
    let most = 1;
    if (turns === 'fluid' && capPercent > 0) {
      let count = 0;
      for (const each of runnable) if (each) count += 1;
      most = count > 0 ? Math.min(1, capPercent / 100 / count) : 1;
    }
    for (const seat of this.seats) seat.speed = seat.parked ? 0 : most;
  }

  /** Time passes at the present use. */
  pass(ns: number): void {
    if (this.#spec.turns !== 'exact') return;
    for (const seat of this.seats) seat.usedNs += seat.use * ns;
  }

  /** Whether accounting needs all CPU to be counted until it. */
  get countsUse(): boolean {
    return this.#spec.turns === 'exact' && this.#tick === CREDIT.ticksPerAccounting - 1;
  }

  /** The tick that is due. @returns whether it has parked or released anybody. */
  tick(): boolean {
    const isExact = this.#spec.turns === 'exact';
    if (this.jobsAlone) this.#lookAtJobs();
    for (const seat of this.seats) {
      const { use } = seat;
      if (use <= 0 || (use < 1 - 1e-9 && !this.#random.chance(use))) continue;
      seat.active = true;
      if (!isExact) seat.credit -= CREDIT.perTick;
    }
    this.nextTickNs += CREDIT.tickNs;
    this.#tick = (this.#tick + 1) % CREDIT.ticksPerAccounting;
    if (this.#tick > 0) return false;
    this.#turned = false;
    this.#account(isExact);
    return this.#turned;
  }

  #lookAtJobs(): void {
    const seat = this.seats[0] as Seat;
    seat.use = this.jobs.isBusyAt(this.nextTickNs, seat.parked) ? 1 : 0;
  }

  #turn(seat: Seat, parked: boolean): void {
    seat.parked = parked;
    this.#turned = true;
  }

  #account(isExact: boolean): void {
    if (isExact) {
      for (const seat of this.seats) {
        seat.credit -= seat.usedNs * CREDIT.perNs;
        seat.usedNs = 0;
      }
    }
    const cpus = this.seats.length;
    this.#balance = account<Seat>(this.#domains, cpus, this.#balance, this.#actions);
  }
}
