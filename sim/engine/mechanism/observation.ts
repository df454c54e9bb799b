/**
 * An observer at work: it hears the sender's reports and has the guest suspended, in a process of
 * its own, while the sender goes on.
 *
 * Follows xenguest (xg_emu.c: xenguest_precopy_policy, send_emu_progress) and its manager: before a
 * round the order is read first and the report is sent then, so an order that a report causes is
 * seen when that round has been sent. Reports within a round come between batches.
 */
import type { Body, Process } from '../kernel/process.ts';
import type { Events } from '../kernel/scope.ts';
import { NS_PER_SECOND } from '../kernel/unit.ts';
import type { Observer, Report, StopReason } from './policy.ts';

export class Observation {
  readonly #simulation: Events;
  readonly #observer: Observer;
  readonly #suspend: () => Body;
  /** Until the guest stands and the manager knows it; undefined when it was not asked to. */
  suspending: Process<void> | undefined;
  #reason: StopReason | undefined;
  #iteration = 0;
  #reportedNs = 0;

  /** @param suspend has the guest suspended. */
  constructor(simulation: Events, observer: Observer, suspend: () => Body) {
    this.#simulation = simulation;
    this.#observer = observer;
    this.#suspend = suspend;
  }

  /** Before a round. @param round 1 for the first. @param dirty its pages. */
  begins(round: number, dirty: number): void {
    this.#iteration = round - 1;
    this.#reportedNs = this.#simulation.nowNs;
    this.#report({ iteration: this.#iteration, dirty });
  }

  /** Between two batches. */
  readonly look = (): void => {
    const { nowNs } = this.#simulation;
    if (nowNs - this.#reportedNs <= this.#observer.everySeconds * NS_PER_SECOND) return;
    this.#reportedNs = nowNs;
    this.#report({ iteration: this.#iteration, dirty: undefined });
  };

  /** Why the sender was told to stop; undefined when it was not. */
  get order(): StopReason | undefined {
    const isTold = this.#observer.tellsAtOnce || this.suspending?.finished === true;
    return isTold ? this.#reason : undefined;
  }

  #report(report: Report): void {
    if (this.#reason !== undefined) return;
    this.#reason = this.#observer.hears(report);
    if (this.#reason === undefined) return;
    this.suspending = this.#simulation.start(this.#suspend());
  }
}
