/**
 * A guest that is kept from running for a share of the time: each virtual CPU runs for a slice,
 * then sleeps for what makes up the share. Source: softmmu/cpu-throttle.c of QEMU 7.2.
 */
import { invariant } from '../../kernel/assert.ts';

/** CPU_THROTTLE_TIMESLICE_NS. */
const SLICE_NS = 10e6;

export class Throttle {
  readonly #wakeUpNs: number;
  /** Part of the time that a virtual CPU may run at most; 0: its processes are frozen. */
  runShare = 1;

  /** @param wakeUpNs from the end of a sleep until it runs, below 10 ms. */
  constructor(wakeUpNs: number) {
    this.#wakeUpNs = wakeUpNs;
  }

  /** Part of the time that it may run under another share. @param share from 0 to 1. */
  runShareOf(share: number): number {
    invariant(share >= 0 && share <= 1, `a throttle of ${share}`);
    return share === 0 ? 1 : (1 - share) * (1 - this.#wakeUpNs / SLICE_NS);
  }

  /** What some time is to it: time in which it may run, and how often it falls asleep, expected. */
  of(wallNs: number): { wallNs: number; sleeps: number } {
    if (this.runShare === 1) return { wallNs, sleeps: 0 };
    const runNs = wallNs * this.runShare;
    return { wallNs: runNs, sleeps: runNs / (SLICE_NS - this.#wakeUpNs) };
  }
}
