/** Those that wait, by the order in which they came; they may join and leave in any order. */
export class WaitingLine<Item> {
  /** A binary heap: none came before the one above it. */
  readonly #items: Item[] = [];
  readonly #orders: number[] = [];

  /** When the first came; Infinity where none waits. */
  get first(): number {
    return this.#orders[0] ?? Infinity;
  }

  /** @param order the less, the earlier it came. */
  add(item: Item, order: number): void {
    let at = this.#items.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if ((this.#orders[above] as number) < order) break;
      this.#put(at, above);
      at = above;
    }
    this.#items[at] = item;
    this.#orders[at] = order;
  }

  /** Takes out the first; there must be one. */
  take(): Item {
    const first = this.#items[0] as Item;
    const item = this.#items.pop() as Item;
    const order = this.#orders.pop() as number;
    const count = this.#items.length;
    if (count === 0) return first;
    let at = 0;
    for (let below = 1; below < count; below = 2 * at + 1) {
      const other = below + 1;
      const isOther = other < count && this.#before(other, below);
      const next = isOther ? other : below;
      if (order < (this.#orders[next] as number)) break;
      this.#put(at, next);
      at = next;
    }
    this.#items[at] = item;
    this.#orders[at] = order;
    return first;
  }

  #before(one: number, other: number): boolean {
    return (this.#orders[one] as number) < (this.#orders[other] as number);
  }

  /** What is at one place is at another from now on. */
  #put(to: number, from: number): void {
    this.#items[to] = this.#items[from] as Item;
    this.#orders[to] = this.#orders[from] as number;
  }
}
