/**
 * The run queue of one physical CPU and who runs on it: ordered by rank, behind one's equals on
 * arrival. Source: __runq_insert, csched_schedule and __runq_tickle of Xen 3.2's sched_credit.c.
 */
import { type CreditAccount, RANK } from './credit.ts';
import type { Vcpu } from './domain.ts';

/** A virtual CPU as the on-off scheduler knows it. */
export interface Entry extends CreditAccount {
  readonly vcpu: Vcpu;
  /** Physical CPU it is on, queued at, or was on last. */
  cpu: PhysicalCpu;
  pauses: number;
  /** CPU of it that was debited already, ns (exact debit). */
  debitedNs: number;
}

export class PhysicalCpu {
  running: Entry | undefined;
  readonly queue: Entry[] = [];
  /** Start of the running slice, ns. */
  sliceStartNs = 0;
  /** Accounting changed ranks: the queue is sorted anew at the next tick. */
  stale = false;

  get idle(): boolean {
    return this.running === undefined && this.queue.length === 0;
  }

  /** Rank of what runs. */
  get rank(): number {
    return this.running?.rank ?? RANK.idle;
  }

  /** Queues behind all of equal or higher rank. */
  insert(entry: Entry): void {
    let at = this.queue.length;
    while (at > 0 && (this.queue[at - 1] as Entry).rank < entry.rank) at -= 1;
    this.queue.splice(at, 0, entry);
  }

  /** Takes an entry out of the queue, if it is there. */
  withdraw(entry: Entry): void {
    const at = this.queue.indexOf(entry);
    if (at >= 0) this.queue.splice(at, 1);
  }

  /** Puts all of rank under or better before the rest; order otherwise kept. */
  sort(): void {
    if (!this.stale) return;
    this.stale = false;
    const over = this.queue.filter((entry) => entry.rank < RANK.under);
    const rest = this.queue.filter((entry) => entry.rank >= RANK.under);
    this.queue.splice(0, this.queue.length, ...rest, ...over);
  }
}
