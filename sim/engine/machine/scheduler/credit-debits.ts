/**
 * The credits of a host: debits of ticks, and the balance from one accounting period to the next.
 */
import type { RandomStream } from '../../kernel/random.ts';
import type { Vcpu } from '../flow/domain.ts';
import {
  account,
  CREDIT,
  CREDIT_RULES,
  type CreditActions,
  type CreditDomain,
  type Debit,
  RANK,
} from './credit-accounting.ts';
import type { SchedVcpu } from './run-queue.ts';

export class CreditDebits {
  readonly #options: CreditDebitsOptions;
  readonly #actions: CreditActions<SchedVcpu>;
  #balance = 0;
  /** Whether chance decided, or the order of domains changed, since `unchanged` was asked last. */
  #unsettled = false;
  #knownBalance = 0;

  constructor(options: CreditDebitsOptions) {
    this.#options = options;
    const { park, unpark, debit } = options;
    this.#actions = { park, unpark, ...CREDIT_RULES[debit] };
  }

  /** The tick finds this one on a CPU. */
  charge(entry: SchedVcpu): void {
    const { sampling, debit } = this.#options;
    const { utilisation } = entry;
    const always = utilisation >= 1 - 1e-9;
    if (!always) this.#unsettled = true;
    const found = always || sampling.chance(utilisation);
    if (found && entry.rank === RANK.boost) entry.rank = RANK.under;
    if (found) entry.active = true;
    if (found && debit === 'sampled') entry.credit -= CREDIT.perTick;
  }

  /** The end of an accounting period. @param entries those of all domains. */
  account(entries: readonly SchedVcpu[], domains: CreditDomain<SchedVcpu>[]): void {
    const { debit, cpus } = this.#options;
    const [first] = domains;
    if (debit === 'exact') for (const entry of entries) this.#debitExactly(entry);
    this.#balance = account(domains, cpus, this.#balance, this.#actions);
    if (domains[0] !== first) this.#unsettled = true;
  }

  /** True when all is as it was at the last call, so that the next period does the same. */
  unchanged(entries: readonly SchedVcpu[]): boolean {
    let same = !this.#unsettled && this.#balance === this.#knownBalance;
    this.#unsettled = false;
    this.#knownBalance = this.#balance;
    for (const entry of entries) {
      const { credit, rank, active } = entry;
      const [knownCredit, knownRank, knownActive] = entry.known;
      if (credit === knownCredit && rank === knownRank && active === knownActive) continue;
      entry.known = [credit, rank, active];
      same = false;
    }
    return same;
  }

  #debitExactly(entry: SchedVcpu): void {
    this.#options.settle(entry.vcpu);
    entry.credit -= (entry.vcpu.cpuNs - entry.debitedNs) * CREDIT.perNs;
    entry.debitedNs = entry.vcpu.cpuNs;
  }
}

/** What the accounting of a host is made of. */
export interface CreditDebitsOptions extends Pick<CreditActions<SchedVcpu>, 'park' | 'unpark'> {
  readonly cpus: number;
  readonly debit: Debit;
  /** Decides whether a tick finds one that runs only part of the time. */
  readonly sampling: RandomStream;
  /** Brings the CPU counter of a virtual CPU to now. */
  readonly settle: (vcpu: Vcpu) => void;
}
