/**
 * A signal: something processes and callbacks wait for. It may fire many times; each waiter is told
 * once.
 */
export class Signal<Value = void> {
  #waiters: ((value: Value) => void)[] = [];

  /** Calls back at the next firing, once. */
  wait(resume: (value: Value) => void): void {
    this.#waiters.push(resume);
  }

  /** Takes a waiter back. Taking back one that is not waiting changes nothing. */
  forget(resume: (value: Value) => void): void {
    this.#waiters = this.#waiters.filter((waiter) => waiter !== resume);
  }

  /** Tells all who wait now, in the order in which they came. */
  fire(value: Value): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resume of waiters) resume(value);
  }
}
