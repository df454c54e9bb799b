/**
 * Cuts a guest's time into windows of at least a given length, at instants at which it is looked
 * at: all its readings are exact there, and a window never spans an instant at which the guest
 * stops or goes on.
 */
import type { Guest } from './guest.ts';
import type { GuestReading } from './guest-accounting.ts';

/** Hears of every window. */
export type WindowListener = (from: GuestReading, to: GuestReading) => void;

export class PerformanceMeter {
  readonly guest: Guest;
  readonly #leastNs: number;
  readonly #closed: WindowListener;
  #from: GuestReading;

  /** @param leastNs length of a window, above 0. */
  constructor(guest: Guest, leastNs: number, closed: WindowListener) {
    this.guest = guest;
    this.#leastNs = leastNs;
    this.#closed = closed;
    this.#from = guest.reading();
  }

  /** The guest is looked at. @param cut whether the window ends now, however short it is. */
  look(nowNs: number, cut: boolean): void {
    const lengthNs = nowNs - this.#from.timeNs;
    if (lengthNs === 0 || (lengthNs < this.#leastNs && !cut)) return;
    const to = this.guest.reading();
    this.#closed(this.#from, to);
    this.#from = to;
  }
}
