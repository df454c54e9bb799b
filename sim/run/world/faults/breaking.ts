/** What faults do to the hosts, links, guests and migrations of a run. */
import type {
  Blowing,
  Breakable,
  HostPlace,
  Outage,
  Place,
} from '../../../../models/fault/kind.ts';
import type { Link } from '../../../engine/machine/flow/link.ts';
import type { Host } from '../../../engine/machine/guest/host.ts';
import type { Course } from '../../../engine/mechanism/course.ts';
import { type Condition, ruleOf } from '../../../engine/mechanism/failure.ts';
import type { Scenario } from '../../../scenario/scenario.ts';
import { guestOf, hostOf, type World } from '../world.ts';
import { Outages } from './outages.ts';

/** Something that migrations meet when they come to it. */
export interface Met {
  readonly condition: Condition;
  readonly fault: string;
  readonly guest: string | undefined;
}

/** Why a guest no longer works, and since when. */
export interface Gone {
  readonly fault: string;
  readonly sinceNs: number;
}

export class Breaking implements Breakable {
  readonly outages: Outages;
  readonly conditions = new Set<Met>();
  /** Hosts that have crashed. */
  readonly dead = new Map<Host, Gone>();
  /** Guests that are lost, but for what becomes of their migrations. */
  readonly gone = new Map<string, Gone>();
  /** Those that wait for a host which has crashed. */
  readonly #stalled = new WeakSet<Course>();
  /** Those whose process at an end does nothing any more, for good: its time-out runs once. */
  readonly #silent = { source: new WeakSet<Course>(), destination: new WeakSet<Course>() };
  readonly #scenario: Scenario;
  readonly #world: World;
  readonly #courses: ReadonlySet<Course>;

  constructor(scenario: Scenario, world: World, courses: ReadonlySet<Course>) {
    this.#scenario = scenario;
    this.#world = world;
    this.#courses = courses;
    this.outages = new Outages({ ...world, courses });
  }

  links({ link, host, direction }: Place, courses: readonly Course[]): readonly Link[] {
    const { network } = this.#world;
    const takes = (at: number): boolean => direction === 'both' || (direction === 'out') === !at;
    if (link !== undefined) return network.named(link).filter((_, at) => takes(at));
    if (host !== undefined) {
      return (['out', 'in'] as const).flatMap((way, at) =>
        takes(at) ? [network.port(host, way)] : [],
      );
    }
    const ways =
      courses.length > 0 ? courses.map(endsOf) : this.#scenario.migrations.map(this.#ends);
    const links = ways.flatMap(([from, to]) => [
      ...(takes(0) ? network.path(from, to) : []),
      ...(takes(1) ? network.path(to, from) : []),
    ]);
    return [...new Set(links)];
  }

  hosts({ host, side }: HostPlace, courses: readonly Course[]): readonly Host[] {
    if (host !== undefined) return [hostOf(this.#world, host)];
    const at = side === 'source' ? 0 : 1;
    const ways =
      courses.length > 0 ? courses.map(endsOf) : this.#scenario.migrations.map(this.#ends);
    return [...new Set(ways.map((ends) => ends[at] as string))].map((name) => {
      return hostOf(this.#world, name);
    });
  }

  cut(links: readonly Link[], of: Outage): () => void {
    return this.outages.cut(links, of);
  }

  bound(links: readonly Link[], bytesPerNs: (link: Link) => number): () => void {
    return this.outages.bound(links, bytesPerNs);
  }

  later(ns: number, what: () => void): () => void {
    const { simulation } = this.#world;
    const event = simulation.schedule(Math.round(ns), what);
    return () => simulation.cancel(event);
  }

  crash(host: Host, fault: string): void {
    if (this.dead.has(host)) return;
    const gone = { fault, sinceNs: this.#world.simulation.nowNs };
    this.dead.set(host, gone);
    for (const course of this.#courses) this.meetDead(course);
    // All that the destination needs of these has come.
    const safe = new Set(
      [...this.#courses].map(({ isOver, of }) => (isOver ? undefined : of.guest)),
    );
    for (const [name, { guest }] of this.#world.guests) {
      if (guest.host !== host || (guest.suspended && safe.has(guest))) continue;
      if (!guest.suspended) guest.suspend();
      this.gone.set(name, gone);
    }
    host.scheduler.pause(host.dom0);
  }

  /** A migration one of whose hosts may have crashed. */
  meetDead(course: Course): void {
    const { source, destination } = course.of;
    const left = this.dead.get(source);
    if (left !== undefined) {
      // Where it needs nothing more of its source, its destination may be gone as well.
      const isStruck = course.strike({ ...left, blow: 'source-host', isTold: false });
      if (isStruck || course.isStruck) return;
    }
    const there = this.dead.get(destination);
    if (there === undefined || course.hasEnded) return;
    if (course.isOver && course.stage.host === 'source') return;
    const strike = { ...there, blow: 'destination-host', isTold: false } as const;
    const phase = course.phase ?? 'set-up';
    const end = ruleOf(course.of.rules, strike.blow, phase)?.end;
    const isAtOnce = end === 'lost' || course.isOver;
    if (isAtOnce) course.strike(strike);
    else if (end !== undefined && !this.#stalled.has(course)) {
      this.#stalled.add(course);
      course.hang();
      const { connectNs, connectionNs } = course.of.rules.timeOuts;
      this.later(course.isOpening ? connectNs : connectionNs, () => {
        if (!course.isOver) course.strike(strike);
      });
    }
  }

  burden(host: Host, each: number): () => void {
    if (each === Infinity) {
      host.scheduler.pause(host.dom0);
      return () => host.scheduler.unpause(host.dom0);
    }
    const ends = Array.from({ length: each * host.dom0.vcpus.length }, (_, at) => {
      return host.newTask(`hog ${at + 1}`, 'background').load(1);
    });
    return () => {
      for (const end of ends) end();
    };
  }

  meet(condition: Condition, fault: string, guest: string | undefined): () => void {
    const met = { condition, fault, guest };
    this.conditions.add(met);
    return () => this.conditions.delete(met);
  }

  strike(course: Course, blowing: Blowing): void {
    course.strike({ ...blowing, sinceNs: this.#world.simulation.nowNs });
  }

  kill(course: Course, side: 'source' | 'destination', fault: string): void {
    const { toolNs } = course.of.rules.timeOuts;
    // What is left of the tools at that end waits for it.
    if (side === 'source' && toolNs < Infinity) this.hang(course, side, undefined, fault);
    else this.strike(course, { blow: `${side}-tool`, fault, isTold: true });
  }

  hang(
    course: Course,
    side: 'source' | 'destination',
    forNs: number | undefined,
    fault = 'hang',
  ): void {
    if (course.hasEnded || this.#silent[side].has(course)) return;
    const { timeOuts, toolIsGuest } = course.of.rules;
    const { guest } = course.of;
    const strike = { fault, blow: `${side}-tool`, isTold: false } as const;
    const endNs = Math.min(forNs ?? Infinity, timeOuts.toolNs);
    if (endNs === Infinity) {
      this.strike(course, strike);
      return;
    }
    if (forNs === undefined) this.#silent[side].add(course);
    const end = course.hang();
    const stands = toolIsGuest === true && guest.host === course.of[side] && !guest.suspended;
    const goOn = stands ? guest.pause() : undefined;
    const sinceNs = this.#world.simulation.nowNs;
    this.later(endNs, () => {
      goOn?.();
      // In some phases nothing depends on that process.
      if (endNs === forNs || !course.strike({ ...strike, sinceNs })) end();
    });
  }

  reset(course: Course, of: Outage): void {
    this.outages.reset(course, of);
  }

  balloon(name: string, pages: number): void {
    const guest = guestOf(this.#world, name);
    const { memory } = guest;
    guest.sync();
    if (!memory.logging || guest.suspended) return;
    const most = Math.min(pages, memory.pages);
    for (let pfn = 0; pfn < most; pfn += 1) memory.mark(memory.order.positionOf(pfn));
  }

  crashGuest(course: Course, fault: string): void {
    const { guest } = course.of;
    // One that stands cannot crash.
    if (guest.suspended || course.hasEnded) return;
    this.gone.set(guest.name, { fault, sinceNs: this.#world.simulation.nowNs });
    this.strike(course, { blow: 'guest-crash', fault, isTold: true });
  }

  readonly #ends = ({ guest, to }: Scenario['migrations'][number]): readonly [string, string] => {
    return [this.#scenario.guests[guest]?.host ?? to, to];
  };
}

/** From where to where a migration leads. */
function endsOf({ of: { source, destination } }: Course): readonly [string, string] {
  return [source.name, destination.name];
}
