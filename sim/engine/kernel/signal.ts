/** A signal that processes and callbacks wait for. It may fire many times, once for each waiter. */
export class Signal<Value = void> {
  /** Absent while there are none. */
  #waiters: ((value: Value) => void)[] | undefined;

  /** Calls back at the next firing, once. */
  wait(resume: (value: Value) => void): void {
    this.#waiters ??= [];
    this.#waiters.push(resume);
  }

  /** Takes a waiter back. Taking back one that is not waiting changes nothing. */
  forget(resume: (value: Value) => void): void {
    this.#waiters = this.#waiters?.filter((waiter) => waiter !== resume);
  }

  /** Calls all present waiters, in the order in which they came. */
  fire(value: Value): void {
    const waiters = this.#waiters;
    if (waiters === undefined) return;
    this.#waiters = undefined;
    for (const resume of waiters) resume(value);
  }
}

/** A signal that is fired once and stays so. */
export class Latch {
  readonly #opened = new Signal();
  isOpen = false;
  readonly open = (): void => {
    this.isOpen = true;
    this.#opened.fire();
  };

  /** Waits until it is open; not at all if it is. */
  *wait(): Generator<Signal<unknown>, void, unknown> {
    if (!this.isOpen) yield this.#opened as Signal<unknown>;
  }
}
