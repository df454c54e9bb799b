/**
 * The credit scheduler of Xen 4.17 on one physical CPU with virtual CPUs that never sleep, timer by
 * timer, as xen/common/sched/credit.c has it: an oracle for the engine, which charges otherwise.
 */
const MS = 1_000_000;
const TICK = 10 * MS;
const PERIOD = 30 * MS;
const UNDER = -1;
const OVER = -2;

/** One domain with one virtual CPU. */
export interface Xen4Domain {
  readonly weight: number;
  /** Percent of one CPU; Infinity is none. */
  readonly cap: number;
  /** When it begins to want the CPU, ns. */
  readonly fromNs: number;
}

class Unit {
  credit = 0;
  residual = 0;
  /** When it was charged; while it does not run, minus what was not charged. */
  startNs = 0;
  rank = UNDER;
  isActive = false;
  isParked = false;
  /** When it was switched in and out, in turn, ns. */
  readonly switches: number[] = [];
  readonly domain: Xen4Domain;

  constructor(domain: Xen4Domain) {
    this.domain = domain;
  }

  burn(nowNs: number): void {
    const deltaNs = nowNs - this.startNs;
    if (deltaNs <= 0) return;
    const value = deltaNs * 10 + this.residual;
    const credits = Math.floor(value / MS);
    this.residual = value % MS;
    this.credit -= credits;
    this.startNs += credits * (MS / 10);
  }
}

export class Xen4Credit {
  #nowNs = 0;
  #accountNs: number;
  #tickNs: number;
  #sliceNs = Infinity;
  #balance = 0;
  #isStale = false;
  #running: Unit | undefined;
  #queue: Unit[] = [];
  #active: Unit[] = [];
  readonly #units: readonly Unit[];

  /** @param phases first accounting and first tick, ns. */
  constructor(domains: readonly Xen4Domain[], phases: { accountNs: number; tickNs: number }) {
    this.#units = domains.map((domain) => new Unit(domain));
    this.#accountNs = phases.accountNs;
    this.#tickNs = phases.tickNs;
  }

  /** Runs to a time. @returns per domain when it was switched in and out, in turn, ns. */
  run(untilNs: number): readonly (readonly number[])[] {
    const waking = this.#units.map((unit) => ({ atNs: unit.domain.fromNs, unit }));
    for (;;) {
      const wakeNs = Math.min(...waking.map(({ atNs }) => atNs));
      const nextNs = Math.min(this.#accountNs, this.#tickNs, this.#sliceNs, wakeNs);
      if (nextNs > untilNs) return this.#units.map(({ switches }) => switches);
      this.#nowNs = nextNs;
      if (this.#accountNs === nextNs) this.#account();
      else if (this.#tickNs === nextNs) this.#tick();
      else if (this.#sliceNs === nextNs) this.#schedule();
      else {
        const due = waking.find(({ atNs }) => atNs === nextNs)!;
        due.atNs = Infinity;
        due.unit.rank = 0;
        if (this.#enter(due.unit)) this.#schedule();
      }
    }
  }

  /** @returns whether the CPU is to be signalled. */
  #enter(unit: Unit): boolean {
    const behind = this.#queue.findIndex(({ rank }) => rank < unit.rank);
    this.#queue.splice(behind < 0 ? this.#queue.length : behind, 0, unit);
    return this.#running === undefined || unit.rank > this.#running.rank;
  }

  #schedule(): void {
    const before = this.#running;
    if (before !== undefined) {
      before.burn(this.#nowNs);
      before.startNs -= this.#nowNs;
      if (!before.isParked) this.#enter(before);
    }
    const next = this.#queue.shift();
    this.#running = next;
    if (next !== before) for (const unit of [before, next]) unit?.switches.push(this.#nowNs);
    if (next !== undefined) next.startNs += this.#nowNs;
    this.#sliceNs = next === undefined ? Infinity : this.#nowNs + PERIOD;
  }

  #tick(): void {
    const unit = this.#running;
    this.#tickNs += TICK;
    if (unit !== undefined) {
      unit.rank = Math.min(unit.rank, UNDER);
      unit.burn(this.#nowNs);
      if (!unit.isActive) this.#active.push(unit);
      unit.isActive = true;
    }
    const isOver = ({ rank }: Unit): boolean => rank === OVER;
    if (this.#isStale) {
      this.#queue = [...this.#queue.filter((each) => !isOver(each)), ...this.#queue.filter(isOver)];
    }
    this.#isStale = false;
  }

  #account(): void {
    this.#accountNs += PERIOD;
    const units = this.#units.filter(({ isActive }) => isActive);
    const weights = units.reduce((sum, { domain }) => sum + domain.weight, 0);
    const debt = Math.max(0, -this.#balance);
    let total = 300 + debt;
    let left = weights;
    let isSignalled = false;
    this.#balance = 0;
    for (const unit of this.#inOrder(units)) {
      const { weight, cap } = unit.domain;
      left -= weight;
      const threshold = Math.ceil(cap * 3);
      const peak = Math.min(300 + Math.ceil((debt * weight) / weights), threshold);
      const fair = Math.ceil((total * weight) / weights);
      if (fair > peak && left > 0) total += Math.ceil(((fair - peak) * weights) / left);
      this.#hasShort ||= fair < peak;
      if (fair >= peak && this.#hasShort) this.#first.unshift(unit);
      unit.credit += Math.min(fair, peak);
      isSignalled = this.#judge(unit, threshold) || isSignalled;
      this.#balance += unit.credit;
    }
    this.#order = [...this.#first, ...this.#order.filter((each) => !this.#first.includes(each))];
    this.#isStale = true;
    if (isSignalled) this.#schedule();
  }

  #order: Unit[] = [];
  #first: Unit[] = [];
  #hasShort = false;

  #inOrder(units: readonly Unit[]): readonly Unit[] {
    if (this.#order.length === 0) this.#order = [...this.#units];
    this.#first = [];
    this.#hasShort = false;
    return this.#order.filter((each) => units.includes(each));
  }

  /** Rank, parking and bounds after a grant. @returns whether the CPU is to be signalled. */
  #judge(unit: Unit, threshold: number): boolean {
    let isSignalled = false;
    if (unit.credit < 0) {
      unit.rank = OVER;
      if (unit.credit < -threshold && !unit.isParked) {
        unit.isParked = true;
        isSignalled = unit === this.#running;
        this.#queue = this.#queue.filter((each) => each !== unit);
      }
      unit.credit = Math.max(unit.credit, -300);
    } else {
      unit.rank = UNDER;
      if (unit.isParked) isSignalled = this.#enter(unit);
      unit.isParked = false;
      if (unit.credit > 300) {
        unit.isActive = false;
        unit.credit = Math.floor(unit.credit / 2);
      }
    }
    return isSignalled;
  }
}
