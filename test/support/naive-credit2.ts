/**
 * credit2 on one physical CPU, event by event and without any of the short cuts of the simulation:
 * every timer is an event, resets and fillings happen when they are due. Written from the
 * description of xen/common/sched/credit2.c, as an oracle.
 */

const MS = 1e6;

/** CPU that a virtual CPU wants from some time on, ns. */
export interface Burst {
  readonly atNs: number;
  readonly cpuNs: number;
}

export interface NaiveDomain {
  readonly weight: number;
  /** Absent: no cap. */
  readonly capPercent?: number;
  /** When its pool is filled first. */
  readonly fillNs: number;
  /** What each of its virtual CPUs wants, in the order of time. */
  readonly vcpus: readonly (readonly Burst[])[];
}

/** A virtual CPU had the physical one, the time of the switch included. */
export interface Turn {
  /** Domain and virtual CPU, by their places. */
  readonly who: string;
  readonly fromNs: number;
  toNs: number;
}

interface Pool {
  readonly capped: boolean;
  readonly totNs: number;
  readonly quotaNs: number;
  budgetNs: number;
  nextNs: number;
  parked: One[];
}

interface One {
  readonly who: string;
  readonly weight: number;
  readonly pool: Pool;
  readonly bursts: Burst[];
  workNs: number;
  creditNs: number;
  budgetNs: number;
  state: 'blocked' | 'queued' | 'running' | 'parked';
  enteredNs: number;
  chargedNs: number;
}

export class NaiveCredit2 {
  readonly turns: Turn[] = [];
  readonly #all: One[] = [];
  readonly #pools: Pool[];
  readonly #heaviest: number;
  readonly #switchNs: number;
  readonly #countsInFlight: boolean;
  #queue: One[] = [];
  #current: One | undefined;
  #timerNs = Infinity;
  #nowNs = 0;

  constructor(domains: readonly NaiveDomain[], switchNs: number, countsInFlight: boolean) {
    this.#switchNs = switchNs;
    this.#countsInFlight = countsInFlight;
    this.#heaviest = Math.max(...domains.map(({ weight }) => weight));
    this.#pools = domains.map((domain, at) => this.#add(domain, at));
  }

  #add({ weight, capPercent, fillNs, vcpus }: NaiveDomain, at: number): Pool {
    const totNs = ((capPercent ?? 0) * 10 * MS) / 100;
    const quotaNs = Math.max(totNs / vcpus.length, 0.5 * MS);
    const capped = capPercent !== undefined;
    const pool: Pool = { capped, totNs, quotaNs, budgetNs: totNs, nextNs: fillNs, parked: [] };
    for (const [index, bursts] of vcpus.entries()) {
      const start = { workNs: 0, creditNs: 10 * MS, budgetNs: capped ? 0 : Infinity };
      const times = { state: 'blocked', enteredNs: 0, chargedNs: 0 } as const;
      this.#all.push({
        who: `${at}.${index}`,
        weight,
        pool,
        bursts: [...bursts],
        ...start,
        ...times,
      });
    }
    return pool;
  }

  run(untilNs: number): void {
    for (;;) {
      const nextNs = Math.min(
        this.#timerNs,
        this.#doneNs(),
        ...this.#pools.map(({ capped, nextNs: fillNs }) => (capped ? fillNs : Infinity)),
        ...this.#all.map(({ state, bursts }) =>
          state === 'blocked' ? (bursts[0]?.atNs ?? Infinity) : Infinity,
        ),
      );
      if (nextNs > untilNs) break;
      this.#nowNs = nextNs;
      this.#step();
    }
    const last = this.turns.at(-1);
    if (this.#current !== undefined && last !== undefined) last.toNs = untilNs;
  }

  #doneNs(): number {
    const one = this.#current;
    if (one === undefined) return Infinity;
    const beginsNs = one.enteredNs + this.#switchNs;
    return Math.max(beginsNs, one.chargedNs) + one.workNs;
  }

  #step(): void {
    const now = this.#nowNs;
    for (const pool of this.#pools) if (pool.capped && pool.nextNs <= now) this.#fill(pool);
    const one = this.#current;
    if (one !== undefined && this.#doneNs() <= now) {
      this.#charge();
      one.workNs = 0;
      if (!this.#takesUp(one)) {
        one.state = 'blocked';
        this.#schedule();
      }
    }
    for (const other of this.#all) {
      if (other.state !== 'blocked' || !this.#takesUp(other)) continue;
      this.#insert(other);
      this.#tickle([other]);
    }
    if (this.#timerNs <= now) this.#schedule();
  }

  /** Bursts that are due become work. */
  #takesUp(one: One): boolean {
    while ((one.bursts[0]?.atNs ?? Infinity) <= this.#nowNs)
      one.workNs += one.bursts.shift()!.cpuNs;
    return one.workNs > 0;
  }

  #fill(pool: Pool): void {
    while (pool.nextNs <= this.#nowNs) {
      pool.nextNs += 10 * MS;
      pool.budgetNs += pool.totNs;
    }
    if (pool.budgetNs <= 0) return;
    pool.budgetNs = Math.min(pool.budgetNs, pool.totNs);
    this.#unpark(pool);
  }

  #unpark(pool: Pool): void {
    const back = pool.parked;
    pool.parked = [];
    for (const one of back) this.#insert(one);
    this.#tickle(back);
  }

  #insert(one: One): void {
    one.state = 'queued';
    const at = this.#queue.findIndex(({ creditNs }) => creditNs < one.creditNs);
    if (at < 0) this.#queue.push(one);
    else this.#queue.splice(at, 0, one);
  }

  #tickle(newcomers: readonly One[]): void {
    for (const one of newcomers) {
      if (one.state !== 'queued') continue;
      this.#charge();
      const current = this.#current;
      const mayPreempt =
        current === undefined ||
        (this.#nowNs - current.enteredNs > 0.95 * MS && one.creditNs > current.creditNs);
      if (mayPreempt) this.#schedule();
    }
  }

  #charge(): void {
    const one = this.#current;
    if (one === undefined) return;
    const usedNs = this.#nowNs - one.chargedNs;
    const idleNs = Math.min(usedNs, Math.max(0, one.enteredNs + this.#switchNs - one.chargedNs));
    one.workNs -= usedNs - idleNs;
    one.chargedNs = this.#nowNs;
    one.creditNs = Math.max(one.creditNs - (usedNs * this.#heaviest) / one.weight, -10 * MS);
    one.budgetNs -= usedNs;
  }

  #grab(one: One): boolean {
    if (one.budgetNs > 0) return true;
    const { pool } = one;
    pool.budgetNs += one.budgetNs;
    one.budgetNs = 0;
    if (pool.budgetNs <= 0) return false;
    one.budgetNs = Math.min(pool.quotaNs, pool.budgetNs);
    pool.budgetNs -= one.budgetNs;
    return true;
  }

  #park(one: One): void {
    one.state = 'parked';
    one.pool.parked.push(one);
  }

  #schedule(): void {
    this.#charge();
    const before = this.#current;
    if (before?.state === 'running' && !this.#grab(before)) this.#park(before);
    const chosen = this.#candidate(before);
    const isSwitch = chosen !== before;
    if (chosen !== undefined && isSwitch) this.#queue = this.#queue.filter((one) => one !== chosen);
    this.#resetIfDue(chosen);
    this.#current = chosen;
    if (isSwitch) this.#switch(before, chosen);
    this.#timerNs =
      chosen === undefined
        ? Infinity
        : this.#nowNs + this.#runtime(chosen, isSwitch ? before : undefined);
    if (before === undefined || !isSwitch) return;
    let unparks = false;
    if (before.pool.capped && before.budgetNs > 0) {
      before.pool.budgetNs += before.budgetNs;
      before.budgetNs = 0;
      unparks = before.pool.budgetNs > 0;
    }
    if (before.state === 'running') {
      this.#insert(before);
      this.#tickle([before]);
    }
    if (unparks) this.#unpark(before.pool);
  }

  #candidate(before: One | undefined): One | undefined {
    const stays = before?.state === 'running' ? before : undefined;
    if (stays !== undefined && this.#nowNs - stays.enteredNs < MS) return stays;
    for (const one of [...this.#queue]) {
      if (one.creditNs <= (stays?.creditNs ?? Number.NEGATIVE_INFINITY)) return stays;
      if (this.#grab(one)) return one;
      this.#queue = this.#queue.filter((other) => other !== one);
      this.#park(one);
    }
    return stays;
  }

  #resetIfDue(chosen: One | undefined): void {
    if (chosen === undefined) return;
    if (Math.max(chosen.creditNs, this.#queue[0]?.creditNs ?? Number.NEGATIVE_INFINITY) > 0) return;
    const added = 10 * MS * (chosen.creditNs <= -10 * MS ? 2 : 1);
    for (const one of this.#all) one.creditNs = Math.min(one.creditNs + added, 10.5 * MS);
  }

  #switch(before: One | undefined, chosen: One | undefined): void {
    const last = this.turns.at(-1);
    if (before !== undefined && last !== undefined) last.toNs = this.#nowNs;
    if (chosen === undefined) return;
    chosen.state = 'running';
    chosen.enteredNs = this.#nowNs;
    chosen.chargedNs = this.#nowNs;
    this.turns.push({ who: chosen.who, fromNs: this.#nowNs, toNs: Infinity });
  }

  #runtime(chosen: One, before: One | undefined): number {
    const inFlight = this.#countsInFlight && before?.state === 'running' ? before.creditNs : 0;
    const rival = Math.max(0, this.#queue[0]?.creditNs ?? 0, inFlight);
    const leadNs = ((chosen.creditNs - rival) * chosen.weight) / this.#heaviest;
    const leastNs = Math.max(0.5 * MS, MS - (this.#nowNs - chosen.enteredNs));
    const timeNs = Math.max(Math.min(leadNs, chosen.budgetNs), leastNs);
    return Math.ceil(Math.min(timeNs, 10 * MS));
  }
}
