/**
 * Links that are down, and the migrations that they cut off. TCP repeats what is lost, later each
 * time, so that a migration goes on some time after its link; after a time-out its end of the
 * connection fails.
 */
import type { Outage } from '../../../../models/fault/kind.ts';
import type { Simulation } from '../../../engine/kernel/simulation.ts';
import type { Link } from '../../../engine/machine/flow/link.ts';
import type { Machinery } from '../../../engine/machine/flow/machinery.ts';
import type { Course } from '../../../engine/mechanism/course.ts';
import { ruleOf } from '../../../engine/mechanism/failure.ts';
import { repeatedAfterNs } from '../../../engine/mechanism/tcp.ts';
import type { Network } from '../network.ts';

/** What an outage needs of the world. */
interface Around {
  readonly simulation: Simulation;
  readonly machinery: Machinery;
  readonly network: Network;
  /** Migrations under way. */
  readonly courses: ReadonlySet<Course>;
}

/** A migration that is cut off. */
interface Cut {
  readonly sinceNs: number;
  /** Whether its connections are still being opened. */
  readonly opens: boolean;
  readonly end: () => void;
  /** Whether it waits to be told to go on. */
  isPaused: boolean;
}

/** Links that are down together. */
interface Down {
  readonly links: ReadonlySet<Link>;
  readonly of: Outage;
  readonly cuts: Map<Course, Cut>;
}

export class Outages {
  readonly #around: Around;
  readonly #downs = new Set<Down>();
  /** Since when each has been cut off: TCP goes on to repeat by that if its link fails again. */
  readonly #since = new Map<Course, Pick<Cut, 'sinceNs' | 'opens'>>();

  constructor(around: Around) {
    this.#around = around;
  }

  /** The links on the way of a migration, there and back; none of one that goes by a file. */
  wayOf({ of: { source, destination, rules } }: Course): readonly Link[] {
    const { network } = this.#around;
    if (Object.keys(rules.rules.connection).length === 0) return [];
    const [from, to] = [source.name, destination.name];
    return [...network.path(from, to), ...network.path(to, from)];
  }

  /** Links go down. @returns what brings them up. */
  cut(links: readonly Link[], of: Outage): () => void {
    const down: Down = { links: new Set(links), of, cuts: new Map() };
    this.#downs.add(down);
    const release = this.bound(links, () => 0);
    for (const course of this.#around.courses) this.#cutOff(course, down);
    return () => {
      this.#downs.delete(down);
      release();
      for (const [course, cut] of down.cuts) this.#restore(course, cut, down.of);
    };
  }

  /** Links carry no more than a rate. @returns what lets them carry all again. */
  bound(links: readonly Link[], bytesPerNs: (link: Link) => number): () => void {
    const { machinery } = this.#around;
    const ends = links.map((link) => link.bound(bytesPerNs(link)));
    for (const link of links) machinery.touchLink(link);
    return () => {
      for (const end of ends) end();
      for (const link of links) machinery.touchLink(link);
    };
  }

  /** A migration begins, perhaps on links that are down. */
  begins(course: Course): void {
    for (const down of this.#downs) this.#cutOff(course, down);
  }

  /** Its connections are lost at once, and may be made again. */
  reset(course: Course, { fault, forNs, recoverNs }: Outage): void {
    const { simulation } = this.#around;
    if (!pauses(course) || forNs + recoverNs === Infinity) {
      const sinceNs = simulation.nowNs;
      course.strike({ blow: 'connection', fault, sinceNs, isTold: true });
      return;
    }
    const end = course.cut();
    simulation.schedule(forNs + recoverNs, () => goesOn(course, end));
  }

  #cutOff(course: Course, down: Down): void {
    if (!this.wayOf(course).some((link) => down.links.has(link))) return;
    const { simulation } = this.#around;
    const opens = course.isOpening;
    const since = this.#since.get(course) ?? { sinceNs: simulation.nowNs, opens };
    this.#since.set(course, since);
    const end = course.cut();
    const up = (): void => {
      end();
      if (!course.isCut) this.#since.delete(course);
    };
    const cut = { ...since, end: up, isPaused: false };
    down.cuts.set(course, cut);
    const { connectNs, connectionNs } = course.of.rules.timeOuts;
    const endNs = Math.round(since.sinceNs + (since.opens ? connectNs : connectionNs));
    simulation.schedule(Math.max(0, endNs - simulation.nowNs), () => {
      // It may be up now and then: what counts is that nothing has got through since.
      const isStill = course.isCut && this.#since.get(course) === since && !pauses(course);
      if (isStill || this.#downs.has(down) || cut.isPaused) this.#giveUp(course, cut, down.of);
    });
  }

  #giveUp(course: Course, cut: Cut, { fault, forNs, recoverNs }: Outage): void {
    if (pauses(course) && forNs + recoverNs < Infinity) {
      cut.isPaused = true;
      return;
    }
    course.strike({ blow: 'connection', fault, sinceNs: cut.sinceNs, isTold: false });
  }

  /** The links are up again: it goes on when TCP tries again, or when it is told to. */
  #restore(course: Course, { sinceNs, opens, end, isPaused }: Cut, of: Outage): void {
    const { simulation } = this.#around;
    const outageNs = simulation.nowNs - sinceNs;
    if (isPaused) simulation.schedule(of.recoverNs, () => goesOn(course, end));
    else simulation.schedule(repeatedAfterNs(outageNs, opens) - outageNs, end);
  }
}

/** Whether it would be continued after its connection was lost. */
function pauses(course: Course): boolean {
  const { phase } = course;
  return phase !== undefined && ruleOf(course.of.rules, 'connection', phase)?.end === 'paused';
}

function goesOn(course: Course, end: () => void): void {
  if (!course.hasEnded) course.recoveries += 1;
  end();
}
