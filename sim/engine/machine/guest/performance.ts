/**
 * A guest's performance between two readings: what it got of what it wants, 0 to 1.
 *
 *     CPU: (CPU had - CPU of shadow faults) / CPU wanted       I/O: bytes moved / bytes wanted
 *
 * The lesser of the two counts for a guest that wants both; one that wants neither loses by
 * standing alone. A capped guest runs in turns and may catch up, so that of a short time the share
 * may lie above 1; it counts as 1.
 */
import type { Guest } from './guest.ts';
import type { GuestReading } from './guest-accounting.ts';

/** Performance over all of the time. */
export function performanceBetween(from: GuestReading, to: GuestReading): number {
  return Math.max(0, Math.min(1, shareOf(from, to)));
}

/** Performance over the time in which it did not stand; undefined when it always did. */
export function runningPerformance(from: GuestReading, to: GuestReading): number | undefined {
  const ran = runningShare(from, to);
  return ran > 0 ? Math.max(0, Math.min(1, shareOf(from, to) / ran)) : undefined;
}

/** Time in which it did not stand, ns. */
export function runningNs(from: GuestReading, to: GuestReading): number {
  return to.timeNs - from.timeNs - (to.stoppedNs - from.stoppedNs);
}

function runningShare(from: GuestReading, to: GuestReading): number {
  return runningNs(from, to) / (to.timeNs - from.timeNs);
}

/** @param to later than `from`. */
function shareOf(from: GuestReading, to: GuestReading): number {
  const cpuNs = to.cpuNs - to.faultNs - (from.cpuNs - from.faultNs);
  const cpu = partOf(cpuNs, to.wantedCpuNs - from.wantedCpuNs);
  const io = partOf(to.ioBytes - from.ioBytes, to.wantedIoBytes - from.wantedIoBytes);
  const least = Math.min(cpu, io);
  return least === Infinity ? runningShare(from, to) : least;
}

function partOf(got: number, wanted: number): number {
  return wanted > 0 ? got / wanted : Infinity;
}

/** Hears of every window. */
export type WindowListener = (from: GuestReading, to: GuestReading) => void;

/**
 * Cuts a guest's time into windows of at least a given length, at instants at which it is looked
 * at: all its readings are exact there, and a window never spans an instant at which the guest
 * stops or continues.
 */
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
