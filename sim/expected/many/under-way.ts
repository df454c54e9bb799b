/**
 * A migration under way among others: what its stages and batches take at present, and how far it
 * is in the round that it sends.
 */
import type { EventHandle } from '../../kernel/queue.ts';
import { Signal } from '../../kernel/signal.ts';
import type { Simulation } from '../../kernel/simulation.ts';
import type { Carriage } from '../carriage.ts';
import { Dom0Costs } from '../dom0-costs.ts';
import { MeanMigration, paced, type Road } from '../mean-migration.ts';
import type { Pace } from '../mean-pass.ts';
import type { Dom0Share, Duty, Model } from '../model.ts';
import { ExpectedRounds } from '../rounds.ts';
import { type BatchNeeds, needsOf } from './batch-needs.ts';
import { sharedDom0 } from './cap-share.ts';
import type { CrowdedDom0 } from './crowded-dom0.ts';
import { Dom0Books } from './dom0-books.ts';
import { fewestFirst, type LinkCrowd, type LinkUser } from './link-crowd.ts';
import type { BothEnds, Presence } from './presence.ts';

const NS_PER_SECOND = 1e9;

/**
 * Part of a batch's time that is no change yet. Where hundreds share a link each that comes or goes
 * is less than this for the others, and all of them would have to be looked at each time.
 */
const CHANGE_LEAST = 0.01;

/** Where a migration takes place. */
export interface Place {
  readonly clock: Simulation;
  readonly ends: readonly [CrowdedDom0, CrowdedDom0];
  readonly links: readonly LinkCrowd[];
  readonly presence: Presence;
}

export class UnderWay implements Road, LinkUser {
  readonly migration: MeanMigration;
  readonly place: Place;
  readonly bytes: number;
  carriage: Carriage;
  /** Bytes per second while it moves some and no link is shared. */
  peak = Infinity;
  awaySeconds = 0;
  /** Fires when the round is sent. */
  sent = new Signal<unknown>();
  /** Whether it is among those who share the Dom0 of each end: 1 or 0. */
  readonly #present: [number, number] = [0, 0];
  /** Virtual CPUs of its processes, at both ends. */
  readonly #seats: readonly [number, number];
  readonly #needs: BatchNeeds;
  readonly #costs: Dom0Costs;
  readonly #own = [new Dom0Books(), new Dom0Books()] as const;
  #shares: readonly [Dom0Share, Dom0Share] | undefined;
  /** Seconds per byte on each link of the way. */
  readonly #perByte: Float64Array;
  // The round that is being sent: how it was at `#sinceNs`, while its loop is at the end already.
  readonly #behind: ExpectedRounds;
  #sinceNs = 0;
  #pace: Pace | undefined;
  #batchAlone = 0;
  #batchSeconds = 0;
  #timer: EventHandle | undefined;
  readonly #rates: [number, number] = [0, 0];

  constructor(model: Model, place: Place) {
    this.place = place;
    this.carriage = model.carriage;
    this.migration = new MeanMigration(model, this);
    this.#behind = new ExpectedRounds(model);
    this.#needs = needsOf(model);
    this.bytes = this.#needs.bytes;
    this.#costs = new Dom0Costs(model);
    const [source, destination] = place.ends;
    // The toolstack's processes first, as in `sim/mechanism/xend-carrier.ts`.
    for (const end of place.ends) end.place();
    this.#seats = [source.place(), destination.place()];
    this.#perByte = Float64Array.from(place.links, ({ rate }) => 1 / rate);
    this.#tune(model.carriage, model.duty?.alone);
  }

  get costs(): Dom0Costs {
    return this.#costs;
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
    for (const { users } of this.place.links) {
      if (isLinked) users.add(this);
      else users.delete(this);
    }
  }

  /** Who is on its hosts may have changed. */
  retune(): void {
    const { duty, facts } = this.migration.model;
    if (duty === undefined) return;
    const shares = this.#sharesNow(duty);
    const known = this.#shares;
    if (known !== undefined && isSame(known[0], shares[0]) && isSame(known[1], shares[1])) return;
    this.#tune(duty.carriage(...shares, facts), shares);
  }

  #tune(carriage: Carriage, shares: readonly [Dom0Share, Dom0Share] | undefined): void {
    this.carriage = carriage;
    this.#shares = shares;
    if (shares === undefined) return;
    const { bytes, write, read } = this.#needs;
    const cpu = Math.min(speedOf(shares[0]) / write, speedOf(shares[1]) / read);
    this.peak = this.place.links.reduce((least, { rate }) => Math.min(least, rate), bytes * cpu);
    this.weighBatch();
    for (const link of fewestFirst(this.place.links)) this.hear(link);
  }

  #sharesNow({ alone }: Duty): readonly [Dom0Share, Dom0Share] {
    const { ends, presence } = this.place;
    const self = this.#present;
    const others = [ends[0].present.size - self[0], ends[1].present.size - self[1]] as const;
    const caps = [capOf(alone[0]), capOf(alone[1])] as const;
    const counts: BothEnds = [others[0] + 1, others[1] + 1];
    const presences = presence.ofOthers(caps, counts);
    const shareAt = (index: 0 | 1): Dom0Share => {
      const end = ends[index];
      const onSeat = end.onSeat(this.#seats[index]) + 1 - self[index];
      const seats = end.seats + (onSeat > 1 ? 0 : 1 - self[index]);
      const { background } = end;
      const presence = presences[index];
      return sharedDom0(alone[index], {
        others: others[index],
        seats,
        onSeat,
        presence,
        background,
      });
    };
    return [shareAt(0), shareAt(1)];
  }

  /** A link of its way has changed for it. */
  hear(link: LinkCrowd): void {
    this.#perByte[this.place.links.indexOf(link)] = link.secondsPerByte(this.peakOn(link));
  }

  /** As the links with fewer users leave it: each of these is as narrow for all of its users. */
  peakOn(link: LinkCrowd): number {
    let { peak } = this;
    for (const [index, other] of this.place.links.entries()) {
      if (other.users.size >= link.users.size) continue;
      peak = Math.min(peak, 1 / (this.#perByte[index] as number));
    }
    return peak;
  }

  /** Its batches take another time from now on. */
  weighBatch(): void {
    this.#batchAlone = this.#batchNow();
    this.awaySeconds = Math.max(0, this.#batchAlone - this.bytes / this.peak);
  }

  /** A batch with no one else on the links, seconds. */
  #batchNow(): number {
    const { model, loop, bitsPerSecond } = this.migration;
    const pace = paced(this.carriage.pace, bitsPerSecond, model);
    const pageSeconds = pace.secondsPerPage + (loop.round <= 1 ? pace.secondsPerNewPage : 0);
    return model.policy.wire.batchPagesMax * pageSeconds + pace.secondsPerBatch;
  }

  /** What links add to a batch, seconds. */
  get #held(): number {
    if (this.migration.model.duty === undefined) return 0;
    const slowest = this.#perByte.reduce((most, each) => Math.max(most, each), 1 / this.peak);
    return this.bytes * (slowest - 1 / this.peak);
  }

  get stretch(): number {
    const alone = this.#batchAlone;
    return alone > 0 ? (alone + this.#held) / alone : 1;
  }

  /** The round is sent from now on. */
  send(): void {
    this.#behind.copyFrom(this.migration.loop);
    this.#sinceNs = this.place.clock.nowNs;
    this.#go();
  }

  /** Goes on at the pace of now, if that has changed. */
  repace(): void {
    if (this.#pace === undefined || !this.#isChanged()) return;
    const { clock } = this.place;
    if (this.#timer !== undefined) clock.cancel(this.#timer);
    this.#book(0);
    this.#behind.send((clock.nowNs - this.#sinceNs) / NS_PER_SECOND, this.#pace);
    this.migration.loop.copyFrom(this.#behind);
    this.#sinceNs = clock.nowNs;
    this.#go();
  }

  #isChanged(): boolean {
    const batch = this.#batchAlone + this.#held;
    return Math.abs(batch - this.#batchSeconds) > CHANGE_LEAST * batch;
  }

  #go(): void {
    const { migration } = this;
    const { model, loop, bitsPerSecond } = migration;
    const held = this.#held;
    this.#batchSeconds = this.#batchAlone + held;
    const { secondsPerPage, ...rest } = this.carriage.pace;
    const slower = secondsPerPage + held / model.policy.wire.batchPagesMax;
    this.#pace = paced({ secondsPerPage: slower, ...rest }, bitsPerSecond, model);
    const pages = [loop.sent, loop.sentNew] as const;
    const { sendingSeconds } = loop;
    loop.send(Infinity, this.#pace);
    const seconds = loop.sendingSeconds - sendingSeconds;
    if (seconds > 0) this.#book(1 / seconds, pages);
    this.#timer = this.place.clock.schedule(Math.round(seconds * NS_PER_SECOND), () => {
      this.#book(0);
      this.#pace = undefined;
      this.#timer = undefined;
      this.sent.fire(undefined);
    });
  }

  /** CPU goes with what is sent. @param part of what is left of the round, per second. */
  #book(part: number, [sent, sentNew]: readonly [number, number] = [0, 0]): void {
    const { loop } = this.migration;
    const now = this.#nowSeconds;
    const costs = this.#costs;
    const ahead = [
      costs.source(loop.sent, true) - (sent > 0 ? costs.source(sent, true) : 0),
      costs.destination(loop.sent, loop.sentNew) - costs.destination(sent, sentNew),
    ] as const;
    for (const end of [0, 1] as const) {
      const rate = part * ahead[end];
      const change = rate - this.#rates[end];
      this.#rates[end] = rate;
      this.place.ends[end].books.addRate(change, now);
      this.#own[end].addRate(change, now);
    }
  }

  /** Books CPU at an end, all at once. */
  book(end: 0 | 1, { copy = 0, tools = 0 }: { readonly copy?: number; readonly tools?: number }) {
    for (const books of [this.place.ends[end].books, this.#own[end]]) {
      books.addCopy(copy);
      books.addTools(tools);
    }
  }

  /** CPU of others at an end until now. */
  othersAt(end: 0 | 1): { readonly copy: number; readonly tools: number } {
    const all = this.place.ends[end].books.read(this.#nowSeconds);
    const own = this.#own[end].read(this.#nowSeconds);
    return { copy: all.copy - own.copy, tools: all.tools - own.tools };
  }

  othersCpu(): BothEnds {
    const [source, destination] = [this.othersAt(0), this.othersAt(1)];
    return [source.copy + source.tools, destination.copy + destination.tools];
  }

  get #nowSeconds(): number {
    return this.place.clock.nowNs / NS_PER_SECOND;
  }
}

function isSame(one: Dom0Share, other: Dom0Share): boolean {
  return one.capPercent === other.capPercent && one.turns === other.turns;
}

/** CPUs that bound all of its migrations together at every instant. */
function capOf({ capPercent, turns }: Dom0Share): number {
  return capPercent > 0 && turns === 'fluid' ? capPercent / 100 : Infinity;
}

/** Share of a CPU that a process has while it may run. */
function speedOf(share: Dom0Share): number {
  return Math.min(1, capOf(share));
}
