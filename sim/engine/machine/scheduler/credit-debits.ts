/**
 * The credits of a host: debits, and the balance from one accounting period to the next.
 *
 * Sampled debits are taken by ticks. Exact ones are taken, in Xen 4, by the tick and whenever a
 * virtual CPU is descheduled, in whole credits (burn_credits of xen/common/sched/credit.c, 4.17).
 * Nothing reads a credit between two accountings, so they are all taken there, but for what neither
 * a tick nor descheduling has charged yet: what one has run since the last of them.
 */
import { log1p } from '../../kernel/portable.ts';
import type { RandomStream } from '../../kernel/random.ts';
import type { Simulation } from '../../kernel/simulation.ts';
import type { Vcpu } from '../flow/domain.ts';
import { NO_SHARE } from '../flow/fixed-point.ts';
import {
  account,
  CREDIT,
  CREDIT_RULES,
  type CreditActions,
  type CreditDomain,
  type Debit,
  RANK,
} from './credit-accounting.ts';
import { isAlways, type SchedVcpu } from './run-queue.ts';

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

  /**
   * Credit of a virtual CPU that comes to the host. A new one has none. One that is there when a
   * run starts has been quiet for long: it left the active list with a part of the first credit
   * above one period's, and has since used as much as no tick has found. A tick finds each 10 ms
   * of use once on average, in however short pieces it is used.
   */
  startCredit({ name, domain }: Vcpu): number {
    const { simulation } = this.#options;
    const { keptPart } = this.#actions;
    if (keptPart === 0 || simulation.nowNs > 0) return 0;
    const random = simulation.random(`${name}/quiet-credit`);
    const earned = Math.min(CREDIT.perAccounting, Math.ceil(domain.capPercent * 3));
    const left = CREDIT.perAccounting + 1 + random.below(earned);
    return Math.floor(left * keptPart) - random.failures(log1p(-1 / CREDIT.perTick));
  }

  /** The tick finds this one on a CPU. */
  charge(entry: SchedVcpu): void {
    const { sampling, debit } = this.#options;
    const { utilisation } = entry;
    const always = isAlways(utilisation);
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

  /**
   * Periods count from now on. What was used before, while each had a CPU to itself and no cap, it
   * had earned by then.
   */
  begin(entries: readonly SchedVcpu[]): void {
    if (this.#options.debit !== 'exact') return;
    for (const entry of entries) {
      this.#options.settle(entry.vcpu);
      entry.debitedNs = entry.vcpu.cpuNs;
      entry.residual = 0;
    }
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

  /**
   * What one has run since Xen charged it, ns: since the last tick, or since it was scheduled,
   * which happens at the end of each slice even where no other waits. One that blocks and wakes
   * itself is charged all the time; one that runs in the gaps of others, when they wake.
   */
  #unchargedNs(entry: SchedVcpu): number {
    const { speed } = entry.vcpu;
    if (speed === 0 || entry.utilisation < speed - NO_SHARE) return 0;
    const { sinceTickNs, sampling, simulation } = this.#options;
    if (speed < 1) {
      const draw = sampling.double();
      return draw < speed ? Math.min(draw * WAKE_NS, sinceTickNs()) : 0;
    }
    const { nowNs } = simulation;
    const ofSliceNs = entry.cpu.ofSliceNs(nowNs, 'exact');
    return Math.min(ofSliceNs, nowNs - entry.steadyNs, sinceTickNs());
  }

  /** Whole credits; time and what is left of a credit are both carried, as Xen does. */
  #debitExactly(entry: SchedVcpu): void {
    this.#options.settle(entry.vcpu);
    const usedNs = Math.round(entry.vcpu.cpuNs - this.#unchargedNs(entry)) - entry.debitedNs;
    if (usedNs <= 0) return;
    const due = usedNs * CREDITS_PER_MS + entry.residual;
    const credits = Math.floor(due / MS_NS);
    entry.residual = due - credits * MS_NS;
    entry.credit -= credits;
    entry.debitedNs += credits * (MS_NS / CREDITS_PER_MS);
  }
}

/**
 * One that blocks and wakes does so as often, ns, and interrupts what runs in its gaps. Assumed, 1
 * to 10 ms: the load process of campaigns xen417 sleeps for 5 ms, Linux ticks every 4.
 */
const WAKE_NS = 5_000_000;

const MS_NS = 1_000_000;
const CREDITS_PER_MS = (CREDIT.perTick / CREDIT.tickNs) * MS_NS;

/** What the accounting of a host is made of. */
export interface CreditDebitsOptions extends Pick<CreditActions<SchedVcpu>, 'park' | 'unpark'> {
  readonly cpus: number;
  readonly debit: Debit;
  /** Decides whether a tick finds one that runs only part of the time. */
  readonly sampling: RandomStream;
  /** Brings the CPU counter of a virtual CPU to now. */
  readonly settle: (vcpu: Vcpu) => void;
  /** Time since the last tick, ns. */
  readonly sinceTickNs: () => number;
  readonly simulation: Simulation;
}
