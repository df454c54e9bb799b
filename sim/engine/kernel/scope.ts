/**
 * Processes that end together: what works on a simulation through a scope may be stopped with all
 * that it has started, wherever each of them waits.
 */
import type { Body, Process } from './process.ts';
import type { Action, EventHandle } from './queue.ts';
import type { RandomStream } from './random.ts';
import type { Simulation, SimulationRecord } from './simulation.ts';

/** What processes need of a simulation. */
export type Events = Pick<
  Simulation,
  'nowNs' | 'observed' | 'random' | 'schedule' | 'at' | 'atInstantEnd' | 'cancel' | 'start' | 'emit'
>;

/** So many events are kept before those are forgotten that have happened. */
const KEPT = 256;

/** A simulation as those see it that end together. */
export class Scope implements Events {
  readonly #simulation: Events;
  readonly #processes = new Set<Pick<Process, 'stop' | 'waits'>>();

  /** Those that may be still to come. */
  #events: EventHandle[] = [];

  constructor(simulation: Events) {
    this.#simulation = simulation;
  }

  get nowNs(): number {
    return this.#simulation.nowNs;
  }

  get observed(): boolean {
    return this.#simulation.observed;
  }

  /** Waits of all that are under way. */
  get waits(): number {
    let waits = 0;
    for (const process of this.#processes) waits += process.waits;
    return waits;
  }

  random(name: string): RandomStream {
    return this.#simulation.random(name);
  }

  schedule(delayNs: number, action: Action): EventHandle {
    return this.#keep(this.#simulation.schedule(delayNs, action));
  }

  at(timeNs: number, action: Action): EventHandle {
    return this.#keep(this.#simulation.at(timeNs, action));
  }

  atInstantEnd(action: Action): void {
    this.#simulation.atInstantEnd(action);
  }

  cancel(handle: EventHandle): void {
    this.#simulation.cancel(handle);
  }

  emit(record: SimulationRecord): void {
    this.#simulation.emit(record);
  }

  start<Result>(body: Body<Result>): Process<Result> {
    const process = this.#simulation.start(body);
    if (process.finished) return process;
    this.#processes.add(process);
    process.done.wait(() => this.#processes.delete(process));
    return process;
  }

  /** Stops all that it has started, the latest first, and takes its events back. */
  stop(): void {
    for (const event of this.#events.splice(0)) this.#simulation.cancel(event);
    const processes = [...this.#processes].reverse();
    this.#processes.clear();
    for (const process of processes) process.stop();
  }

  #keep(event: EventHandle): EventHandle {
    if (this.#events.length >= KEPT) {
      this.#events = this.#events.filter(({ action }) => action !== null);
    }
    this.#events.push(event);
    return event;
  }
}
