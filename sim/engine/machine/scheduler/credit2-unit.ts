/**
 * Virtual and physical CPUs as credit2 knows them, and its rules on single ones: what running
 * costs, how long a slice is, when all are given new credit.
 *
 * Source: xen/common/sched/credit2.c of Xen 4.17.5: burn_credits, t2c_update, csched2_runtime,
 * reset_credit.
 */
import type { EventHandle } from '../../kernel/queue.ts';
import type { Vcpu } from '../flow/domain.ts';
import { NO_SHARE } from '../flow/fixed-point.ts';
import type { Budgeted, BudgetPool } from './credit2-pool.ts';

/** Constants of credit2. Credit is ns of a CPU, for the heaviest virtual CPU of the run queue. */
export const CREDIT2 = {
  /** At creation, and what a reset adds. */
  initNs: 10_000_000,
  leastNs: -10_000_000,
  /** After a reset. */
  mostNs: 10_500_000,
  longestSliceNs: 10_000_000,
  /** How much earlier than the rate limit says a wake-up may preempt. */
  tickleToleranceNs: 50_000,
  /** Lead that is needed to be pulled from another physical CPU. */
  migrateResistNs: 500_000,
  /** A credit as credit (v1) counts them and records show them, ns. */
  perCreditNs: 100_000,
} as const;

/** Of a CPU on which nothing runs (CSCHED2_IDLE_CREDIT): far below all, so it pulls any. */
export const IDLE_CREDIT_NS = -(2 ** 30);

/** A virtual CPU. */
export interface Unit extends Budgeted {
  readonly vcpu: Vcpu;
  readonly pool: BudgetPool;
  creditNs: number;
  /** Physical CPU it is on, or was on last. */
  cpu: PhysicalCpu2;
  /** Has its physical CPU, alone or with others that leave it gaps. */
  isOn: boolean;
  isParked: boolean;
  pauses: number;
  /** Since when it has its physical CPU, ns. */
  sinceNs: number;
  /** When the switch to it is done, ns. */
  beginsNs: number;
  /** When it was charged last; CPU of it, and of the switch to it, that was charged, ns. */
  chargedAtNs: number;
  chargedNs: number;
  switchChargedNs: number;
}

/** A physical CPU. */
export class PhysicalCpu2 {
  /** What has all that the light ones leave. */
  running: Unit | undefined;
  /** Those that block and wake all the time and use less than they may: they go first. */
  readonly light: Unit[] = [];
  /** End of the slice by credit, and the least end that a budget may set, ns. */
  sliceEndNs = 0;
  leastEndNs = 0;
  timer: EventHandle | undefined;

  /** All that have it, in the order in which they get it. */
  get inTurn(): readonly Unit[] {
    return this.running === undefined ? this.light : [...this.light, this.running];
  }

  /** What the light ones leave, 0 to 1. */
  get leftShare(): number {
    let left = 1;
    for (const { vcpu } of this.light) left -= Math.min(left, vcpu.usage.share);
    return left < NO_SHARE ? 0 : left;
  }

  /** Takes a unit off, if it is on. */
  withdraw(unit: Unit): void {
    if (this.running === unit) this.running = undefined;
    const at = this.light.indexOf(unit);
    if (at >= 0) this.light.splice(at, 1);
  }
}

/**
 * Charges what a unit has used since it was charged last, its share of a switch included.
 * @param heaviest the largest weight in the run queue. @returns the credit that it
 * burned, ns per ns.
 */
export function burn(unit: Unit, heaviest: number, nowNs: number): number {
  const { chargedAtNs } = unit;
  const switchedNs = Math.min(nowNs, unit.beginsNs);
  const usedNs = unit.vcpu.cpuNs - unit.chargedNs + switchedNs - unit.switchChargedNs;
  unit.chargedNs = unit.vcpu.cpuNs;
  unit.switchChargedNs = switchedNs;
  const creditNs = (usedNs * heaviest) / unit.vcpu.domain.weight;
  unit.chargedAtNs = nowNs;
  unit.creditNs -= creditNs;
  unit.budgetNs -= usedNs;
  return nowNs > chargedAtNs ? creditNs / (nowNs - chargedAtNs) : 0;
}

/** What a unit's credit burns with while it runs, ns per ns. */
export function burnRate({ vcpu }: Unit, heaviest: number): number {
  return (vcpu.usage.share * heaviest) / vcpu.domain.weight;
}

/**
 * How long a unit that is chosen may run by its credit, ns.
 * @param rivalNs the highest credit of those that are seen to wait; none where it is not above 0.
 */
export function sliceNs(
  { creditNs, weight }: { readonly creditNs: number; readonly weight: number },
  rivalNs: number,
  { heaviest, leastNs }: { readonly heaviest: number; readonly leastNs: number },
): number {
  const leadNs = creditNs - Math.max(0, rivalNs);
  const byCreditNs = (leadNs * weight) / heaviest;
  return Math.ceil(Math.min(Math.max(byCreditNs, leastNs), CREDIT2.longestSliceNs));
}

/** What a reset adds to the credit of all. @param creditNs that of what runs next. */
export function resetNs(creditNs: number): number {
  return CREDIT2.initNs * (creditNs <= CREDIT2.leastNs ? 2 : 1);
}

/** Gives all new credit; what is above the most is lost. */
export function addCredit(units: readonly Unit[], addedNs: number): void {
  for (const unit of units) unit.creditNs = Math.min(unit.creditNs + addedNs, CREDIT2.mostNs);
}

/** Puts a unit behind all with its credit or more. */
export function enqueue(queue: Unit[], unit: Unit): void {
  let at = queue.length;
  while (at > 0 && queue[at - 1]!.creditNs < unit.creditNs) at -= 1;
  queue.splice(at, 0, unit);
}

/** Takes a unit out of the queue, if it is there. */
export function dequeue(queue: Unit[], unit: Unit): void {
  const at = queue.indexOf(unit);
  if (at >= 0) queue.splice(at, 1);
}
