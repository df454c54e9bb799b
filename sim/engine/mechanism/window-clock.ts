/**
 * When the windows of a sender in bursts begin and end. It reads its clock in whole ticks, sleeps
 * for what the clock says is left of a window, and wakes up somewhat later: so a window is some
 * whole ticks long, and longer than it should be as often as the late wakings add up to a tick.
 *
 * Source: migration_rate_limit and migration_update_counters of migration/migration.c, which read
 * `qemu_clock_get_ms`.
 */
import { NS_PER_SECOND } from '../kernel/unit.ts';
import type { Bursts } from './policy.ts';

export class WindowClock {
  /** Least length of a window. */
  readonly windowNs: number;
  /** When the present one began. */
  startedNs: number;
  readonly #tickNs: number;
  readonly #wakeUpNs: number;

  /** @param startNs when the first window begins. @param wakeUpNs how late a sleep ends. */
  constructor({ windowSeconds, clockSeconds }: Bursts, startNs: number, wakeUpNs: number) {
    this.windowNs = windowSeconds * NS_PER_SECOND;
    this.#tickNs = clockSeconds * NS_PER_SECOND;
    this.startedNs = startNs;
    this.#wakeUpNs = wakeUpNs;
  }

  /** How long the window has lasted by the clock. */
  passedNs(nowNs: number): number {
    return this.#read(nowNs) - this.#read(this.startedNs);
  }

  /** When the next window begins, and so on, if each sleeps when it has lasted for so long. */
  startAfter(windows: number, burstNs: number): number {
    let startNs = this.startedNs;
    for (let index = 0; index < windows; index += 1) {
      const asleepNs = startNs + burstNs;
      const leftNs = this.windowNs - (this.#read(asleepNs) - this.#read(startNs));
      startNs = asleepNs + leftNs + this.#wakeUpNs;
    }
    return startNs;
  }

  #read(timeNs: number): number {
    return readIn(this.#tickNs, timeNs);
  }
}

/** What a clock shows that counts ticks. */
export function readIn(tickNs: number, timeNs: number): number {
  return Math.floor(timeNs / tickNs) * tickNs;
}
