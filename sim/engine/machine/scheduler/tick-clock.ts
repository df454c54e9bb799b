/**
 * The ticks of a host's credit scheduler, every 10 ms from a phase of its own.
 *
 * A tick is an event only while it can change what runs. The others are replayed lazily, one by one
 * and with the same draws, before anything on the host changes: a host on which nothing waits costs
 * no events, and the results are the same.
 */
import type { EventHandle } from '../../kernel/queue.ts';
import type { Simulation } from '../../kernel/simulation.ts';
import { CREDIT } from './credit-accounting.ts';

/** What a tick clock asks of its scheduler. */
export interface Ticking {
  /** True while a tick makes any difference. */
  readonly matters: () => boolean;
  /** True while ticks change nothing but credits: nothing waits, and nothing can be parked. */
  readonly quiet: () => boolean;
  /**
   * True when credits are as they were at the last call, and nothing was drawn in between: if a
   * period has changed nothing, the next will not either.
   */
  readonly unchanged: () => boolean;
  /** @param accounts whether it is also the end of an accounting period. */
  readonly tick: (accounts: boolean) => void;
}

/** One accounting period. */
export const PERIOD_NS = CREDIT.tickNs * CREDIT.ticksPerAccounting;

export class TickClock {
  readonly #simulation: Simulation;
  readonly #phaseNs: number;
  readonly #ticking: Ticking;
  /** The next tick; Infinity while none matters. */
  #dueNs = Infinity;
  #event: EventHandle | undefined;

  /** @param phaseNs when the first accounting period ends, less than one of them. */
  constructor(simulation: Simulation, phaseNs: number, ticking: Ticking) {
    this.#simulation = simulation;
    this.#phaseNs = phaseNs;
    this.#ticking = ticking;
  }

  /** Replays the ticks until now, before something on the host changes. */
  catchUp(): void {
    if (this.#event !== undefined) return;
    const { nowNs } = this.#simulation;
    let isKnown = false;
    while (this.#dueNs <= nowNs) {
      const accounts = this.#tick();
      if (!accounts || this.#dueNs > nowNs) continue;
      const unchanged = this.#ticking.unchanged();
      if (isKnown && unchanged) {
        this.#dueNs += Math.floor((nowNs - this.#dueNs) / PERIOD_NS) * PERIOD_NS;
      }
      isKnown = true;
    }
  }

  /** Something has changed: ticks from now on are events if they have to. */
  keep(): void {
    if (this.#event !== undefined) return;
    if (this.#dueNs === Infinity) {
      if (!this.#ticking.matters()) return;
      this.#dueNs = this.#nextNs();
    }
    if (!this.#ticking.quiet()) this.#event = this.#simulation.at(this.#dueNs, this.#onEvent);
  }

  readonly #onEvent = (): void => {
    this.#event = undefined;
    this.#tick();
    this.keep();
  };

  /** The tick that is due. @returns whether a period ended with it. */
  #tick(): boolean {
    const accounts = (this.#dueNs - this.#phaseNs) % PERIOD_NS === 0;
    this.#dueNs += CREDIT.tickNs;
    this.#ticking.tick(accounts);
    if (this.#event === undefined && !this.#ticking.matters()) this.#dueNs = Infinity;
    return accounts;
  }

  #nextNs(): number {
    const offsetNs = this.#phaseNs % CREDIT.tickNs;
    const ticks = Math.floor((this.#simulation.nowNs - offsetNs) / CREDIT.tickNs) + 1;
    return offsetNs + ticks * CREDIT.tickNs;
  }
}
