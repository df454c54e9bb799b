/**
 * The timers of a host's credit scheduler: ticks every 10 ms, accounting every 30 ms, each from a
 * phase of its own.
 *
 * They are events only while they can change what runs. The others are replayed lazily, one by one
 * and with the same draws, before anything on the host changes: a host on which nothing waits costs
 * no events, and the results are the same.
 */
import type { EventHandle } from '../../kernel/queue.ts';
import type { Simulation } from '../../kernel/simulation.ts';
import { CREDIT, type Debit } from './credit-accounting.ts';

/** When the timers of a host fire. */
export interface TimerPhases {
  /** When the first accounting period ends, ns: less than one of them. */
  readonly accountNs: number;
  /** When the first tick is, ns; as accounting falls on a tick or does not. */
  readonly tickNs: number;
}

/**
 * Random ones, by the host's name. Sampled debits account on every third tick. With exact ones
 * accounting is a timer of its own, and ticks are whole multiples of 10 ms of the host's clock,
 * on which they begin again whenever a CPU ceases to idle. Accounting is armed again from when it
 * ran, so that it slips through all phases of the tick, by 60 us a second as was measured.
 */
export function timerPhases(simulation: Simulation, host: string, debit: Debit): TimerPhases {
  const accountNs = simulation.random(`${host}/tick-phase`).below(PERIOD_NS);
  if (debit === 'sampled') return { accountNs, tickNs: accountNs };
  return { accountNs, tickNs: simulation.random(`${host}/tick-grid`).below(CREDIT.tickNs) };
}

/** What a tick clock asks of its scheduler. */
export interface Ticking {
  /** True while a tick makes any difference. */
  readonly matters: () => boolean;
  /** Ticks matter from now on, after a time in which none did. */
  readonly begin: () => void;
  /**
   * True while ticks change nothing but credits: nothing waits, and nothing can be parked.
   * @param accounted whether a period has ended this instant.
   */
  readonly quiet: (accounted: boolean) => boolean;
  /**
   * True when credits are as they were at the last call, and nothing was drawn in between: if a
   * period has changed nothing, the next will not either.
   */
  readonly unchanged: () => boolean;
  /** @param due which of the two timers fire, or both. */
  readonly tick: (due: TimersDue) => void;
}

export interface TimersDue {
  readonly ticks: boolean;
  readonly accounts: boolean;
}

/** One accounting period. */
export const PERIOD_NS = CREDIT.tickNs * CREDIT.ticksPerAccounting;

export class TickClock {
  readonly #simulation: Simulation;
  readonly #phases: TimerPhases;
  readonly #ticking: Ticking;
  /** What fires next; Infinity while none matters. */
  #dueNs = Infinity;
  #event: EventHandle | undefined;

  constructor(simulation: Simulation, phases: TimerPhases, ticking: Ticking) {
    this.#simulation = simulation;
    this.#phases = phases;
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
    this.#keep(false);
  }

  /** @param accounted whether a period has ended this instant. */
  #keep(accounted: boolean): void {
    if (this.#event !== undefined) return;
    if (this.#dueNs === Infinity) {
      if (!this.#ticking.matters()) return;
      this.#dueNs = this.#after(this.#simulation.nowNs);
      this.#ticking.begin();
    }
    const isEvent = this.#simulation.isEager || !this.#ticking.quiet(accounted);
    if (isEvent) this.#event = this.#simulation.at(this.#dueNs, this.#onEvent);
  }

  readonly #onEvent = (): void => {
    this.#event = undefined;
    this.#keep(this.#tick());
  };

  /** Time since the last tick before now, ns: more than 0, since accounting goes before a tick. */
  get sinceTickNs(): number {
    const { nowNs } = this.#simulation;
    return nowNs - nextNs(nowNs - 1, this.#phases.tickNs, CREDIT.tickNs) + CREDIT.tickNs;
  }

  /** True while something fires in this instant and has not yet. */
  get isDue(): boolean {
    return this.#event !== undefined && this.#dueNs === this.#simulation.nowNs;
  }

  /** What is due. @returns whether a period ended with it. */
  #tick(): boolean {
    const { accountNs, tickNs } = this.#phases;
    const dueNs = this.#dueNs;
    const accounts = (dueNs - accountNs) % PERIOD_NS === 0;
    const ticks = (dueNs - tickNs) % CREDIT.tickNs === 0;
    this.#dueNs = this.#after(dueNs);
    this.#ticking.tick({ ticks, accounts });
    if (this.#event === undefined && !this.#ticking.matters()) this.#dueNs = Infinity;
    return accounts;
  }

  /** The first that fires after a time. */
  #after(timeNs: number): number {
    const { accountNs, tickNs } = this.#phases;
    const ticksNs = nextNs(timeNs, tickNs, CREDIT.tickNs);
    if ((accountNs - tickNs) % CREDIT.tickNs === 0) return ticksNs;
    return Math.min(ticksNs, nextNs(timeNs, accountNs, PERIOD_NS));
  }
}

/** The first time after `timeNs` that is a phase and whole periods from 0. */
function nextNs(timeNs: number, phaseNs: number, periodNs: number): number {
  const offsetNs = phaseNs % periodNs;
  return offsetNs + (Math.floor((timeNs - offsetNs) / periodNs) + 1) * periodNs;
}
