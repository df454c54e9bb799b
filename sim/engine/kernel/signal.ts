/** A signal that processes and callbacks wait for. It may fire many times, once for each waiter. */
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

  /** Calls all present waiters, in the order in which they came. */
  fire(value: Value): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resume of waiters) resume(value);
  }
}
