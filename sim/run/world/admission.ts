/**
 * How many migrations may be under way at a time: on a host, leaving a host, among all hosts. A
 * migration takes a slot of each of these; one that waits continues, in the order of arrival, as
 * soon as all have one: a host that is full holds up none that does not need it.
 */
import type { Body } from '../../engine/kernel/process.ts';
import { Signal } from '../../engine/kernel/signal.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** The limits of a scenario; absent: none. */
export type AtOnce = Pick<Scenario, 'atOnce' | 'outgoingAtOnce' | 'clusterAtOnce'>;

/** Something that only so many may use at a time. */
interface Slot {
  readonly name: string;
  readonly most: number;
}

interface Waiting {
  /** The later it came the greater. */
  readonly order: number;
  readonly slots: readonly Slot[];
  readonly admitted: Signal;
}

export class Admission {
  readonly #limits: AtOnce;
  readonly #busy = new Map<string, number>();
  /** By each slot that they need, in the order in which they came. */
  readonly #waiting = new Map<string, Set<Waiting>>();
  #came = 0;

  constructor(limits: AtOnce) {
    this.#limits = limits;
  }

  /** Returns when a migration between two hosts may start. */
  *enter(from: string, to: string): Body {
    const slots = this.#slots(from, to);
    if (this.#free(slots)) {
      this.#take(slots, 1);
      return;
    }
    const one = { order: this.#came++, slots, admitted: new Signal() };
    for (const { name } of slots) {
      const there = this.#waiting.get(name) ?? new Set();
      this.#waiting.set(name, there.add(one));
    }
    yield one.admitted as Signal<unknown>;
  }

  /** It has ended: lets in those that may start now. */
  leave(from: string, to: string): void {
    const slots = this.#slots(from, to);
    this.#take(slots, -1);
    // No other has gained anything.
    const some = new Set(slots.flatMap(({ name }) => [...(this.#waiting.get(name) ?? [])]));
    for (const one of [...some].sort((left, right) => left.order - right.order)) {
      const isAdmitted = !this.#waiting.get(one.slots[0]?.name ?? '')?.has(one);
      if (isAdmitted || !this.#free(one.slots)) continue;
      for (const { name } of one.slots) this.#waiting.get(name)?.delete(one);
      this.#take(one.slots, 1);
      one.admitted.fire();
    }
  }

  #slots(from: string, to: string): Slot[] {
    const { atOnce, outgoingAtOnce, clusterAtOnce } = this.#limits;
    const slots: (readonly [string, number | undefined])[] = [
      [`host ${from}`, atOnce],
      [`host ${to}`, atOnce],
      [`from ${from}`, outgoingAtOnce],
      ['all', clusterAtOnce],
    ];
    return slots.flatMap(([name, most]) => (most === undefined ? [] : [{ name, most }]));
  }

  #free(slots: readonly Slot[]): boolean {
    return slots.every(({ name, most }) => (this.#busy.get(name) ?? 0) < most);
  }

  #take(slots: readonly Slot[], count: number): void {
    for (const { name } of slots) this.#busy.set(name, (this.#busy.get(name) ?? 0) + count);
  }
}
