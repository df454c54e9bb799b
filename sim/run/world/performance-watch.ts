/**
 * Watches how guests fare: those that move, during their migrations; bystanders, from the start of
 * the first migration to the end of the last; and, if asked for, all of them as a curve.
 *
 * A guest whose writes are logged is looked at when its migration does, since only then it is known
 * what shadow faults have cost it. The others change by rates, and are looked at now and then:
 * readings are exact at any instant and settle nothing, so that nothing else notices.
 */

import type { Body } from '../../engine/kernel/process.ts';
import type { Guest } from '../../engine/machine/guest/guest.ts';
import type { GuestReading } from '../../engine/machine/guest/guest-accounting.ts';
import { PerformanceMeter } from '../../engine/machine/guest/performance.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { GuestPerformance } from '../result/result.ts';
import { GuestTally } from './guest-tally.ts';
import { guestOf, type World } from './world.ts';

/** A curve that is asked for. */
export interface CurveSettings {
  /** Least length of its windows, ns. */
  readonly stepNs: number;
  readonly onWindow: (guest: Guest, from: GuestReading, to: GuestReading) => void;
}

/** How often bystanders are looked at when no curve is asked for, ns. */
const LOOK_NS = 1e9;

export class PerformanceWatch {
  readonly #world: World;
  readonly #scenario: Scenario;
  readonly #curve: CurveSettings | undefined;
  readonly #meters = new Map<Guest, Set<PerformanceMeter>>();
  readonly #bystanders: GuestTally[] = [];
  #begun = false;

  constructor(world: World, scenario: Scenario, curve: CurveSettings | undefined) {
    this.#world = world;
    this.#scenario = scenario;
    this.#curve = curve;
  }

  /** A migration starts: its guest is watched from now on. */
  begin(guest: Guest): GuestTally {
    if (!this.#begun) this.#beginAll();
    const tally = new GuestTally(guest);
    this.#add(tally.meter);
    return tally;
  }

  /** The migration has ended. */
  end(tally: GuestTally): GuestPerformance {
    this.#meters.get(tally.meter.guest)?.delete(tally.meter);
    return tally.end(this.#world.simulation.nowNs);
  }

  /** The last migration has ended. @returns how the bystanders fared. */
  endAll(): GuestPerformance[] {
    const { nowNs } = this.#world.simulation;
    for (const meters of this.#meters.values()) {
      for (const meter of meters) meter.look(nowNs, true);
    }
    return this.#bystanders.map((tally) => tally.end(nowNs));
  }

  #beginAll(): void {
    this.#begun = true;
    const guests = watchedGuests(this.#scenario).map((name) => guestOf(this.#world, name));
    const moving = new Set(this.#scenario.migrations.map(({ guest }) => guest));
    const looked = (guest: Guest, turns: boolean): void => this.#look(guest, turns);
    for (const guest of guests) {
      guest.watcher = { looked };
      if (!moving.has(guest.name)) this.#bystanders.push(new GuestTally(guest));
    }
    const meters = this.#bystanders.map(({ meter }) => meter);
    this.#lookEvery(LOOK_NS, meters);
    const curve = this.#curve;
    if (curve === undefined) return;
    this.#lookEvery(
      curve.stepNs,
      guests.map((guest) => curveMeter(guest, curve)),
    );
  }

  #look(guest: Guest, turns: boolean): void {
    const { nowNs } = this.#world.simulation;
    for (const meter of this.#meters.get(guest) ?? []) meter.look(nowNs, turns);
  }

  #add(meter: PerformanceMeter): void {
    const others = this.#meters.get(meter.guest) ?? new Set();
    this.#meters.set(meter.guest, others.add(meter));
  }

  #lookEvery(stepNs: number, meters: readonly PerformanceMeter[]): void {
    for (const meter of meters) this.#add(meter);
    if (meters.length > 0) this.#world.simulation.start(this.#lookAt(meters, stepNs));
  }

  *#lookAt(meters: readonly PerformanceMeter[], stepNs: number): Body<never> {
    for (;;) {
      yield stepNs;
      const { nowNs } = this.#world.simulation;
      for (const meter of meters) {
        const { memory, suspended } = meter.guest;
        if (suspended || !memory.logging) meter.look(nowNs, false);
      }
    }
  }
}

function curveMeter(guest: Guest, { stepNs, onWindow }: CurveSettings): PerformanceMeter {
  return new PerformanceMeter(guest, stepNs, (from, to) => onWindow(guest, from, to));
}

/** Guests that move, and those on hosts from or to which they do. */
export function watchedGuests({ guests, migrations }: Scenario): string[] {
  const moving = new Set(migrations.map(({ guest }) => guest));
  const hosts = new Set(migrations.flatMap(({ guest, to }) => [guests[guest]?.host ?? '', to]));
  return Object.keys(guests).filter((name) => {
    return moving.has(name) || hosts.has(guests[name]?.host ?? '');
  });
}
