/**
 * dirty-limit of QEMU: virtual CPUs that dirty more than their quota are put to sleep whenever
 * their dirty ring is full, for a time that is set anew after each period by the rate that was
 * measured in it. The others are not slowed. To read the rings, for a rate or for the dirty bitmap,
 * empties them, and waits until all who sleep have woken up.
 *
 * Source: system/dirtylimit.c, vcpu_calculate_dirtyrate of migration/dirtyrate.c, and
 * KVM_EXIT_DIRTY_RING_FULL and kvm_dirty_ring_flush of accel/kvm/kvm-all.c; virt/kvm/dirty_ring.c
 * of Linux has when a ring is full. Rates and times are whole numbers there, and here.
 */

import type { Body } from '../kernel/process.ts';
import type { EventHandle } from '../kernel/queue.ts';
import type { Events } from '../kernel/scope.ts';
import { Signal } from '../kernel/signal.ts';
import { NS_PER_SECOND, PAGE_BYTES } from '../kernel/unit.ts';
import type { Guest } from '../machine/guest/guest.ts';
import type { RingFill } from '../machine/guest/guest-activity.ts';
import type { DirtyLimitRules } from './policy.ts';

/** DIRTYLIMIT_TOLERANCE_RANGE, MiB/s: nearer to the quota nothing is changed. */
const TOLERANCE = 25;
/** DIRTYLIMIT_LINEAR_ADJUSTMENT_PCT: further off, the sleep is changed by all that is missing. */
const FAR_PERCENT = 50;
/** DIRTYLIMIT_THROTTLE_PCT_MAX: most of a sleep, in times of filling a ring. */
const SLEEP_MOST = 99;
/** Entries that KVM keeps free: KVM_DIRTY_RING_RSVD_ENTRIES, and the buffer of Intel's PML. */
const RESERVED_PAGES = 64 + 512;
/** Half a page counts as one. */
const ROUNDING_PAGES = 0.5;
const LEAST_WAIT_NS = 1000;

const mib = (pages: number): number => Math.floor((pages * PAGE_BYTES) / 2 ** 20);

/** The sleep after each full ring, as dirtylimit_set_throttle has it. */
export class RingSleep {
  /** Whole microseconds. */
  us = 0;
  readonly #quota: number;
  readonly #ringMib: number;
  /** Greatest rate that was measured, MiB/s. */
  #most = 0;

  constructor({ quotaMib, ringPages }: Pick<DirtyLimitRules, 'quotaMib' | 'ringPages'>) {
    this.#quota = quotaMib;
    this.#ringMib = mib(ringPages);
  }

  /** @param rate whole MiB/s of one virtual CPU in the last period. */
  adjust(rate: number): void {
    const quota = this.#quota;
    const off = Math.abs(quota - rate);
    if (off <= TOLERANCE) return;
    if (rate === 0) {
      this.us = 0;
      return;
    }
    this.#most = Math.max(this.#most, rate);
    const fullUs = Math.floor((this.#ringMib * 1e6) / this.#most);
    const percent = Math.floor((off * 100) / Math.max(quota, rate));
    const isFar = percent > FAR_PERCENT;
    const step = Math.floor(isFar ? (fullUs * percent) / (100 - percent) : fullUs / 10);
    const us = this.us + (quota < rate ? step : -step);
    this.us = Math.max(0, Math.min(us, fullUs * SLEEP_MOST));
  }
}

export class DirtyLimit {
  readonly #simulation: Events;
  readonly #guest: Guest;
  readonly #rules: DirtyLimitRules;
  readonly #sleep: RingSleep;
  readonly #fullPages: number;
  readonly #woken = new Signal();
  #look: EventHandle | undefined;
  #measure: EventHandle | undefined;
  /** Pages that one virtual CPU has dirtied in this period, but for those in its ring. */
  #pages = 0;
  #asleepSinceNs: number | undefined;
  #sleptNs = 0;
  #asked: { readonly timeNs: number; readonly sleptNs: number };
  #hasEnded = false;

  /** In force from now on. */
  constructor(simulation: Events, guest: Guest, rules: DirtyLimitRules) {
    this.#simulation = simulation;
    this.#guest = guest;
    this.#rules = rules;
    this.#sleep = new RingSleep(rules);
    this.#fullPages = Math.max(1, rules.ringPages - RESERVED_PAGES);
    this.#asked = { timeNs: simulation.nowNs, sleptNs: 0 };
    this.#guest.sync();
    this.#ring?.empty();
    this.#begin();
  }

  /** Share of the time for which those that write have slept since this was asked last. */
  share(): number {
    const [{ nowNs }, sleptNs] = [this.#simulation, this.#slept()];
    const [overNs, newNs] = [nowNs - this.#asked.timeNs, sleptNs - this.#asked.sleptNs];
    this.#asked = { timeNs: nowNs, sleptNs };
    return overNs > 0 ? newNs / overNs : 0;
  }

  /** Until all have woken up. */
  *awake(): Body {
    while (this.#asleepSinceNs !== undefined) yield this.#woken as Signal<unknown>;
  }

  /** The dirty bitmap is read: the rings are empty from now on. */
  read(): void {
    this.#pages += this.#ring?.pages ?? 0;
    this.#ring?.empty();
    this.#await();
  }

  /** It is no longer in force; those that sleep sleep on. */
  end(): void {
    this.#hasEnded = true;
    for (const event of [this.#look, this.#measure]) {
      if (event !== undefined) this.#simulation.cancel(event);
    }
  }

  #slept(): number {
    const { nowNs } = this.#simulation;
    return this.#sleptNs + nowNs - (this.#asleepSinceNs ?? nowNs);
  }

  get #ring(): RingFill | undefined {
    return this.#guest.activities.find(({ ring }) => ring !== undefined)?.ring;
  }

  /** A period begins. */
  #begin(): void {
    const periodNs = Math.round(this.#rules.periodSeconds * NS_PER_SECOND);
    this.#pages = 0;
    this.#measure = this.#simulation.schedule(periodNs, () => {
      this.#simulation.start(this.#ends());
    });
    this.#await();
  }

  /** It has ended: the rate counts what came while its end was waited for, too. */
  *#ends(): Body {
    yield* this.awake();
    if (this.#hasEnded) return;
    this.#guest.sync();
    this.read();
    const periodMs = this.#rules.periodSeconds * 1000;
    this.#sleep.adjust(Math.floor((mib(this.#pages) * 1000) / periodMs));
    this.#begin();
  }

  /** Looks again when the rings may be full. */
  #await(): void {
    if (this.#look !== undefined) this.#simulation.cancel(this.#look);
    this.#look = undefined;
    if (this.#hasEnded || this.#sleep.us === 0 || this.#asleepSinceNs !== undefined) return;
    const ns = this.#ring?.nsUntil(this.#fullPages) ?? Infinity;
    if (ns === Infinity) return;
    const waitNs = Math.max(LEAST_WAIT_NS, Math.ceil(ns));
    this.#look = this.#simulation.schedule(waitNs, () => this.#isFull());
  }

  #isFull(): void {
    const guest = this.#guest;
    guest.sync();
    const ring = this.#ring;
    if (ring !== undefined && ring.pages >= this.#fullPages - ROUNDING_PAGES) {
      this.#pages += ring.pages;
      ring.empty();
      this.#asleepSinceNs = this.#simulation.nowNs;
      guest.sleep(true);
      this.#simulation.schedule(this.#sleep.us * 1000, () => this.#wake());
    }
    this.#await();
  }

  #wake(): void {
    this.#sleptNs = this.#slept();
    this.#asleepSinceNs = undefined;
    this.#guest.sleep(false);
    this.#woken.fire();
    this.#await();
  }
}
