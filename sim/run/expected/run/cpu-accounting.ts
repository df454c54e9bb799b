/** What one migration takes of the Dom0s of its hosts, and what the others there take meanwhile. */

import type { Simulation } from '../../../engine/kernel/simulation.ts';
import { NS_PER_SECOND } from '../../../engine/kernel/unit.ts';
import type { BothEnds } from '../contention/dom0-mva.ts';
import type { Dom0Costs, Dom0Cpu } from './dom0-costs.ts';
import type { ExpectedRound } from './migration.ts';

const ENDS = [0, 1] as const;

/** What a Dom0's CPU goes into while time passes, as counters that only grow. */
export class CpuCounter {
  #copy = 0;
  #tools = 0;
  #rate = 0;
  #sinceSeconds = 0;

  /** Seconds of CPU, all at once. */
  add({ copy, tools }: Dom0Cpu): void {
    this.#copy += copy;
    this.#tools += tools;
  }

  /** From now on migrations' processes use more, or less. @param rate share of a CPU. */
  addRate(rate: number, nowSeconds: number): void {
    this.#settle(nowSeconds);
    this.#rate += rate;
  }

  /** Until now, seconds of CPU. */
  read(nowSeconds: number): Dom0Cpu {
    this.#settle(nowSeconds);
    return { copy: this.#copy, tools: this.#tools };
  }

  #settle(nowSeconds: number): void {
    this.#copy += this.#rate * (nowSeconds - this.#sinceSeconds);
    this.#sinceSeconds = nowSeconds;
  }
}

export class CpuAccounting {
  readonly #costs: Dom0Costs;
  readonly #clock: Simulation;
  readonly #all: readonly [CpuCounter, CpuCounter];
  readonly #own = [new CpuCounter(), new CpuCounter()] as const;
  readonly #rates: [number, number] = [0, 0];
  /** The same as planned. */
  readonly #planned: [number, number] = [0, 0];

  /** @param all the books of both Dom0s. */
  constructor(costs: Dom0Costs, clock: Simulation, all: readonly [CpuCounter, CpuCounter]) {
    this.#costs = costs;
    this.#clock = clock;
    this.#all = all;
  }

  /**
   * Pages are sent from now on, evenly.
   * @param from pages of the round that are sent, and those of them that are new.
   * @param to the same at the end of it. @param seconds until then.
   */
  run(from: BothEnds, to: BothEnds, seconds: number): void {
    const costs = this.#costs;
    const before = from[0] > 0 ? costs.source(from[0], true) : 0;
    this.#planned[0] = (costs.source(to[0], true) - before) / seconds;
    const received = costs.destination(to[0], to[1]) - costs.destination(from[0], from[1]);
    this.#planned[1] = received / seconds;
    this.slow(1);
  }

  /** From now on all of it takes longer than planned, by a factor. */
  slow(factor: number): void {
    for (const end of ENDS) this.#setRate(end, this.#planned[end] / factor);
  }

  /** None are sent any more. */
  halt(): void {
    for (const end of ENDS) {
      this.#planned[end] = 0;
      this.#setRate(end, 0);
    }
  }

  /** Books CPU at an end, seconds, all at once. */
  book(end: 0 | 1, { copy = 0, tools = 0 }: Partial<Dom0Cpu>): void {
    for (const books of [this.#all[end], this.#own[end]]) books.add({ copy, tools });
  }

  /** Books what of a whole migration is not booked yet: CLEANs, the last round, the end. */
  bookRest(rounds: readonly ExpectedRound[]): void {
    const { source, destination } = this.#costs.all(rounds);
    for (const [end, { copy, tools }] of [source, destination].entries()) {
      const own = (this.#own[end] as CpuCounter).read(this.#nowSeconds);
      this.book(end as 0 | 1, { copy: copy - own.copy, tools: tools - own.tools });
    }
  }

  /** CPU of others at an end until now. */
  othersAt(end: 0 | 1): Dom0Cpu {
    const all = this.#all[end].read(this.#nowSeconds);
    const own = this.#own[end].read(this.#nowSeconds);
    return { copy: all.copy - own.copy, tools: all.tools - own.tools };
  }

  /** The same at both ends, all of it, seconds. */
  others(): BothEnds {
    const [source, destination] = [this.othersAt(0), this.othersAt(1)];
    return [source.copy + source.tools, destination.copy + destination.tools];
  }

  #setRate(end: 0 | 1, rate: number): void {
    const change = rate - this.#rates[end];
    if (change === 0) return;
    this.#rates[end] = rate;
    this.#all[end].addRate(change, this.#nowSeconds);
    this.#own[end].addRate(change, this.#nowSeconds);
  }

  get #nowSeconds(): number {
    return this.#clock.nowNs / NS_PER_SECOND;
  }
}
