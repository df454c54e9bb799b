/**
 * How many migrations may be under way at a time: on a host, leaving a host, among all hosts. A
 * migration takes a slot of each of these; one that waits continues, in the order of arrival, as
 * soon as all have one: a host that is full holds up none that does not need it.
 *
 * One that waits stands in the line of one thing that is full. When that has a slot again, the
 * first in line go on, or stand in the line of something else that they need and that is full: so
 * nobody is looked at who cannot go on, and thousands of them cost no more than tens do.
 */
import type { Body } from '../../engine/kernel/process.ts';
import { Signal } from '../../engine/kernel/signal.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { WaitingLine } from './waiting-line.ts';

/** The limits of a scenario; absent: none. */
export type AtOnce = Pick<Scenario, 'atOnce' | 'outgoingAtOnce' | 'clusterAtOnce'>;

/** Something that only so many may use at a time. */
interface Slot {
  readonly most: number;
  busy: number;
  readonly line: WaitingLine<Waiting>;
}

interface Waiting {
  readonly slots: readonly Slot[];
  readonly admitted: Signal;
}

export class Admission {
  readonly #limits: AtOnce;
  readonly #known = new Map<string, Slot>();
  #came = 0;

  constructor(limits: AtOnce) {
    this.#limits = limits;
  }

  /** Returns when a migration between two hosts may start. */
  *enter(from: string, to: string): Body {
    const slots = this.#slots(from, to);
    const full = slots.find(isFull);
    if (full === undefined) {
      take(slots);
      return;
    }
    const one = { slots, admitted: new Signal() };
    full.line.add(one, this.#came++);
    yield one.admitted as Signal<unknown>;
  }

  /** It has ended: lets in those that may start now. */
  leave(from: string, to: string): void {
    const slots = this.#slots(from, to);
    for (const slot of slots) slot.busy -= 1;
    // No other has gained anything.
    for (let slot = firstOf(slots); slot !== undefined; slot = firstOf(slots)) {
      const order = slot.line.first;
      const one = slot.line.take();
      const full = one.slots.find(isFull);
      if (full !== undefined) {
        full.line.add(one, order);
        continue;
      }
      take(one.slots);
      one.admitted.fire();
    }
  }

  #slots(from: string, to: string): Slot[] {
    const { atOnce, outgoingAtOnce, clusterAtOnce } = this.#limits;
    const slots: Slot[] = [];
    if (atOnce !== undefined) {
      slots.push(this.#slot(`host ${from}`, atOnce));
      // Between two domains of one host a migration has two slots of it.
      slots.push(this.#slot(`host ${to}`, atOnce));
    }
    if (outgoingAtOnce !== undefined) slots.push(this.#slot(`from ${from}`, outgoingAtOnce));
    if (clusterAtOnce !== undefined) slots.push(this.#slot('all', clusterAtOnce));
    return slots;
  }

  #slot(name: string, most: number): Slot {
    const known = this.#known.get(name) ?? { most, busy: 0, line: new WaitingLine<Waiting>() };
    this.#known.set(name, known);
    return known;
  }
}

function isFull({ busy, most }: Slot): boolean {
  return busy >= most;
}

function take(slots: readonly Slot[]): void {
  for (const slot of slots) slot.busy += 1;
}

/** The slot whose line has the first of those that wait for what is not full. */
function firstOf(slots: readonly Slot[]): Slot | undefined {
  let first: Slot | undefined;
  for (const slot of slots) {
    if (slot.line.first === Infinity || isFull(slot)) continue;
    if (first === undefined || slot.line.first < first.line.first) first = slot;
  }
  return first;
}
