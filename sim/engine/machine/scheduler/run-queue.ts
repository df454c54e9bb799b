/**
 * The run queue of one physical CPU and what runs on it: ordered by rank, behind one's equals on
 * arrival. Source: __runq_insert, csched_schedule and __runq_tickle of Xen 3.2's sched_credit.c.
 */
import { addAll } from '../../kernel/lists.ts';
import type { EventHandle } from '../../kernel/queue.ts';
import type { Vcpu } from '../flow/domain.ts';
import { NO_SHARE } from '../flow/fixed-point.ts';
import { CREDIT, type CreditAccount, type Debit, RANK } from './credit-accounting.ts';

/** A slice is as long as an accounting period. */
export const SLICE_NS = CREDIT.tickNs * CREDIT.ticksPerAccounting;

/** A virtual CPU as the on-off scheduler knows it. */
export interface SchedVcpu extends CreditAccount {
  readonly vcpu: Vcpu;
  /** Physical CPU it is on, queued at, or was on last. */
  cpu: PhysicalCpu;
  pauses: number;
  /** CPU of it that was debited already, ns (exact debit). */
  debitedNs: number;
  /** What the last debit left over of a credit, in 1e-6 of one (exact debit). */
  residual: number;
  /** Since when it has used all of what it may, ns. */
  steadyNs: number;
  /** Share of a physical CPU that it has really used since its last change. */
  utilisation: number;
  /** Credit, rank and whether it was active when accounts were compared last. */
  known: readonly [number, number, boolean];
  /** It used less than it might when it ran last: it blocks and wakes within the slice. */
  yieldsWithinSlice: boolean;
}

/** One with nothing to run, on the CPU that it will be queued at. */
export function newEntry(vcpu: Vcpu, cpu: PhysicalCpu, credit: number): SchedVcpu {
  const state = { credit, rank: RANK.under, active: false, parked: false, pauses: 0 };
  const debits = { debitedNs: vcpu.cpuNs, residual: 0 };
  const usage = { utilisation: 0, steadyNs: 0, yieldsWithinSlice: false };
  return { vcpu, cpu, known: [0, RANK.under, false], ...state, ...debits, ...usage };
}

/**
 * Rank in the queue. One that blocks and wakes all the time is boosted at every wake-up, as long as
 * it has not overdrawn its credit: it counts as boosted throughout.
 */
export function rankOf({
  rank,
  yieldsWithinSlice,
}: Pick<SchedVcpu, 'rank' | 'yieldsWithinSlice'>): number {
  return yieldsWithinSlice && rank === RANK.under ? RANK.boost : rank;
}

/** True for one that never leaves its CPU by itself. */
export const isAlways = (utilisation: number): boolean => utilisation >= 1 - 1e-9;

/** Sets what a virtual CPU may use and whether it is kept from running. */
type Show = (vcpu: Vcpu, speed: number, held: boolean) => void;

/** Lets one use `left` of its CPU. @returns what it leaves. */
function give({ vcpu }: SchedVcpu, left: number, nowNs: number, show: Show): number {
  if (vcpu.speed === 0) vcpu.usage.start(left, nowNs);
  show(vcpu, left, left === 0);
  const rest = left - Math.min(left, vcpu.usage.share);
  return rest < NO_SHARE ? 0 : rest;
}

export class PhysicalCpu {
  running: SchedVcpu | undefined;
  readonly queue: SchedVcpu[] = [];
  /** Start of the running slice, ns. */
  sliceStartNs = 0;
  /** When what runs is to give way. */
  end: EventHandle | undefined;
  /** Accounting changed ranks: the queue is sorted again at the next tick. */
  stale = false;

  get idle(): boolean {
    return this.running === undefined && this.queue.length === 0;
  }

  /** All that want this CPU, in the order in which they get it. */
  get inTurn(): readonly SchedVcpu[] {
    return this.running === undefined ? this.queue : [this.running, ...this.queue];
  }

  /**
   * Shares the CPU in the order of the queue: each may use what those before it leave. Who blocks
   * and wakes within a slice leaves its gaps to the next.
   */
  share(nowNs: number, show: Show): void {
    if (this.queue.length === 0) {
      if (this.running !== undefined) give(this.running, 1, nowNs, show);
      return;
    }
    let left = 1;
    for (const entry of this.inTurn) left = give(entry, left, nowNs, show);
  }

  /**
   * How long the present slice has lasted, ns. Slices follow each other where no other waits. With
   * exact debits one that is over in this instant has not ended yet.
   */
  ofSliceNs(nowNs: number, debit: Debit): number {
    const ranNs = nowNs - this.sliceStartNs;
    const ofSliceNs = ranNs % SLICE_NS;
    return debit === 'exact' && ranNs > 0 && ofSliceNs === 0 ? SLICE_NS : ofSliceNs;
  }

  /** Rank of what runs. */
  get rank(): number {
    return this.running === undefined ? RANK.idle : rankOf(this.running);
  }

  /** Queues behind all of equal or higher rank. */
  insert(entry: SchedVcpu): void {
    let at = this.queue.length;
    while (at > 0 && rankOf(this.queue[at - 1]!) < rankOf(entry)) at -= 1;
    this.queue.splice(at, 0, entry);
  }

  /** Queues before all of equal or lower rank: one whose turn was over before it began. */
  restore(entry: SchedVcpu): void {
    let at = 0;
    while (at < this.queue.length && rankOf(this.queue[at]!) > rankOf(entry)) at += 1;
    this.queue.splice(at, 0, entry);
  }

  /** Those that had the gaps of the running one, and so ran as well, go behind their equals. */
  rotate(): void {
    for (const entry of this.queue.filter(({ vcpu }) => vcpu.speed > 0)) {
      this.withdraw(entry);
      this.insert(entry);
    }
  }

  /** Takes an entry out of the queue, if it is there. */
  withdraw(entry: SchedVcpu): void {
    const at = this.queue.indexOf(entry);
    if (at >= 0) this.queue.splice(at, 1);
  }

  /**
   * Takes from another CPU's queue the first of strictly higher rank, when this one would run over
   * or idle.
   */
  steal(cpus: readonly PhysicalCpu[]): SchedVcpu | undefined {
    const own = this.queue[0] === undefined ? RANK.idle : rankOf(this.queue[0]);
    if (own > RANK.over) return undefined;
    for (const other of cpus) {
      const found = other === this ? undefined : other.queue.find((entry) => rankOf(entry) > own);
      if (found === undefined) continue;
      other.withdraw(found);
      found.cpu = this;
      return found;
    }
    return undefined;
  }

  /** Puts all of rank under or better before the rest; order otherwise kept. */
  sort(): void {
    if (!this.stale) return;
    this.stale = false;
    if (this.queue.length === 0) return;
    const over = this.queue.filter((entry) => entry.rank < RANK.under);
    const rest = this.queue.filter((entry) => entry.rank >= RANK.under);
    this.queue.length = 0;
    addAll(this.queue, rest);
    addAll(this.queue, over);
  }
}
