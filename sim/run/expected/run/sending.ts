/**
 * A round while it is sent beside others. Its end is planned with what a batch takes at present.
 * Links change with each migration that comes or goes, so a plan is not made again for each of
 * them: it is counted how far the round is, batches by what they took on average since it was
 * looked last, and the end is moved. What was sent is found at the end, at the mean time of its
 * batches, and whatever is left then is sent too.
 */
import type { EventHandle } from '../../../engine/kernel/queue.ts';
import { Signal } from '../../../engine/kernel/signal.ts';
import type { Simulation } from '../../../engine/kernel/simulation.ts';
import { NS_PER_SECOND } from '../../../engine/kernel/unit.ts';
import { CHANGE_LEAST } from '../contention/link-queue.ts';
import type { LinkUse } from '../contention/link-share.ts';
import type { LinkWay } from '../contention/link-way.ts';
import type { Pace } from '../pages/pass.ts';
import { ExpectedRounds } from '../pages/rounds.ts';
import type { CpuAccounting } from './cpu-accounting.ts';
import type { ExpectedMigration } from './migration.ts';
import { batchSecondsOf, leastBatchSeconds, paced } from './pacing.ts';

/** Whose rounds are sent. */
export interface RoundSender extends LinkUse {
  readonly migration: ExpectedMigration;
  readonly place: { readonly clock: Simulation };
  readonly way: Pick<LinkWay<never>, 'slowest' | 'present' | 'area' | 'slack'>;
  readonly cpu: CpuAccounting;
  /** What sending takes with no one else on the links. */
  readonly pageTimes: Pace;
}

/** A plan that is off by this part of the time of a batch is made again. */
const PLAN_ERROR_MOST = 0.2;

/** Part of a round before whose end it is looked whether the plan still holds. */
const LAST_PART = 0.1;

/** Parts of a round's time: what a plan may be off then, what rest is none, and rounding. */
const ERROR_MOST = 2e-3;
const REST_LEAST = 1e-4;
const EPSILON = 1e-6;

export class Sending {
  /** Fires when the round is sent. */
  sent = new Signal<unknown>();
  readonly #sender: RoundSender;
  /** The round as it was at `#sinceNs`, while the loop is at its end already. */
  readonly #behind: ExpectedRounds;
  #sinceNs = 0;
  /** When the round began. */
  #startNs = 0;
  #times: Pace;
  #pace: Pace | undefined;
  /** The least and what a batch takes with no one else on the links. */
  #leastSeconds = 0;
  #aloneSeconds = 0;
  #peak = 0;
  /** What a batch takes by the plan, and as it was known last. */
  #plannedBatch = 0;
  #knownBatch = 0;
  /** Seconds of the plan: all, and those that are done. */
  #planned = 0;
  #done = 0;
  /** When it was looked how far it is, and what the way had taken until then. */
  #lookedNs = 0;
  #area = 0;
  #timer: EventHandle | undefined;

  constructor(sender: RoundSender) {
    this.#sender = sender;
    this.#behind = new ExpectedRounds(sender.migration.model);
    this.#times = sender.pageTimes;
  }

  /** The round is sent from now on. */
  start(): void {
    const { migration, place } = this.#sender;
    this.#behind.copyFrom(migration.loop);
    this.#startNs = place.clock.nowNs;
    this.#sinceNs = this.#startNs;
    this.#go();
  }

  /** Continues as it stands now, if that has changed. */
  change(): void {
    if (this.#pace === undefined) return;
    const { pageTimes, way } = this.#sender;
    const areTimesKnown = pageTimes === this.#times;
    const batch = areTimesKnown ? this.#batchWith(way.slowest) : this.#batchAnew();
    if (Math.abs(batch - this.#knownBatch) <= CHANGE_LEAST * batch) return;
    this.#look();
    this.#knownBatch = batch;
    const isPlanGood = Math.abs(batch - this.#plannedBatch) <= PLAN_ERROR_MOST * batch;
    if (areTimesKnown && isPlanGood) this.#wait();
    else this.#again();
  }

  /** How far it is, as of the last plan. */
  get progress(): Progress {
    const { due, sent, skipped } = this.#behind;
    const leftNs = (this.#timer?.timeNs ?? 0) - this.#sender.place.clock.nowNs;
    return { due, done: sent + skipped, leastSecondsLeft: Math.max(0, leftNs) / NS_PER_SECOND };
  }

  /** What was sent until now is sent; the rest is planned anew. */
  #again(): void {
    const { migration, place, cpu } = this.#sender;
    cpu.halt();
    this.#behind.send(this.#passed, this.#meanPace());
    migration.loop.copyFrom(this.#behind);
    this.#sinceNs = place.clock.nowNs;
    this.#go();
  }

  #go(): void {
    const { migration, place, way, cpu, peak, pageTimes } = this.#sender;
    const { loop } = migration;
    this.#times = pageTimes;
    this.#peak = peak;
    this.#measure();
    this.#plannedBatch = this.#batchWith(way.slowest);
    this.#knownBatch = this.#plannedBatch;
    this.#pace = this.#paceOf(this.#plannedBatch);
    const pages = [loop.sent, loop.sentNew] as const;
    this.#planned = this.#sendAll(this.#pace);
    if (this.#planned > 0) cpu.run(pages, [loop.sent, loop.sentNew], this.#planned);
    this.#done = 0;
    this.#lookedNs = place.clock.nowNs;
    this.#area = way.area;
    this.#wait();
  }

  /** @returns the seconds that it takes. */
  #sendAll(pace: Pace): number {
    const { loop } = this.#sender.migration;
    const before = loop.sendingSeconds;
    loop.send(Infinity, pace);
    return loop.sendingSeconds - before;
  }

  /** Until what is planned should be done, or nearly where the plan may not hold. */
  #wait(): void {
    const { place, way, cpu } = this.#sender;
    const { clock } = place;
    if (this.#timer !== undefined) clock.cancel(this.#timer);
    const left = Math.max(0, this.#planned - this.#done);
    const last = LAST_PART * ((clock.nowNs - this.#startNs) / NS_PER_SECOND + left);
    const isSure = way.slack <= CHANGE_LEAST && this.#knownBatch === this.#plannedBatch;
    const isLast = isSure || left <= last;
    const batch = way.slack > CHANGE_LEAST ? this.#batchWith(way.present) : this.#knownBatch;
    const slower = batch / this.#plannedBatch;
    const seconds = (isLast ? left : left - 0.9 * last) * slower;
    cpu.slow(slower);
    this.#timer = clock.schedule(Math.round(seconds * NS_PER_SECOND), this.#onTime);
  }

  readonly #onTime = (): void => {
    this.#timer = undefined;
    this.#look();
    const passed = this.#passed;
    if (Math.abs(passed - this.#done) > ERROR_MOST * passed) this.#correct(passed);
    const left = this.#planned - this.#done;
    if (left > REST_LEAST * passed && left * NS_PER_SECOND > 1) this.#wait();
    else this.#end(passed);
  };

  /** Counts what was done since it was looked last. */
  #look(): void {
    const { place, way } = this.#sender;
    const { nowNs } = place.clock;
    const seconds = (nowNs - this.#lookedNs) / NS_PER_SECOND;
    if (seconds <= 0) return;
    const { area } = way;
    const batch = this.#batchWith((area - this.#area) / seconds);
    this.#done += (seconds * this.#plannedBatch) / batch;
    this.#lookedNs = nowNs;
    this.#area = area;
  }

  /** Plans the round as it would be had it always gone at the pace that it had on average. */
  #correct(passed: number): void {
    const batch = (this.#plannedBatch * passed) / this.#done;
    this.#sender.migration.loop.copyFrom(this.#behind);
    this.#pace = this.#paceOf(batch);
    this.#planned = this.#sendAll(this.#pace);
    this.#plannedBatch = batch;
    this.#done = passed;
  }

  #end(passed: number): void {
    const { migration, cpu } = this.#sender;
    const late = passed - this.#planned;
    if (late > EPSILON * passed) migration.loop.live(late);
    cpu.halt();
    this.#pace = undefined;
    this.sent.fire(undefined);
  }

  /** Seconds since `#sinceNs`. */
  get #passed(): number {
    return (this.#sender.place.clock.nowNs - this.#sinceNs) / NS_PER_SECOND;
  }

  /** Of the time since `#sinceNs`. */
  #meanPace(): Pace {
    const passed = this.#passed;
    const isAsPlanned = Math.abs(passed - this.#done) <= EPSILON * passed;
    if (isAsPlanned) return this.#pace as Pace;
    return this.#paceOf((this.#plannedBatch * passed) / this.#done);
  }

  /** With batches that take so long. */
  #paceOf(batch: number): Pace {
    const { migration } = this.#sender;
    const { model, bitsPerSecond } = migration;
    const { secondsPerPage, ...rest } = this.#times;
    const held = Math.max(0, batch - this.#aloneSeconds) / model.policy.wire.batchPagesMax;
    return paced({ secondsPerPage: secondsPerPage + held, ...rest }, bitsPerSecond, model);
  }

  /** Sets what a batch takes at least. */
  #measure(): void {
    const { migration } = this.#sender;
    const { model, loop, bitsPerSecond } = migration;
    this.#leastSeconds = leastBatchSeconds(bitsPerSecond, model);
    this.#aloneSeconds = batchSecondsOf(this.#times, loop.round <= 1, model);
  }

  #batchWith(secondsPerByte: number): number {
    const held = this.#sender.bytes * Math.max(0, secondsPerByte - 1 / this.#peak);
    return Math.max(this.#leastSeconds, this.#aloneSeconds + held);
  }

  /** With the times of now. */
  #batchAnew(): number {
    const { migration, pageTimes, bytes, way, peak } = this.#sender;
    const alone = batchSecondsOf(pageTimes, migration.loop.round <= 1, migration.model);
    return Math.max(this.#leastSeconds, alone + bytes * Math.max(0, way.slowest - 1 / peak));
  }
}

/** Pages of a round, and seconds until it may be sent. */
export interface Progress {
  readonly due: number;
  readonly done: number;
  readonly leastSecondsLeft: number;
}
