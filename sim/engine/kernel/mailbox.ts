/**
 * A mailbox: one process puts things in, another takes them out in order and waits when there is
 * none.
 */
import type { Body } from './process.ts';
import { Signal } from './signal.ts';

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
