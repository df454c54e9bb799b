/**
 * How many migrations may be under way on a host at a time. A migration takes a slot of its source
 * and one of its destination; one that waits continues, in the order of arrival, as soon as both
 * have one: a host that is full holds up none that does not need it.
 */
import type { Body } from '../../engine/kernel/process.ts';
import { Signal } from '../../engine/kernel/signal.ts';

interface Waiting {
  /** The later it came the greater. */
  readonly order: number;
  readonly hosts: readonly string[];
  readonly admitted: Signal;
}

export class Admission {
  readonly #most: number;
  readonly #busy = new Map<string, number>();
  /** By each host that they need, in the order in which they came. */
  readonly #waiting = new Map<string, Set<Waiting>>();
  #came = 0;

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
    const one = { order: this.#came++, hosts, admitted: new Signal() };
    for (const host of hosts) {
      const there = this.#waiting.get(host) ?? new Set();
      this.#waiting.set(host, there.add(one));
    }
    yield one.admitted as Signal<unknown>;
  }

  /** Gives the slots back and lets in those that may start now. */
  leave(hosts: readonly string[]): void {
    this.#take(hosts, -1);
    // Nobody else has gained anything.
    const some = new Set(hosts.flatMap((host) => [...(this.#waiting.get(host) ?? [])]));
    for (const one of [...some].sort((left, right) => left.order - right.order)) {
      const isAdmitted = !this.#waiting.get(one.hosts[0] ?? '')?.has(one);
      if (isAdmitted || !this.#free(one.hosts)) continue;
      for (const host of one.hosts) this.#waiting.get(host)?.delete(one);
      this.#take(one.hosts, 1);
      one.admitted.fire();
    }
  }

  #free(hosts: readonly string[]): boolean {
    return hosts.every((host) => (this.#busy.get(host) ?? 0) < this.#most);
  }

  #take(hosts: readonly string[], count: number): void {
    for (const host of hosts) this.#busy.set(host, (this.#busy.get(host) ?? 0) + count);
  }
}
