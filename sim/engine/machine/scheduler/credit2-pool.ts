/**
 * The budget of a capped domain under credit2: a pool that is filled every 10 ms, of which its
 * virtual CPUs take quotas. What is not used is lost, what was used too much is paid back.
 *
 * Source: xen/common/sched/credit2.c of Xen 4.17.5, unit_grab_budget, unit_return_budget,
 * replenish_domain_budget and csched2_dom_cntl. The timer is no event here: the pool is brought to
 * now when it is asked, so that a domain that waits for nothing costs nothing.
 */

/** CSCHED2_BDGT_REPL_PERIOD: time between two fillings, ns. */
export const BUDGET_PERIOD_NS = 10_000_000;

/** CSCHED2_MIN_TIMER: the least quota, and the least slice, ns. */
export const LEAST_SLICE_NS = 500_000;

/** Budgets are whole ns in Xen: less than one is none. */
const LEAST_NS = 1;

/** Has a budget of its domain. */
export interface Budgeted {
  /** CPU that it may still use, ns; Infinity without a cap, below 0 for an overrun. */
  budgetNs: number;
}

/** Whether one has to take more before it may run on. */
export const isSpent = ({ budgetNs }: Budgeted): boolean => budgetNs < LEAST_NS;

export class BudgetPool {
  /** Filled in each period; Infinity without a cap. */
  #fillNs = Infinity;
  #quotaNs = Infinity;
  #leftNs = Infinity;
  /** When it is filled next. */
  #nextNs = Infinity;

  get isCapped(): boolean {
    return this.#fillNs < Infinity;
  }

  /**
   * A cap is set, changed or taken away (Infinity). The first one sets the phase of the periods; a
   * change of it leaves the pool as it is until it is filled again.
   * @param members those that share the pool, brought to now.
   */
  setCap(capPercent: number, members: readonly Budgeted[], nowNs: number, nextNs: number): void {
    const wasCapped = this.isCapped;
    this.#refill(nowNs);
    this.#fillNs = (BUDGET_PERIOD_NS * capPercent) / 100;
    this.#quotaNs = Math.max(this.#fillNs / members.length, LEAST_SLICE_NS);
    if (wasCapped && this.isCapped) return;
    this.#leftNs = this.#fillNs;
    this.#nextNs = this.isCapped ? nextNs : Infinity;
    for (const member of members) member.budgetNs = this.isCapped ? 0 : Infinity;
  }

  /** Books an overrun and takes a quota, or what is left. @returns false where nothing is. */
  grab(member: Budgeted, nowNs: number): boolean {
    if (!isSpent(member)) return true;
    this.#refill(nowNs);
    this.#leftNs += member.budgetNs;
    member.budgetNs = 0;
    if (this.#leftNs < LEAST_NS) return false;
    member.budgetNs = Math.min(this.#quotaNs, this.#leftNs);
    this.#leftNs -= member.budgetNs;
    return true;
  }

  /** One that stops running gives back what it has. @returns whether others can have some. */
  giveBack(member: Budgeted, nowNs: number): boolean {
    if (!this.isCapped) return false;
    this.#refill(nowNs);
    if (member.budgetNs > 0) {
      this.#leftNs += member.budgetNs;
      member.budgetNs = 0;
    }
    return this.#leftNs >= LEAST_NS;
  }

  /** When there is something in it, ns: now, or at the filling that ends its debt. */
  availableNs(nowNs: number): number {
    this.#refill(nowNs);
    if (this.#leftNs >= LEAST_NS) return nowNs;
    const fillings = Math.max(1, Math.ceil((LEAST_NS - this.#leftNs) / this.#fillNs));
    return this.#nextNs + (fillings - 1) * BUDGET_PERIOD_NS;
  }

  #refill(nowNs: number): void {
    if (this.#nextNs > nowNs) return;
    const fillings = Math.floor((nowNs - this.#nextNs) / BUDGET_PERIOD_NS) + 1;
    this.#nextNs += fillings * BUDGET_PERIOD_NS;
    this.#leftNs = Math.min(this.#leftNs + fillings * this.#fillNs, this.#fillNs);
  }
}
