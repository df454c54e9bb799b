/**
 * A client of QMP, QEMU's machine protocol: commands and replies as JSON, one a line, over any pair
 * of streams. Source: docs/interop/qmp-spec of QEMU.
 */
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** What QEMU tells by itself. */
export interface QmpEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** QEMU's own clock, seconds since 1970. */
  readonly atSeconds: number;
}

type Json = Readonly<Record<string, unknown>>;

interface Waiting<Value> {
  readonly done: (value: Value) => void;
  readonly failed: (error: Error) => void;
}

interface EventWaiting extends Waiting<QmpEvent> {
  readonly isIt: (event: QmpEvent) => boolean;
}

export class Qmp {
  /** All events so far. */
  readonly events: QmpEvent[] = [];
  readonly #to: Writable;
  readonly #commands = new Map<number, Waiting<unknown>>();
  readonly #greeted: Promise<void>;
  /** Fails with the end. */
  readonly #ended: Promise<never>;
  #end: (error: Error) => void = () => undefined;
  #waitingForEvents: EventWaiting[] = [];
  #why: Error | undefined;
  #nextId = 1;

  /**
   * @param from QEMU's side of the protocol.
   * @param to ours.
   * @param why what all that waits fails with, once QEMU's side has ended.
   */
  constructor(from: Readable, to: Writable, why: Promise<Error>) {
    this.#to = to;
    // A QEMU that is gone is reported by the end of its own stream.
    to.on('error', () => undefined);
    let greet = (): void => undefined;
    this.#greeted = new Promise((resolve) => {
      greet = resolve;
    });
    this.#ended = new Promise((_, reject) => {
      this.#end = reject;
    });
    this.#ended.catch(() => undefined);
    const lines = createInterface({ input: from });
    lines.on('line', (line) => {
      const message = parsed(line);
      if (message?.QMP !== undefined) greet();
      else if (message !== undefined) this.#take(message);
    });
    lines.on('close', () => void why.then((error) => this.#fail(error)));
  }

  /**
   * Waits for QEMU's greeting and begins.
   * @throws Error when QEMU ends before.
   */
  async open(): Promise<void> {
    await Promise.race([this.#greeted, this.#ended]);
    await this.execute('qmp_capabilities');
  }

  /**
   * @returns what the command returns.
   * @throws Error with QEMU's own words when it refuses, or when it has ended.
   */
  execute<Value = unknown>(command: string, arguments_?: Json): Promise<Value> {
    return new Promise<Value>((resolve, reject) => {
      if (this.#why !== undefined) throw this.#why;
      const id = this.#nextId;
      this.#nextId += 1;
      this.#commands.set(id, {
        done: (value) => resolve(value as Value),
        failed: (error) => reject(new Error(`${command}: ${error.message}`)),
      });
      this.#to.write(`${JSON.stringify({ execute: command, arguments: arguments_, id })}\n`);
    });
  }

  /** @returns the first such event, past or to come. @throws Error when QEMU has ended. */
  event(isIt: (event: QmpEvent) => boolean): Promise<QmpEvent> {
    const known = this.events.find(isIt);
    if (known !== undefined) return Promise.resolve(known);
    if (this.#why !== undefined) return Promise.reject(this.#why);
    return new Promise((done, failed) => this.#waitingForEvents.push({ isIt, done, failed }));
  }

  /** Ends all that waits. */
  #fail(error: Error): void {
    this.#why = error;
    this.#end(error);
    for (const { failed } of this.#commands.values()) failed(error);
    for (const { failed } of this.#waitingForEvents) failed(error);
    this.#commands.clear();
    this.#waitingForEvents = [];
  }

  #take(message: Json): void {
    if (typeof message.event === 'string') {
      this.#takeEvent(message as Json & { event: string });
      return;
    }
    const waiting = this.#commands.get(Number(message.id));
    if (waiting === undefined) return;
    this.#commands.delete(Number(message.id));
    const error = message.error as { desc: string } | undefined;
    if (error === undefined) waiting.done(message.return);
    else waiting.failed(new Error(error.desc));
  }

  #takeEvent({ event: name, data, timestamp }: Json & { event: string }): void {
    const { seconds, microseconds } = timestamp as { seconds: number; microseconds: number };
    const event: QmpEvent = {
      event: name,
      data: (data ?? {}) as Json,
      atSeconds: seconds + microseconds / 1e6,
    };
    this.events.push(event);
    const reached = this.#waitingForEvents.filter(({ isIt }) => isIt(event));
    this.#waitingForEvents = this.#waitingForEvents.filter((each) => !reached.includes(each));
    for (const { done } of reached) done(event);
  }
}

/** A line as an object; what is not JSON is no message. */
function parsed(line: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}
