/**
 * How many migrations may be under way on a host at a time. A migration takes a slot of its source
 * and one of its destination; who waits goes on, in the order in which they came, as soon as both
 * have one: a host that is full holds up nobody who does not need it.
 */
import type { Body } from '../kernel/process.ts';
import { Signal } from '../kernel/signal.ts';

interface Waiting {
  readonly hosts: readonly string[];
  readonly admitted: Signal;
}

export class Admission {
  readonly #most: number;
  readonly #busy = new Map<string, number>();
  #waiting: Waiting[] = [];

  /** @param most per host; Infinity for no limit. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Returns when a slot on each of these hosts is taken. */
  *enter(hosts: readonly string[]): Body {
    if (this.#free(hosts)) {
      this.#take(hosts, 1);
      return;
    }
    const admitted = new Signal();
    this.#waiting.push({ hosts, admitted });
    yield admitted as Signal<unknown>;
  }

  /** Gives the slots back and lets in who may go now. */
  leave(hosts: readonly string[]): void {
    this.#take(hosts, -1);
    const before = this.#waiting;
    this.#waiting = [];
    for (const one of before) {
      if (this.#free(one.hosts)) {
        this.#take(one.hosts, 1);
        one.admitted.fire();
      } else this.#waiting.push(one);
    }
  }

  #free(hosts: readonly string[]): boolean {
    return hosts.every((host) => (this.#busy.get(host) ?? 0) < this.#most);
  }

  #take(hosts: readonly string[], count: number): void {
    for (const host of hosts) this.#busy.set(host, (this.#busy.get(host) ?? 0) + count);
  }
}
