/** A lock that one process holds at a time; the others have it in the order in which they asked. */
import { Signal } from './signal.ts';

export class Lock {
  readonly #freed = new Signal();
  isHeld = false;

  /** Waits until it is free, and holds it. */
  *take(): Generator<Signal<unknown>, void, unknown> {
    while (this.isHeld) yield this.#freed as Signal<unknown>;
    this.isHeld = true;
  }

  release(): void {
    this.isHeld = false;
    this.#freed.fire();
  }
}
