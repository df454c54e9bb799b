/**
 * A writing guest: one word to a page per write, over a working set, at a rate.
 *
 * Paced by the `cpu`, it never sleeps: the rate is what the guest reaches when each of its virtual
 * CPUs has a whole one, and no faults; a cap and the shadow faults after each clean slow it down.
 * Paced by a `timer`, it sleeps between writes: the rate is per second of time, it uses rate x
 * (CPU per write) of its CPU and what an idle guest uses, and faults are work beside that, at the
 * pace at which it comes to clean pages. What it misses for lack of CPU it does not catch up; more
 * CPU makes it write no faster. A writer that is woken by ticks also misses what is due when a
 * throttle puts it to sleep: half a tick.
 *
 * A rate that is given as a function of time, or was measured, is kept by the `clock`: it holds
 * while the guest is not stopped, however much CPU it gets. `dirtied` is a rate of another kind,
 * kept likewise: pages that become dirty per second, as logs of migrations report it. How many
 * writes that takes is not asked, and no CPU is charged for them.
 *
 * Rate and working set are courses over the time since the workload began; over an interval the
 * writes are the integral of the rate.
 */

import { NS_PER_SECOND, PAGE_BYTES } from '../../sim/engine/kernel/unit.ts';
import type { FaultWork, GuestInterval } from '../../sim/engine/machine/guest/guest-activity.ts';
import type { GuestMemory } from '../../sim/engine/machine/memory/guest-memory.ts';
import type { Dirtying } from '../dirtying/dirtying.ts';
import { Course, type CourseSpec, type Piece, scaled } from './course.ts';
import { dirtyingIn, type Ground, type Pattern } from './kind.ts';
import { sizesOf, WorkingSet } from './working-set.ts';
import type { Workload } from './workload.ts';
import { WrittenRing } from './written-ring.ts';

/** How a writer keeps its rate; `dirtied` also says what the rate counts. */
export type Pacing = 'cpu' | 'timer' | 'clock' | 'dirtied';

export interface WriteOptions {
  /** As the scenario calls it. */
  readonly kind: string;
  /** Pages per second: writes, or pages that become dirty. */
  readonly rate: Course;
  readonly workingSet: WorkingSet;
  readonly pacing: Pacing;
  readonly dirtying: Dirtying;
  /** Extra CPU for the first write to a page since the last clean, ns. */
  readonly faultNs: number;
  /** CPU per write of a writer that sleeps in between, ns. */
  readonly writeNs: number;
  /** Share of a CPU that the guest uses while it sleeps, 0 to 1. */
  readonly idleShare: number;
  /** Share of each virtual CPU that it wants for other things, 0 to 1. */
  readonly otherCpu: number;
  /** Virtual CPUs among which writes are spread. */
  readonly vcpus: number;
  readonly pattern: Pattern;
  /** How often the timer of a timer-paced writer ticks, ns; 0: all the time. */
  readonly tickNs: number;
}

type Sleeping = Pick<WriteOptions, 'writeNs' | 'idleShare' | 'otherCpu' | 'vcpus'>;

/** Share of each virtual CPU that writes paced by the timer want. */
export const timerDemand = (pagesPerSecond: number, { writeNs, vcpus }: Sleeping) =>
  Math.min(1, (pagesPerSecond * writeNs) / NS_PER_SECOND / vcpus);

/** Share that their guest wants of each. @param writes what its writes want. */
export const demandWith = (writes: number, { otherCpu, idleShare }: Sleeping) =>
  Math.min(1, writes + otherCpu + idleShare);

/**
 * CPU that goes into the writes of a timer. What else the guest does (its suspend, sending) takes
 * CPU as well, but makes no writes.
 * @param got CPU of the guest, in some time of the same unit. @param writes their `timerDemand`.
 */
export function cpuOfWrites(
  { got, time, writes, demand }: Record<'got' | 'time' | 'writes' | 'demand', number>,
  { vcpus }: Sleeping,
): number {
  return Math.min(got * (writes / demand), writes * time * vcpus);
}

/** A writer as a workload says it. */
interface WriterSpec extends Pick<WriteOptions, 'kind' | 'pacing' | 'otherCpu'> {
  /** Default 0. */
  readonly tickNs?: number;
  /** Of pages per second. */
  readonly rate: CourseSpec;
  /** Of bytes. */
  readonly workingSet: CourseSpec;
  readonly pattern: Pattern;
  /** Virtual CPUs that write; absent: all. */
  readonly writers?: number | undefined;
}

/** The writer on its ground. */
export function buildWriter(
  { rate, workingSet, writers, ...rest }: WriterSpec,
  ground: Ground,
): WriteWorkload {
  const { parameters, room, vcpus } = ground;
  const { pattern } = rest;
  const pages = scaled(workingSet, 1 / PAGE_BYTES);
  const sizes = sizesOf(pages.values, pages.interpolate === 'step', room.pages);
  return new WriteWorkload({
    tickNs: 0,
    ...rest,
    rate: new Course(rate),
    workingSet: new WorkingSet(new Course(pages), sizes),
    dirtying: dirtyingIn(ground, pattern, sizes),
    faultNs: parameters.guestCpuPerFault,
    writeNs: parameters.guestCpuPerWrite,
    idleShare: parameters.guestIdleCpu / 100,
    vcpus: Math.min(writers ?? vcpus, vcpus),
  });
}

/** A demand for CPU that differs by less is left alone, unless it is none: half a percent. */
const DEMAND_STEP = 0.005;

export class WriteWorkload implements Workload {
  readonly kind: string;
  readonly writers: number;
  readonly ring: WrittenRing;
  readonly #options: WriteOptions;
  /** CPU that first writes after a clean have cost beyond the writes themselves, ns. */
  faultNs = 0;
  #beginNs = 0;
  /** Share of each virtual CPU that its writes want in this stretch of time. */
  #writeDemand = 0;

  constructor(options: WriteOptions) {
    this.kind = options.kind;
    this.writers = options.vcpus;
    this.ring = new WrittenRing(options.pattern, options.vcpus);
    this.#options = options;
    this.begin(0);
  }

  get cpuDemand(): number {
    return demandWith(this.#writeDemand, this.#options);
  }

  /** Those that do not write compute all the time where writers never sleep. */
  get restDemand(): number {
    return this.#options.pacing === 'cpu' ? this.cpuDemand : demandWith(0, this.#options);
  }

  get faultWork(): FaultWork | undefined {
    const { pacing, faultNs, writeNs, dirtying, vcpus } = this.#options;
    const isPaid = pacing === 'timer' || pacing === 'clock';
    if (!isPaid || this.#writeDemand === 0) return undefined;
    const share = (this.#writeDemand * vcpus * faultNs) / writeNs;
    return { cpuNs: dirtying.region.pages * faultNs, share };
  }

  begin(nowNs: number): void {
    this.#beginNs = nowNs;
    this.change(nowNs);
  }

  change(nowNs: number): void {
    const { rate, workingSet, dirtying } = this.#options;
    const ns = nowNs - this.#beginNs;
    this.#writeDemand = this.#demandIn(rate.pieceAt(ns));
    const pages = workingSet.at(ns);
    dirtying.resize(pages);
    this.ring.expect({ pages, perSecond: rate.at(ns) });
  }

  nextChangeNs(nowNs: number): number {
    const ns = nowNs - this.#beginNs;
    const nextNs = Math.min(this.#nextDemandNs(ns), this.#options.workingSet.nextChangeNs(ns));
    return this.#beginNs + nextNs;
  }

  advance(interval: GuestInterval, memory: GuestMemory): void {
    const { startNs, endNs, wallNs, cpuNs, sleeps } = interval;
    if (endNs <= startNs) return;
    const { rate, dirtying, pacing, faultNs, writeNs, tickNs, vcpus } = this.#options;
    const pagesPerSecond = rate.mean(startNs - this.#beginNs, endNs - this.#beginNs);
    if (pagesPerSecond === 0) return;
    const pages = (pagesPerSecond * wallNs) / NS_PER_SECOND;
    let written = pages;
    if (pacing === 'dirtied') {
      dirtying.dirty(pages, memory);
    } else if (pacing === 'clock') {
      dirtying.spend(pages * writeNs, { writeNs, faultNs: 0 }, memory);
    } else if (pacing === 'cpu') {
      const wholeNs = (vcpus * NS_PER_SECOND) / pagesPerSecond;
      const writes = dirtying.spend(cpuNs, { writeNs: wholeNs, faultNs }, memory);
      this.faultNs += cpuNs - writes * wholeNs;
      written = writes;
    } else {
      const writes = timerDemand(pagesPerSecond, this.#options);
      const time = Math.max(0, wallNs - (sleeps * tickNs) / 2);
      const use = { got: cpuNs, time, writes, demand: this.cpuDemand };
      written = dirtying.spend(cpuOfWrites(use, this.#options), { writeNs, faultNs: 0 }, memory);
    }
    this.ring.add(written, wallNs);
  }

  /** The first knot of the rate behind which its writes want noticeably other CPU. */
  #nextDemandNs(fromNs: number): number {
    const { rate } = this.#options;
    let { endNs } = rate.pieceAt(fromNs);
    for (let left = rate.pieces; left > 0 && endNs < Infinity; left -= 1) {
      const piece = rate.pieceAt(endNs);
      const demand = this.#demandIn(piece);
      const isNoticed = Math.abs(demand - this.#writeDemand) > DEMAND_STEP;
      if (isNoticed || this.#writeDemand > 0 !== demand > 0) return endNs;
      ({ endNs } = piece);
    }
    return Infinity;
  }

  /** What the writes of a piece want, at their mean rate. */
  #demandIn({ startValue, endValue }: Piece): number {
    const mean = startValue === endValue ? startValue : 0.5 * (startValue + endValue);
    const { pacing } = this.#options;
    if (mean === 0 || pacing === 'dirtied') return 0;
    return pacing === 'cpu' ? 1 : timerDemand(mean, this.#options);
  }
}
