/**
 * The faults of a run: when each begins, and what migrations meet on their way. Without faults in
 * its scenario a run has none of this.
 */
import { type FaultSpec, faultKindOf } from '../../../../models/fault/index.ts';
import type { When } from '../../../../models/fault/kind.ts';
import { recoveryOf } from '../../../../models/recovery/index.ts';
import { log } from '../../../engine/kernel/portable.ts';
import { Scope } from '../../../engine/kernel/scope.ts';
import { Course, type CourseObserver } from '../../../engine/mechanism/course.ts';
import type { Migration } from '../../../engine/mechanism/migration.ts';
import type { Scenario } from '../../../scenario/scenario.ts';
import type { World } from '../world.ts';
import { Breaking, type Gone, type Met } from './breaking.ts';

type Spec = Scenario['migrations'][number];

/** A fault, with what is known of it. */
interface Placed {
  readonly spec: FaultSpec;
  readonly index: number;
  readonly beganNs: number[];
}

/** Whether something may end a migration from outside. */
export function mayFail({ faults, timeOuts }: Scenario): boolean {
  return faults !== undefined || timeOuts !== undefined;
}

export class Faults implements CourseObserver {
  readonly #world: World;
  readonly #underWay = new Set<Course>();
  readonly #timeOuts: NonNullable<Scenario['timeOuts']>;
  readonly #breaking: Breaking;
  readonly #all: readonly Placed[];
  /** Those that wait for a migration to come somewhere. */
  readonly #waiting = new Set<Placed>();
  /** What a migration has met already. */
  readonly #met = new Map<Course, Set<Met>>();

  /** Those that wait for what does not come, and the part in which they do. */
  readonly #holds = new Map<Course, { readonly part: string; readonly end: () => void }>();

  constructor(scenario: Scenario, world: World) {
    this.#world = world;
    this.#timeOuts = scenario.timeOuts ?? {};
    this.#breaking = new Breaking(scenario, world, this.#underWay);
    this.#all = (scenario.faults ?? []).map((spec, index) => ({ spec, index, beganNs: [] }));
    for (const placed of this.#all) this.#place(placed);
  }

  /** Waits of all migrations under way. */
  get waits(): number {
    let waits = 0;
    for (const { of } of this.#underWay) waits += of.scope.waits;
    return waits;
  }

  /** When each fault has begun, ns, in the order of the scenario. */
  get began(): readonly { readonly spec: FaultSpec; readonly beganNs: readonly number[] }[] {
    return this.#all;
  }

  /** Why a guest no longer works; undefined while it does. */
  goneOf(guest: string): Gone | undefined {
    return this.#breaking.gone.get(guest);
  }

  /** The same migration, as one that faults may strike. */
  begin(migration: Migration, spec: Spec): Migration & { readonly course: Course } {
    const { simulation, machinery } = this.#world;
    const scope = new Scope(simulation);
    const { guest, source, destination, policy, channel = 'plain' } = migration;
    const { migrationNs, ...timeOuts } = this.#timeOuts;
    const known = rulesOf(spec, migration);
    const rules = { ...known, timeOuts: { ...known.timeOuts, ...timeOuts } };
    const isEncrypted = policy.tls === true || channel !== 'plain';
    const ends = { guest, source, destination, isEncrypted };
    const of = { scope, machinery, ...ends, rules, observer: this };
    const course = new Course(of);
    this.#underWay.add(course);
    if (migrationNs !== undefined) {
      const late = { blow: 'cancel', fault: 'time-out', isTold: true } as const;
      this.#later(migrationNs, () => this.#breaking.strike(course, late));
    }
    this.#breaking.outages.begins(course);
    this.#breaking.meetDead(course);
    return { ...migration, simulation: scope, course };
  }

  /** It has ended, one way or the other. */
  end(course: Course): void {
    const { guest } = course.of;
    // One that has crashed was moved as it was.
    if (this.#breaking.gone.has(guest.name) && !guest.suspended) guest.suspend();
    this.#underWay.delete(course);
    this.#met.delete(course);
    this.#holds.delete(course);
  }

  moved(course: Course): void {
    const hold = this.#holds.get(course);
    if (hold !== undefined && hold.part !== course.stage.part) {
      this.#holds.delete(course);
      this.#later(0, hold.end);
    }
    for (const placed of this.#waiting) {
      const { spec } = placed;
      if (spec.guest !== undefined && spec.guest !== course.of.guest.name) continue;
      if (!isThere(spec.when, course)) continue;
      this.#waiting.delete(placed);
      this.#later(spec.afterNs, () => this.#begin(placed, [course]));
    }
    for (const met of this.#breaking.conditions) this.#meet(course, met);
    if (this.#breaking.dead.size > 0) this.#later(0, () => this.#breaking.meetDead(course));
  }

  #place(placed: Placed): void {
    const { when, afterNs } = placed.spec;
    const { simulation } = this.#world;
    if (when.atNs !== undefined) {
      simulation.at(when.atNs + afterNs, () => this.#begin(placed, this.#about(placed)));
    } else if (when.meanTimeNs !== undefined) this.#draw(placed, when.meanTimeNs);
    else this.#waiting.add(placed);
  }

  /** Again and again, as long as the run goes on; what lasts begins again after its end. */
  #draw(placed: Placed, meanNs: number): void {
    const { simulation } = this.#world;
    const random = simulation.random(`faults/${placed.index + 1}`);
    const ns = Math.round(-log(1 - random.double()) * meanNs);
    simulation.schedule(ns, () => {
      const lastsNs = this.#begin(placed, this.#about(placed));
      if (lastsNs < Infinity) simulation.schedule(lastsNs, () => this.#draw(placed, meanNs));
    });
  }

  #about({ spec: { guest } }: Placed): Course[] {
    return [...this.#underWay].filter(({ of }) => guest === undefined || guest === of.guest.name);
  }

  /** @returns how long it lasts, ns; Infinity for what does not end. */
  #begin({ spec, beganNs }: Placed, courses: readonly Course[]): number {
    beganNs.push(this.#world.simulation.nowNs);
    const end = faultKindOf(spec).begin(spec, { world: this.#breaking, courses });
    // What ends by itself is over at once unless it says how long it lasts.
    if (end === undefined) return spec.forNs ?? 0;
    if (spec.forNs !== undefined) this.#later(spec.forNs, end);
    return spec.forNs ?? Infinity;
  }

  #meet(course: Course, met: Met): void {
    const { condition, fault, guest } = met;
    const { rules, guest: own, isEncrypted } = course.of;
    if (condition === 'tls' && !isEncrypted) return;
    const place = rules.meets[condition];
    const { part } = course.stage;
    if (place?.part !== part || (guest !== undefined && guest !== own.name)) return;
    const seen = this.#met.get(course) ?? new Set();
    this.#met.set(course, seen);
    if (seen.has(met)) return;
    seen.add(met);
    // What waits does nothing else meanwhile.
    const waitNs = condition === 'suspend' ? rules.timeOuts.suspendNs : place.ns;
    // It goes on if what it waits for was under way already.
    if (waitNs > 0 && !this.#holds.has(course)) {
      this.#holds.set(course, { part, end: course.hang() });
    }
    const sinceNs = this.#world.simulation.nowNs;
    const isEver = waitNs === Infinity;
    this.#later(isEver ? 0 : waitNs, () => {
      if (course.stage.part !== part) return;
      course.strike({ blow: condition, fault, sinceNs, isTold: !isEver });
    });
  }

  /** Never within the process of a migration, which might end it. */
  #later(ns: number, what: () => void): void {
    this.#world.simulation.schedule(ns, what);
  }
}

/** What its system does if it fails. */
function rulesOf({ mechanism, policy: spec }: Spec, { toolstack, policy }: Migration) {
  const isQemu = policy.wire.system === 'qemu';
  const release = isQemu && 'release' in spec ? spec.release : undefined;
  return recoveryOf({ toolstack, mechanism, isQemu, release });
}

/** Whether a migration has come to where a fault waits for one. */
function isThere({ during, round, sharePercent }: When, course: Course): boolean {
  if (during !== undefined) return during === course.phase || during === course.stage.part;
  if (round !== undefined) return course.round >= round;
  const { pages } = course.of.guest.memory;
  return sharePercent !== undefined && course.pages >= (sharePercent / 100) * pages;
}
