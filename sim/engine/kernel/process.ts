/**
 * A process: a plain generator that yields what it waits for: a number of nanoseconds, or a signal
 * (the value it fired with comes back from the yield). Another process is waited for by its `done`
 * signal.
 */
import { violated } from './assert.ts';
import type { Action, EventHandle } from './queue.ts';
import { Signal } from './signal.ts';

/** The part of a simulation that a process needs. */
export interface Timers {
  schedule(delayNs: number, action: Action): EventHandle;
  cancel(event: EventHandle): void;
}

/** What a process may yield. */
export type Wait = number | Signal<unknown>;

/** A process body; `Result` is what it returns. */
export type Body<Result = void> = Generator<Wait, Result, unknown>;

export class Process<Result = unknown> {
  /** Fires once, with the result, when the body returns. */
  readonly done = new Signal<Result>();
  #result: { readonly value: Result } | undefined;
  #waits = 0;
  #stopped = false;
  readonly #timers: Timers;
  readonly #body: Body<Result>;
  #timer: EventHandle | undefined;
  #signal: Signal<unknown> | undefined;
  readonly #resume = (value?: unknown): void => {
    if (this.#stopped) violated('a process that was stopped is resumed');
    this.#timer = undefined;
    this.#signal = undefined;
    this.#take(this.#body.next(value));
  };

  /** Starts the body at once, up to its first wait. */
  constructor(timers: Timers, body: Body<Result>) {
    this.#timers = timers;
    this.#body = body;
    this.#take(body.next());
  }

  /** What the body returned, or undefined while it runs. */
  get result(): Result | undefined {
    return this.#result?.value;
  }

  /** True once the body has returned. */
  get finished(): boolean {
    return this.#result !== undefined;
  }

  /** Waits it has begun: stands still while it waits for something that never comes. */
  get waits(): number {
    return this.#waits;
  }

  /** True while it waits for a time to come. */
  get isTimed(): boolean {
    return this.#timer !== undefined;
  }

  /**
   * Ends it where it waits: the `finally` blocks of its body run, nothing after them, and `done`
   * never fires. One that has ended is left as it is. It must not be called from within the body.
   */
  stop(): void {
    if (this.finished || this.#stopped) return;
    this.#stopped = true;
    if (this.#timer !== undefined) this.#timers.cancel(this.#timer);
    this.#signal?.forget(this.#resume);
    this.#timer = undefined;
    this.#signal = undefined;
    this.#body.return(undefined as Result);
  }

  #take(step: IteratorResult<Wait, Result>): void {
    this.#waits += 1;
    if (step.done === true) {
      this.#result = { value: step.value };
      this.done.fire(step.value);
    } else if (typeof step.value === 'number') {
      this.#timer = this.#timers.schedule(step.value, this.#resume);
    } else {
      this.#signal = step.value;
      step.value.wait(this.#resume);
    }
  }
}

/** Waits for a process and returns its result: `const x = yield* join(process)`. */
export function* join<Result>(process: Process<Result>): Body<Result> {
  if (!process.finished) yield process.done as Signal<unknown>;
  return process.result as Result;
}

/** Waits until one of two processes has ended. */
export function* joinFirst<A, B>(one: Process<A>, other: Process<B>): Body {
  if (one.finished || other.finished) return;
  const either = new Signal<unknown>();
  const fire = (): void => either.fire(undefined);
  one.done.wait(fire);
  other.done.wait(fire);
  yield either;
}

/** What ends a wait early. */
export interface Bound {
  /** Time from now; Infinity: never. */
  readonly ns: number;
  readonly signal?: Signal | undefined;
}

/** Waits for a signal unless it is ended early. Returns whether it has fired. */
export function* firesWithin(signal: Signal, bound: Bound, timers: Timers): Body<boolean> {
  const either = new Signal<unknown>();
  const end = (): void => either.fire(false);
  const timer = bound.ns < Infinity ? timers.schedule(bound.ns, end) : undefined;
  bound.signal?.wait(end);
  signal.wait(() => either.fire(true));
  const fired = (yield either) as boolean;
  if (timer !== undefined) timers.cancel(timer);
  bound.signal?.forget(end);
  return fired;
}

/** One process puts things in, another takes them out in order and waits when there is none. */
export class Mailbox<Item> {
  readonly #items: Item[] = [];
  readonly #arrived = new Signal();

  put(item: Item): void {
    this.#items.push(item);
    this.#arrived.fire();
  }

  *take(): Body<Item> {
    while (this.#items.length === 0) yield this.#arrived as Signal<unknown>;
    return this.#items.shift() as Item;
  }
}
