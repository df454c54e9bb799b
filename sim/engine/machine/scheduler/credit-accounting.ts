/**
 * Xen's credit accounting: what a domain earns and pays, when it is parked and unparked.
 *
 * Source: xen/common/sched_credit.c of Xen 3.2 (unchanged to 3.3) and xen/common/sched/credit.c of
 * 4.17, csched_acct and csched_vcpu_acct. Credits are integers, as in Xen.
 */

import { addAll } from '../../kernel/lists.ts';
import { automaticWeight } from './automatic-weight.ts';

/** Xen's constants. A tick costs 100 credits, so a credit is worth 0.1 ms of one physical CPU. */
export const CREDIT = {
  tickNs: 10_000_000,
  ticksPerAccounting: 3,
  perTick: 100,
  perAccounting: 300,
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
  /** Dom0 of a host that sets its weight by itself; see `automaticWeight`. */
  readonly isWeightAutomatic?: boolean;
  readonly capPercent: number;
  readonly accounts: readonly Account[];
}

/** What accounting does in one version of Xen and not in another. */
export interface CreditRules {
  /** Part of its credit that one keeps when it leaves the active list. */
  readonly keptPart: number;
  /** Whether a domain's weight counts for each of its active virtual CPUs. */
  readonly weighsVcpus: boolean;
}

/** How used CPU is charged. */
export type Debit = 'sampled' | 'exact';

/** How the credit scheduler of one version of Xen differs from that of another. */
export interface CreditVersion {
  readonly debit: Debit;
  /** Who has run less than this is not preempted, ns; 0 in Xen 3.2, 1 ms later. */
  readonly rateLimitNs: number;
}

/** Accounting of Xen 3.2, and of Xen 4 as it is in 4.17. */
export const CREDIT_RULES = {
  sampled: { keptPart: 0, weighsVcpus: false },
  exact: { keptPart: 0.5, weighsVcpus: true },
} as const satisfies Record<Debit, CreditRules>;

/** What is to be done with a virtual CPU after accounting. */
export interface CreditActions<Account> extends CreditRules {
  park(account: Account): void;
  unpark(account: Account): void;
}

/**
 * One accounting period (30 ms): grants credits by weight and cap, sets ranks, parks and unparks.
 * A domain's fair share is found from all credits; what it may not have of it, those that are still
 * to come share. Domains that reached their peak move to the front when an earlier one is short,
 * so that the order favours none (as csched_acct does).
 * @param domains in the order in which they are served; it may be changed.
 * @param balance credits of all active virtual CPUs after the last period. @returns the same after
 * this one.
 */
export function account<Account extends CreditAccount>(
  domains: CreditDomain<Account>[],
  physicalCpus: number,
  balance: number,
  actions: CreditActions<Account>,
): number {
  const debt = Math.max(0, -balance);
  let credits = CREDIT.perAccounting * physicalCpus + debt;
  const automatic = automaticOf(domains, physicalCpus, actions);
  const weightFor = (domain: CreditDomain<Account>, earning: number): number =>
    (domain.isWeightAutomatic === true ? automatic : undefined) ??
    weightOf(domain, earning, actions);
  let weightAll = 0;
  for (const domain of domains) weightAll += weightFor(domain, activeOf(domain));
  let weightLeft = weightAll;
  let sum = 0;
  let isOneShort = false;
  let rich: readonly CreditDomain<Account>[] = [];
  for (const domain of domains) {
    const { capPercent, accounts } = domain;
    const earning = activeOf(domain);
    if (earning === 0) continue;
    const weight = weightFor(domain, earning);
    weightLeft -= weight;
    const capCredit = Math.ceil(capPercent * 3);
    const most = CREDIT.perAccounting * earning + Math.ceil((debt * weight) / weightAll);
    const peak = Math.min(most, capCredit);
    const fair = Math.ceil((credits * weight) / weightAll);
    const over = Math.max(0, fair - peak);
    if (fair < peak) isOneShort = true;
    else if (isOneShort) rich = [domain, ...rich];
    if (weightLeft > 0) credits += Math.ceil((over * weightAll) / weightLeft);
    const each = Math.ceil((fair - over) / earning);
    const threshold = Math.ceil(capCredit / earning);
    for (const one of accounts) if (one.active) sum += settleOne(one, each, threshold, actions);
  }
  if (rich.length > 0) toFront(domains, rich);
  return sum;
}

function toFront<Value>(list: Value[], moved: readonly Value[]): void {
  const others = list.filter((each) => !moved.includes(each));
  list.length = 0;
  addAll(list, moved);
  addAll(list, others);
}

/** Weight of the domain whose weight is automatic, if there is one and the rule applies. */
function automaticOf(
  domains: readonly CreditDomain<CreditAccount>[],
  physicalCpus: number,
  rules: CreditRules,
): number | undefined {
  const dom0 = domains.find(({ isWeightAutomatic }) => isWeightAutomatic);
  if (dom0 === undefined) return undefined;
  let others = 0;
  for (const domain of domains) {
    if (domain !== dom0) others += weightOf(domain, activeOf(domain), rules);
  }
  return automaticWeight(activeOf(dom0), physicalCpus, others);
}

/** Weight of a domain in the sharing of credits. @param earning its active virtual CPUs. */
function weightOf(
  { weight }: CreditDomain<CreditAccount>,
  earning: number,
  { weighsVcpus }: CreditRules,
): number {
  return weight * (weighsVcpus ? earning : Math.min(1, earning));
}

/** Number of virtual CPUs of a domain that earn credits. */
function activeOf({ accounts }: CreditDomain<CreditAccount>): number {
  let count = 0;
  for (const { active } of accounts) if (active) count += 1;
  return count;
}

/**
 * @param threshold credits below zero at which a capped virtual CPU is parked; Infinity for one
 * without a cap.
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
    if (one.credit < -threshold && !one.parked) actions.park(one);
    one.credit = Math.max(one.credit, -CREDIT.perAccounting);
    return one.credit;
  }
  one.rank = RANK.under;
  if (one.parked) actions.unpark(one);
  if (one.credit > CREDIT.perAccounting) {
    one.active = false;
    one.credit = Math.floor(one.credit * actions.keptPart);
  }
  return one.credit;
}
