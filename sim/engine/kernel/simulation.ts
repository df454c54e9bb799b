/**
 * The event loop and its clock. One simulation is one object: its clock, its queue, its random
 * streams and its listeners, so that two can run interleaved without touching each other. It knows
 * nothing of machines.
 *
 * The clock counts integer nanoseconds and is written here only.
 */
import { invariant, violated } from './assert.ts';
import { type Body, Process } from './process.ts';
import { type Action, type EventHandle, EventQueue } from './queue.ts';
import { type RandomStream, type RandomStreams, streams } from './random.ts';
import { NS_PER_SECOND } from './unit.ts';

/**
 * Something that happened, as plain data. `Record` unions are declared by the layers that emit
 * them.
 */
export interface SimulationRecord {
  readonly kind: string;
  readonly timeNs: number;
}

/** Hears records. */
export type Listener = (record: SimulationRecord) => void;

/** The end of the clock: integers are exact up to there, 104 days. */
const LAST_NS = Number.MAX_SAFE_INTEGER;

/** More events than any one instant has: as often it is looked whether something is achieved. */
const PATIENCE_EVENTS = 20_000_000;

export class Simulation {
  readonly seed: string;
  /** Whether all that may be made up for later is an event nonetheless: to compare with. */
  readonly isEager: boolean;
  /** Whether something was to happen past the end of the clock, and never will. */
  outlivesClock = false;
  readonly #queue = new EventQueue();
  readonly #streams: RandomStreams;
  readonly #listeners: Listener[] = [];
  /** What is to be done when no more happens at the present time. */
  readonly #endings: Action[] = [];
  #nowNs = 0;
  #eventCount = 0;
  /** What was found when it was last looked whether something is achieved. */
  #looked = { event: 0, timeNs: -1, reached: -1, sinceNs: 0 };

  /** @param seed names the whole family of random streams. @param isEager see there. */
  constructor(seed: string, isEager = false) {
    this.seed = seed;
    this.isEager = isEager;
    this.#streams = streams(seed);
  }

  /** The clock, in ns since the start. */
  get nowNs(): number {
    return this.#nowNs;
  }

  /** Events that have happened so far. */
  get eventCount(): number {
    return this.#eventCount;
  }

  /** True when there are listeners; emitters of many records ask first. */
  get observed(): boolean {
    return this.#listeners.length > 0;
  }

  /** The random stream of that name; the same object each time. */
  random(name: string): RandomStream {
    return this.#streams.stream(name);
  }

  /**
   * Runs an action after a delay, ns.
   * @throws InvariantError for a negative delay.
   */
  schedule(delayNs: number, action: Action): EventHandle {
    return this.at(this.#nowNs + delayNs, action);
  }

  /**
   * Runs an action at a time, in the nearest ns; never, if that is past the end of the clock.
   * @throws InvariantError for a time in the past.
   */
  at(timeNs: number, action: Action): EventHandle {
    if (timeNs > LAST_NS) {
      this.outlivesClock = true;
      return { timeNs, action };
    }
    if (timeNs < this.#nowNs) violated(`an event at ${timeNs} ns is before now, ${this.#nowNs} ns`);
    return this.#queue.push(Math.round(timeNs), action);
  }

  /** Runs an action after all other events of the present time: what only reacts to them. */
  atInstantEnd(action: Action): void {
    this.#endings.push(action);
  }

  /** Takes an event back. One that has happened already is left alone. */
  cancel(handle: EventHandle): void {
    handle.action = null;
  }

  /** Starts a process; it runs at once up to its first wait. */
  start<Result>(body: Body<Result>): Process<Result> {
    return new Process(this, body);
  }

  /** Hears every record from now on. */
  listen(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /** Calls the listeners, in the order in which they came. */
  emit(record: SimulationRecord): void {
    for (const listener of this.#listeners) listener(record);
  }

  /** Runs the earliest event. Returns false when there is none. */
  step(): boolean {
    if (this.#endings.length > 0 && this.#queue.nextTimeNs() > this.#nowNs) {
      this.#eventCount += 1;
      (this.#endings.shift() as Action)();
      return true;
    }
    const event = this.#queue.pop();
    if (event === undefined) return false;
    this.#nowNs = event.timeNs;
    this.#eventCount += 1;
    const action = event.action as Action;
    event.action = null;
    action();
    return true;
  }

  #nextTimeNs(): number {
    return this.#endings.length > 0 ? this.#nowNs : this.#queue.nextTimeNs();
  }

  /**
   * Runs events until `finished` says so, none is left, the next lies beyond `untilNs`, or there
   * were `mostEvents`.
   * @returns whether it was for the number of events.
   * @throws InvariantError when the clock stands still for `patience` events; Standstill when
   * `progress` does for as many and for `STILL_NS`: timers of a scheduler never end by themselves,
   * so a process that is never woken would hang the run.
   */
  run(options: RunOptions = {}): boolean {
    const { finished = () => false, untilNs = Infinity, mostEvents = Infinity } = options;
    const { patience = PATIENCE_EVENTS } = options;
    const last = this.#eventCount + mostEvents;
    while (!finished() && (untilNs === Infinity || this.#nextTimeNs() <= untilNs)) {
      if (this.#eventCount >= last) return true;
      if (!this.step()) return false;
      if (this.#eventCount - this.#looked.event >= patience) this.#look(options.progress);
    }
    return false;
  }

  /** @throws InvariantError; Standstill. */
  #look(progress: () => number = () => this.#nowNs): void {
    const reached = progress();
    const { event, timeNs, reached: before, sinceNs } = this.#looked;
    invariant(timeNs !== this.#nowNs, `${this.#eventCount - event} events at one instant`);
    const isStill = reached === before;
    if (isStill && this.#nowNs - sinceNs >= STILL_NS) throw new Standstill(sinceNs);
    const since = isStill ? sinceNs : this.#nowNs;
    this.#looked = { event: this.#eventCount, timeNs: this.#nowNs, reached, sinceNs: since };
  }
}

/** Time in which something must be achieved: more than any wait of a mechanism, a week. */
const STILL_NS = 7 * 86_400 * NS_PER_SECOND;

/** Nothing is achieved any more, and nothing will be. */
export class Standstill extends Error {
  override readonly name = 'Standstill';
  /** Simulated time at which something had been achieved last, about, s. */
  readonly sinceSeconds: number;

  constructor(sinceNs: number) {
    super(`no progress since ${sinceNs} ns`);
    this.sinceSeconds = sinceNs / NS_PER_SECOND;
  }
}

/** When `Simulation.run` stops. */
export interface RunOptions {
  readonly finished?: () => boolean;
  readonly untilNs?: number;
  readonly mostEvents?: number;
  /** A number that changes when something is achieved; without it, time that passes is that. */
  readonly progress?: () => number;
  /** Events after which it is looked whether something was. */
  readonly patience?: number;
}
