/**
 * Takes the times and the CPU of rounds: while a round is sent, and from CLEAN to CLEAN as
 * xc_save's log does.
 */
import type { Migration } from './migration.ts';
import type { Round } from './round.ts';

/** What the loop knows of a round. */
export type RoundCounts = Pick<
  Round,
  | 'live'
  | 'sent'
  | 'sentStopped'
  | 'zeroPages'
  | 'deltaPages'
  | 'holes'
  | 'skipped'
  | 'left'
  | 'throttle'
  | 'dirtied'
>;

interface Reading {
  readonly timeNs: number;
  readonly sourceDom0CpuNs: number;
  readonly destinationDom0CpuNs: number;
  readonly guestCpuNs: number;
  readonly bytesSent: number;
}

export class RoundClock {
  readonly #migration: Migration;
  readonly #bytesSent: () => number;
  #round = 0;
  #lastClean: Reading;
  #start: Reading;
  #sent: Reading;

  /** @param bytesSent gives the bytes written to the stream so far. */
  constructor(migration: Migration, bytesSent: () => number) {
    this.#migration = migration;
    this.#bytesSent = bytesSent;
    this.#lastClean = this.#read();
    this.#start = this.#lastClean;
    this.#sent = this.#lastClean;
  }

  /** When the present round was begun, ns. */
  get startNs(): number {
    return this.#start.timeNs;
  }

  startRound(): void {
    this.#round += 1;
    this.#start = this.#read();
  }

  /** The last page of the round is written. @returns how long the round was sent, ns. */
  endSending(): number {
    this.#sent = this.#read();
    return this.#sent.timeNs - this.#start.timeNs;
  }

  /** The CLEAN after the round is done, or there is none. */
  endRound(counts: RoundCounts): Round {
    const clean = this.#read();
    const before = this.#lastClean;
    this.#lastClean = clean;
    return {
      round: this.#round,
      ...counts,
      startNs: this.#start.timeNs,
      bytes: this.#sent.bytesSent - this.#start.bytesSent,
      durationNs: this.#sent.timeNs - this.#start.timeNs,
      deltaNs: clean.timeNs - before.timeNs,
      sourceDom0CpuNs: this.#sent.sourceDom0CpuNs - this.#start.sourceDom0CpuNs,
      destinationDom0CpuNs: this.#sent.destinationDom0CpuNs - this.#start.destinationDom0CpuNs,
      deltaDom0CpuNs: clean.sourceDom0CpuNs - before.sourceDom0CpuNs,
      deltaGuestCpuNs: clean.guestCpuNs - before.guestCpuNs,
    };
  }

  #read(): Reading {
    const { simulation, source, destination, guest } = this.#migration;
    return {
      timeNs: simulation.nowNs,
      sourceDom0CpuNs: source.dom0CpuNs(),
      destinationDom0CpuNs: destination.dom0CpuNs(),
      guestCpuNs: guest.cpuNs,
      bytesSent: this.#bytesSent(),
    };
  }
}
