/**
 * A migration under way among others: what its stages and batches take at present, and how far it
 * is in the round that it sends.
 */

import type { Simulation } from '../../../engine/kernel/simulation.ts';
import { isInTurns } from '../../../engine/machine/scheduler/schedulers.ts';
import type { MoveNow } from '../../result/steps.ts';
import { type BatchDemand, demandOf } from '../contention/batch-needs.ts';
import type { BothEnds, Dom0Contention } from '../contention/dom0-mva.ts';
import { sharedDom0 } from '../contention/dom0-share.ts';
import type { LinkQueue } from '../contention/link-queue.ts';
import { LinkWay } from '../contention/link-way.ts';
import type { Pace } from '../pages/pass.ts';
import type { Dom0Share } from '../stages/pilot-migration.ts';
import type { StageTimes } from '../stages/times.ts';
import { CpuAccounting } from './cpu-accounting.ts';
import type { SharedDom0 } from './dom0.ts';
import { Dom0Costs } from './dom0-costs.ts';
import { type Environment, ExpectedMigration } from './migration.ts';
import type { Model, PipelineModel } from './model.ts';
import { batchSecondsOf, paced } from './pacing.ts';
import { type RoundSender, Sending } from './sending.ts';

/** Where a migration takes place. */
export interface Place {
  readonly clock: Simulation;
  readonly ends: readonly [SharedDom0<ConcurrentMigration>, SharedDom0<ConcurrentMigration>];
  readonly links: readonly LinkQueue<ConcurrentMigration>[];
  readonly presences: Contentions;
}

/** In the first round, where all pages are new to the destination, and later. */
export type Contentions = readonly [Dom0Contention, Dom0Contention];

export class ConcurrentMigration implements Environment, RoundSender {
  readonly migration: ExpectedMigration;
  readonly place: Place;
  readonly way: LinkWay<ConcurrentMigration>;
  readonly bytes: number;
  readonly cpu: CpuAccounting;
  times: StageTimes;
  /** Bytes per second while it moves some and no link is shared. */
  peak = Infinity;
  awaySeconds = 0;
  readonly sending: Sending;
  /** Whether it is among those that share the Dom0 of each end: 1 or 0. */
  readonly #present: [number, number] = [0, 0];
  /** Virtual CPUs of its processes, at both ends. */
  readonly #seats: readonly [number, number];
  readonly #needs: BatchDemand;
  /** What sending takes with no one else on the links. */
  pageTimes: Pace;
  #contentionFactor = 1;
  #shares: readonly [Dom0Share, Dom0Share] | undefined;
  /** Whether it uses the links of its way. */
  #isLinked = false;
  #batchAlone = 0;

  constructor(model: Model, place: Place) {
    this.place = place;
    this.way = new LinkWay<ConcurrentMigration>(this, place.links);
    this.times = model.times;
    this.pageTimes = model.times.pace;
    this.migration = new ExpectedMigration(model, this);
    this.sending = new Sending(this);
    this.#needs = demandOf(model);
    this.bytes = this.#needs.bytes;
    const [source, destination] = place.ends;
    this.cpu = new CpuAccounting(new Dom0Costs(model), place.clock, [
      source.books,
      destination.books,
    ]);
    // The toolstack's processes first, as in `sim/engine/mechanism/stages.ts`.
    for (const end of place.ends) end.place();
    this.#seats = [source.place(), destination.place()];
    this.#tune(model.times, model.pipeline?.alone);
  }

  /** From now on it shares the Dom0 of an end with others, or no longer. */
  setPresent(end: 0 | 1, isPresent: boolean): void {
    this.#present[end] = isPresent ? 1 : 0;
    const dom0 = this.place.ends[end];
    if (isPresent) dom0.enter(this, this.#seats[end]);
    else dom0.leave(this, this.#seats[end]);
  }

  /** From now on it shares links, or no longer. */
  setLinked(isLinked: boolean): void {
    this.#isLinked = isLinked;
    if (isLinked) this.way.use(this);
    else this.way.leave();
  }

  /** The migrations on its hosts may have changed, or its round. */
  retune(): void {
    const { pipeline } = this.migration.model;
    if (pipeline === undefined) return;
    const { shares, contentionFactor } = this.#standing(pipeline);
    const known = this.#shares;
    const isKnown =
      known !== undefined && isSame(known[0], shares[0]) && isSame(known[1], shares[1]);
    if (isKnown && contentionFactor === this.#contentionFactor) return;
    this.#contentionFactor = contentionFactor;
    this.#tune(isKnown ? this.times : pipeline.times(shares[0], shares[1]), shares);
  }

  #tune(times: StageTimes, shares: readonly [Dom0Share, Dom0Share] | undefined): void {
    this.times = times;
    this.pageTimes = contended(times.pace, this.#contentionFactor);
    this.#shares = shares;
    if (shares === undefined) return;
    const { bytes, write, read } = this.#needs;
    const cpu = Math.min(speedOf(shares[0]) / write, speedOf(shares[1]) / read);
    this.peak = Math.min(this.way.narrowest, bytes * cpu);
    this.weighBatch();
  }

  /** What it may use of both Dom0s, and what is easier than if all came at random. */
  #standing({ alone }: PipelineModel) {
    const { ends, presences } = this.place;
    const present = this.#present;
    const counts: BothEnds = [
      ends[0].present.size + 1 - present[0],
      ends[1].present.size + 1 - present[1],
    ];
    const seatAt = (end: 0 | 1) => ends[end].onSeat(this.#seats[end]) + 1 - present[end];
    const onSeat: BothEnds = [seatAt(0), seatAt(1)];
    const isFree = alone[0].capPercent === Infinity && alone[1].capPercent === Infinity;
    if (isFree && onSeat[0] === 1 && onSeat[1] === 1) return { shares: alone, contentionFactor: 1 };
    const capAt = (end: 0 | 1) => Math.max(0.001, capOf(alone[end]) - ends[end].background);
    const caps: BothEnds = [capAt(0), capAt(1)];
    const presence = presences[this.migration.loop.round <= 1 ? 0 : 1];
    const parts = presence.ofOthers(caps, counts);
    const shareAt = (index: 0 | 1): Dom0Share => {
      const end = ends[index];
      return sharedDom0(alone[index], {
        others: counts[index] - 1,
        seats: end.seats + (onSeat[index] > 1 ? 0 : 1 - present[index]),
        onSeat: onSeat[index],
        presence: parts[index],
        background: end.background,
      });
    };
    return {
      shares: [shareAt(0), shareAt(1)] as const,
      contentionFactor: presence.contentionFactor(caps, counts),
    };
  }

  /** Its batches take another time from now on. */
  weighBatch(): void {
    this.#batchAlone = this.#batchNow();
    this.awaySeconds = Math.max(0, this.#batchAlone - this.bytes / this.peak);
    this.meet();
  }

  /** A link of its way may have changed for it. */
  meet(): void {
    if (this.#isLinked) this.way.use(this);
  }

  /** A batch with no one else on the links, seconds. */
  #batchNow(): number {
    const { model, loop, bitsPerSecond } = this.migration;
    const pace = paced(this.pageTimes, bitsPerSecond, model);
    return batchSecondsOf(pace, loop.round <= 1, model);
  }

  /** What links add to a batch, seconds. */
  get #held(): number {
    if (this.migration.model.pipeline === undefined) return 0;
    const alone = 1 / this.peak;
    return this.bytes * Math.max(0, this.way.present - alone);
  }

  get linkSlowdown(): number {
    const alone = this.#batchAlone;
    return alone > 0 ? (alone + this.#held) / alone : 1;
  }

  /** How far it is; of the round, as of the last time at which its pace changed. */
  look(guest: string): MoveNow {
    const { round } = this.migration.loop;
    const { due, done, leastSecondsLeft } = this.sending.progress;
    return { guest, round, due: Math.round(due), done: Math.round(done), leastSecondsLeft };
  }

  othersCpu(): BothEnds {
    return this.cpu.others();
  }
}

function isSame(one: Dom0Share, other: Dom0Share): boolean {
  return one.capPercent === other.capPercent && one.turns === other.turns;
}

function contended(pace: Pace, factor: number): Pace {
  return {
    secondsPerPage: factor * pace.secondsPerPage,
    secondsPerNewPage: factor * pace.secondsPerNewPage,
    secondsPerBatch: factor * pace.secondsPerBatch,
  };
}

/** CPUs that bound all of its migrations together at every instant. */
function capOf({ capPercent, turns }: Dom0Share): number {
  return isInTurns(turns) ? Infinity : capPercent / 100;
}

/** Share of a CPU that a process has while it may run. */
function speedOf(share: Dom0Share): number {
  return Math.min(1, capOf(share));
}
