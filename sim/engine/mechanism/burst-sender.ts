/**
 * Sends as QEMU does: what the rate allows in a window goes out in a burst as fast as CPU, link and
 * socket take it, then the sender sleeps until the window has passed. What is left is looked at
 * when a window begins, at once when nothing is left within a burst, and when the burst has lasted
 * for a slice without meeting the limit, which is seen at every so many pages only.
 *
 * Windows that go like the last two, far from any decision, are sent together, so that the cost
 * follows the rounds: at most a sixteenth of those that are left go as one.
 *
 * Source: migration_thread, migration_rate_limit and migration_update_counters of
 * migration/migration.c, ram_save_iterate of migration/ram.c; see
 * docs/explanation/xen-algorithm.md, section 7.
 */
import type { Body } from '../kernel/process.ts';
import { BITS_PER_BYTE, NS_PER_SECOND } from '../kernel/unit.ts';
import type { Carrier } from './carrier.ts';
import { wireOf } from './connections.ts';
import { type Migration, tell } from './migration.ts';
import { PageRing } from './page-ring.ts';
import type { Bursts, ChannelRules, PaceFacts, PostCopyRules } from './policy.ts';
import type { Sender } from './sender.ts';
import { WindowClock } from './window-clock.ts';
import { WindowLimit } from './window-limit.ts';

/** Of the windows that a round has left, the part that may go as one. */
const TOGETHER = 1 / 16;
/** What windows of a steady sender take differs by no more than this, ns. */
const ALIKE_NS = 500_000;

/** What went out in a window. */
interface Window {
  readonly pages: number;
  readonly zeroPages: number;
  /** Until its sleep, or where it had none, until the next one began. */
  readonly ns: number;
  readonly hasSlept: boolean;
  /** Whether the limit was met; else CPU or link bound it. */
  readonly isMet: boolean;
}

/** Pages asked for by a guest that misses them. */
export interface Requests {
  /** Most pages to go out before it is asked again; 1 while a request waits. */
  readonly pagesMost: number;
  /** The search goes on at the page asked for first. @returns what to call when it has arrived. */
  serve(pages: PageRing): (() => void) | undefined;
}

/** What goes out in a burst, and whether without a limit. */
interface Burst {
  readonly round: number;
  readonly last: boolean;
  readonly requests?: Requests;
}

export class BurstSender implements Sender {
  readonly pages: PageRing;
  measuredBitsPerSecond = 0;
  hasRead = false;
  readonly #migration: Migration;
  readonly #carrier: Carrier;
  readonly #bursts: Bursts;
  readonly #limit: WindowLimit;
  readonly #clock: WindowClock;
  #windowStartBytes = 0;
  #last: Window | undefined;
  /** The last window, if it has gone like the one before. */
  #steady: Window | undefined;

  /** @param startNs when the first window began: the set-up is in it. */
  constructor(migration: Migration, carrier: Carrier, bursts: Bursts, startNs: number) {
    this.#migration = migration;
    this.#carrier = carrier;
    this.#bursts = bursts;
    this.#limit = new WindowLimit(migration);
    this.#clock = new WindowClock(bursts, startNs, carrier.wakeUpNs);
    const { ring, guest, policy } = migration;
    this.pages = ring ?? new PageRing(guest.memory, wireOf(migration), policy.deltas);
  }

  pace(bitsPerSecond: number | undefined): void {
    const bytes = ((bitsPerSecond ?? Infinity) * this.#bursts.windowSeconds) / BITS_PER_BYTE;
    const quotaBytes = Math.floor(bytes);
    if (quotaBytes !== this.#limit.quotaBytes) this.#steady = undefined;
    this.#limit.quotaBytes = quotaBytes;
  }

  *send(round: number, last: boolean, facts: () => PaceFacts): Body {
    yield* this.#sendRound(round, last, facts);
    yield* this.#meet('round');
  }

  *#sendRound(round: number, last: boolean, facts: () => PaceFacts): Body {
    const { guest, policy, simulation, pages: watcher } = this.#migration;
    const { pages } = this;
    this.hasRead = false;
    pages.startRound();
    watcher?.roundStarts(simulation.nowNs, round, !last, pages.dueWords);
    while (pages.left > 0) {
      if (!last && pages.left < (policy.leaves?.(facts()) ?? 0)) return;
      // Limits may have changed on the way: they hold from the next window on.
      this.pace(policy.pace([], last));
      if (!last && (yield* this.#sendTogether(round, facts()))) continue;
      if (pages.seesZeroPages) guest.sync();
      yield* this.#burst({ round, last });
      yield* this.#meet('burst');
      if (!last) yield* this.#awaitWindow();
    }
  }

  /** After a burst or a round, where its pages go on channels. */
  *#meet(after: ChannelRules['meets']): Body {
    if (this.#migration.policy.channels?.meets !== after) return;
    this.#limit.meet();
    yield* this.#carrier.meet();
  }

  /** Bytes that went out beside the stream count for the limit of the window. */
  book(bytes: number): void {
    this.#limit.usedBytes += bytes;
  }

  /**
   * Sends what a guest misses that runs at the destination already, the requested pages first, and
   * goes on from there. @param rest pages that go without a limit in the end.
   */
  *follow(round: number, requests: Requests, rest: PostCopyRules['rest']): Body {
    while (this.pages.left > 0) {
      const last = this.pages.left < rest(this.measuredBitsPerSecond);
      yield* this.#burst({ round, last, requests });
      if (!last) yield* this.#awaitWindow();
    }
  }

  /**
   * The log is read before it is decided; but nothing is read, and all is done, when nothing is
   * left before there is a threshold.
   */
  *pending(clean: () => Body, facts: () => PaceFacts): Body<number> {
    const { policy } = this.#migration;
    if (this.pages.left >= (policy.leaves?.(facts()) ?? 0)) return 0;
    yield* clean();
    this.hasRead = true;
    return this.pages.due;
  }

  /** Pages until the quota is met, nothing is left, or the slice has passed. */
  *#burst({ round, last, requests }: Burst): Body {
    const { simulation } = this.#migration;
    const { sliceSeconds, clockPages } = this.#bursts;
    const { pages } = this;
    const lookNs = last ? Infinity : simulation.nowNs + sliceSeconds * NS_PER_SECOND;
    for (let sent = 0; pages.left > 0 && (last || this.#mayGoOn(requests)); ) {
      // The clock is read after pages 1, 65, 129 and so on.
      const toClock = (least: number): number => {
        return Math.ceil((sent + least - 1) / clockPages) * clockPages + 1 - sent;
      };
      const isLate = simulation.nowNs >= lookNs;
      if (isLate && sent > 0 && toClock(0) === 0) return;
      const arrived = requests?.serve(pages);
      const room = last ? Infinity : this.#limit.room(requests !== undefined);
      const most = isLate ? toClock(1) : Infinity;
      const stretch = pages.ahead(room, Math.min(most, requests?.pagesMost ?? Infinity));
      const look = { atNs: isLate ? Infinity : lookNs, toClock };
      const gone = yield* this.#carrier.sendStretch(stretch, look);
      // Pages that were asked for meanwhile may have gone on a channel of their own.
      const count = Math.min(gone, pages.left);
      this.#take(round, count);
      if (arrived !== undefined) this.#carrier.mark(arrived);
      sent += count;
    }
  }

  #take(round: number, count: number): void {
    const { simulation, guest, pages: watcher } = this.#migration;
    const { pages } = this;
    const { zeroPages: before } = pages;
    pages.take(count);
    const zeroPages = pages.zeroPages - before;
    this.#limit.take(count, zeroPages, pages.wire.batchBytes(count, zeroPages));
    watcher?.batchEnds(simulation.nowNs);
    tell(simulation, { kind: 'batch', guest: guest.name, round, pages: count });
  }

  /** Windows that will go like the last one, and in which nothing will be decided, as one. */
  *#sendTogether(round: number, facts: PaceFacts): Body<boolean> {
    const { pages } = this;
    const steady = this.#steady;
    if (steady === undefined || this.#limit.pages > 0) return false;
    const { pages: each } = steady;
    const most = this.#windowsUndecided(steady, facts);
    if (most < 2) return false;
    // Whole windows of pages with contents.
    const { pages: there, zeroPages } = pages.ahead(Infinity, most * each);
    const windows = Math.floor(there / each);
    if (windows < 2 || zeroPages > 0) return false;
    const stretch = pages.ahead(Infinity, windows * each);
    const look = {
      atNs: Infinity,
      sooner: this.#migration.policy.retuned,
      toClock: (least: number): number => Math.ceil(least / each) * each,
    };
    // What something else bounds goes faster when that ends, up to the limit.
    const leastNs = steady.isMet ? this.#lengthNs(windows, steady) : this.#leastNs(stretch.pages);
    const count = yield* this.#carrier.sendStretch(stretch, look, leastNs);
    this.#take(round, count);
    this.#endWindows(count, steady);
    return true;
  }

  /** Of windows that go like this one, from the start of the present one on. */
  #lengthNs(windows: number, { ns, hasSlept }: Window): number {
    return hasSlept ? this.#clock.startAfter(windows, ns) - this.#clock.startedNs : windows * ns;
  }

  #windowsUndecided(steady: Window, facts: PaceFacts): number {
    const { pages } = steady;
    const { leaves } = this.#migration.policy;
    const { left } = this.pages;
    for (let windows = Math.floor((left / pages) * TOGETHER); windows > 1; windows >>= 1) {
      const seconds = this.#lengthNs(windows, steady) / NS_PER_SECOND;
      const elapsedSeconds = facts.elapsedSeconds + seconds;
      const then = { ...facts, elapsedSeconds, roundSeconds: facts.roundSeconds + seconds };
      if (left - windows * pages >= (leaves?.(then) ?? 0)) return windows;
    }
    return 0;
  }

  /** Time in which the limit lets pages with contents through. */
  #leastNs(pages: number): number {
    const bytes = this.pages.wire.batchBytes(pages);
    return Math.ceil((bytes / this.#limit.quotaBytes) * this.#clock.windowNs);
  }

  /** Windows have gone as one: the last of them went as long as each. */
  #endWindows(count: number, steady: Window): void {
    const { hasSlept, pages } = steady;
    const passedNs = this.#migration.simulation.nowNs - this.#clock.startedNs;
    const whole = Math.floor(passedNs / this.#clock.windowNs);
    const likely = hasSlept ? count / pages : Math.round(passedNs / steady.ns);
    const windows = Math.max(1, Math.min(whole, likely));
    const part = 1 - 1 / windows;
    this.#clock.startedNs += hasSlept
      ? this.#lengthNs(windows - 1, steady)
      : Math.round(passedNs * part);
    this.#windowStartBytes += Math.round((this.#carrier.bytesSent - this.#windowStartBytes) * part);
    this.#limit.pages = Math.round(count / windows);
    this.#limit.usedBytes /= windows;
    this.#endWindow(hasSlept ? steady.ns : undefined);
  }

  /** Whether the window has room; a request that is there already needs none. */
  #mayGoOn(requests: Requests | undefined): boolean {
    return this.#limit.mayGoOn(requests !== undefined) || requests?.pagesMost === 1;
  }

  /** Sleeps for the rest of the window where the quota is met. */
  *#awaitWindow(): Body {
    this.#endWindow();
    if (!this.#limit.isMet) return;
    const { nowNs } = this.#migration.simulation;
    const burstNs = nowNs - this.#clock.startedNs;
    yield* this.#carrier.sleep(this.#clock.windowNs - this.#clock.passedNs(nowNs));
    this.#endWindow(burstNs);
  }

  /** If it has lasted long enough. @param burstNs what it took until its sleep, if it had one. */
  #endWindow(burstNs?: number): void {
    const { nowNs } = this.#migration.simulation;
    const passedNs = this.#clock.passedNs(nowNs);
    if (passedNs < this.#clock.windowNs) return;
    const bytes = this.#carrier.bytesSent - this.#windowStartBytes;
    this.measuredBitsPerSecond = (bytes * BITS_PER_BYTE * NS_PER_SECOND) / passedNs;
    const window = {
      pages: this.#limit.pages,
      zeroPages: this.#limit.zeroPages,
      ns: burstNs ?? nowNs - this.#clock.startedNs,
      hasSlept: burstNs !== undefined,
      isMet: this.#limit.isMet,
    };
    this.#steady = isAlike(window, this.#last) ? window : undefined;
    this.#last = window;
    this.#clock.startedNs = nowNs;
    this.#windowStartBytes = this.#carrier.bytesSent;
    this.#limit.clear();
  }
}

/** Whether both met the limit, or not, and went as long. */
function isAlike(window: Window, before: Window | undefined): boolean {
  const { pages, zeroPages, ns, isMet, hasSlept } = window;
  if (before === undefined || pages === 0 || zeroPages > 0) return false;
  const isOfKind = before.isMet === isMet && before.hasSlept === hasSlept;
  return isOfKind && before.pages === pages && Math.abs(before.ns - ns) <= ALIKE_NS;
}
