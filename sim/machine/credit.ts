/**
 * Xen's credit accounting: what a domain earns and pays, when it is parked and when it goes on.
 *
 * Source: xen/common/sched_credit.c of Xen 3.2 (unchanged to 3.3), csched_acct and
 * csched_vcpu_acct. Credits are integers where debits are sampled, as in Xen; exact debits (Xen 4.0
 * and later) may be fractions of a credit here.
 */

/** Xen's constants. A tick costs 100 credits, so a credit is worth 0.1 ms of one physical CPU. */
export const CREDIT = {
  tickNs: 10_000_000,
  ticksPerAccounting: 3,
  perTick: 100,
  perAccounting: 300,
  perNs: 100 / 10_000_000,
} as const;

/** Order of virtual CPUs in a run queue: the higher runs first. */
export const RANK = { boost: 0, under: -1, over: -2, idle: -64 } as const;

/** What accounting reads and writes of one virtual CPU. */
export interface CreditAccount {
  credit: number;
  rank: number;
  /** On the active list: earns credits. */
  active: boolean;
  parked: boolean;
}

/** A domain as accounting sees it. */
export interface CreditDomain<Account extends CreditAccount> {
  readonly weight: number;
  readonly capPercent: number;
  readonly accounts: readonly Account[];
}

/** What is to be done with a virtual CPU after accounting. */
export interface CreditActions<Account> {
  /** Part of its credit that one keeps when it leaves the active list: 0 in Xen 3.2, 1/2 later. */
  readonly keptPart: number;
  park(account: Account): void;
  unpark(account: Account): void;
}

/**
 * One accounting period (30 ms): grants credits by weight and cap, sets ranks, parks and unparks.
 * @param balance credits of all active virtual CPUs after the last period. @returns the same after
 * this one.
 */
export function account<Account extends CreditAccount>(
  domains: readonly CreditDomain<Account>[],
  physicalCpus: number,
  balance: number,
  actions: CreditActions<Account>,
): number {
  const debt = Math.max(0, -balance);
  let creditLeft = CREDIT.perAccounting * physicalCpus + debt;
  let weightLeft = 0;
  for (const domain of domains) if (activeOf(domain) > 0) weightLeft += domain.weight;
  const weightAll = weightLeft;
  let sum = 0;
  for (const domain of domains) {
    const { weight, capPercent, accounts } = domain;
    const earning = activeOf(domain);
    if (earning === 0) continue;
    const capCredit = Math.ceil(capPercent * 3);
    const peak = CREDIT.perAccounting * earning + Math.ceil((debt * weight) / weightAll);
    const fair = Math.ceil((creditLeft * weight) / weightLeft);
    const grant = Math.min(fair, peak, capPercent > 0 ? capCredit : Infinity);
    creditLeft -= grant;
    weightLeft -= weight;
    const each = Math.ceil(grant / earning);
    const threshold = capPercent > 0 ? Math.ceil(capCredit / earning) : 0;
    for (const one of accounts) if (one.active) sum += settleOne(one, each, threshold, actions);
  }
  return sum;
}

/** How many of a domain earn credits. */
function activeOf({ accounts }: CreditDomain<CreditAccount>): number {
  let count = 0;
  for (const { active } of accounts) if (active) count += 1;
  return count;
}

/**
 * @param threshold credits below zero at which a capped virtual CPU is parked; 0 for one without a
 * cap.
 */
function settleOne<Account extends CreditAccount>(
  one: Account,
  grant: number,
  threshold: number,
  actions: CreditActions<Account>,
): number {
  one.credit += grant;
  if (one.credit < 0) {
    one.rank = RANK.over;
    if (threshold > 0 && one.credit < -threshold && !one.parked) actions.park(one);
    one.credit = Math.max(one.credit, -CREDIT.perAccounting);
    return one.credit;
  }
  one.rank = RANK.under;
  if (one.parked) actions.unpark(one);
  if (one.credit > CREDIT.perAccounting) {
    one.active = false;
    one.credit *= actions.keptPart;
  }
  return one.credit;
}
