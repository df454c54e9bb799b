/**
 * The event queue: a binary heap ordered by (time, sequence), with cancellation.
 *
 * Sequence is the order of insertion, so events of equal time come out in the order they were put
 * in. Keys live in typed arrays; a cancelled event stays in the heap and is skipped when it comes
 * to the top.
 */
import { violated } from './assert.ts';

/** What happens at an event. */
export type Action = () => void;

/** Names one scheduled event until it has happened or was cancelled. */
export interface EventHandle {
  readonly timeNs: number;
  /** Null once the event has happened or was cancelled. */
  action: Action | null;
}

export class EventQueue {
  #timesNs = new Float64Array(64);
  #orders = new Float64Array(64);
  #handles: EventHandle[] = [];
  #size = 0;
  #sequence = 0;

  /** Entries in the heap, cancelled ones included. */
  get size(): number {
    return this.#size;
  }

  /** Adds an event. @throws InvariantError for a time that is not a non-negative integer. */
  push(timeNs: number, action: Action): EventHandle {
    const isTime = Number.isSafeInteger(timeNs) && timeNs >= 0;
    if (!isTime) violated(`event time ${timeNs} is not a clock value`);
    const handle: EventHandle = { timeNs, action };
    if (this.#size === this.#timesNs.length) this.#grow();
    this.#rise(this.#size++, timeNs, this.#sequence++, handle);
    return handle;
  }

  /** Removes and returns the earliest live event, or undefined when there is none. */
  pop(): EventHandle | undefined {
    while (this.#size > 0) {
      const top = this.#handles[0]!;
      this.#removeTop();
      if (top.action !== null) return top;
    }
    return undefined;
  }

  /** Time of the earliest live event in ns, or Infinity. */
  nextTimeNs(): number {
    while (this.#size > 0) {
      const top = this.#handles[0]!;
      if (top.action !== null) return top.timeNs;
      this.#removeTop();
    }
    return Infinity;
  }

  #grow(): void {
    const timesNs = new Float64Array(this.#timesNs.length * 2);
    timesNs.set(this.#timesNs);
    this.#timesNs = timesNs;
    const orders = new Float64Array(this.#orders.length * 2);
    orders.set(this.#orders);
    this.#orders = orders;
  }

  #before(timeNs: number, order: number, index: number): boolean {
    const other = this.#timesNs[index]!;
    return timeNs < other || (timeNs === other && order < this.#orders[index]!);
  }

  #place(index: number, timeNs: number, order: number, handle: EventHandle): void {
    this.#timesNs[index] = timeNs;
    this.#orders[index] = order;
    this.#handles[index] = handle;
  }

  #move(from: number, to: number): void {
    const handle = this.#handles[from]!;
    this.#place(to, this.#timesNs[from]!, this.#orders[from]!, handle);
  }

  #rise(start: number, timeNs: number, order: number, handle: EventHandle): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#before(timeNs, order, parent)) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#place(index, timeNs, order, handle);
  }

  #removeTop(): void {
    const last = --this.#size;
    const handle = this.#handles.pop()!;
    if (last === 0) return;
    this.#sink(this.#timesNs[last]!, this.#orders[last]!, handle);
  }

  #sink(timeNs: number, order: number, handle: EventHandle): void {
    let index = 0;
    for (let child = 1; child < this.#size; child = 2 * index + 1) {
      const right = child + 1;
      if (right < this.#size) {
        const rightFirst = this.#before(this.#timesNs[right]!, this.#orders[right]!, child);
        if (rightFirst) child = right;
      }
      if (this.#before(timeNs, order, child)) break;
      this.#move(child, index);
      index = child;
    }
    this.#place(index, timeNs, order, handle);
  }
}
