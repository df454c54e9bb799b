/**
 * The pre-copy loop of xc_save, with every decision asked of a policy, pages sent by a sender and
 * all time taken by a carrier.
 */

import { invariant } from '../kernel/assert.ts';
import { type Body, join } from '../kernel/process.ts';
import { NS_PER_SECOND } from '../kernel/unit.ts';
import { countStretches } from '../machine/memory/bits.ts';
import { BatchSender } from './batch-sender.ts';
import { BurstSender } from './burst-sender.ts';
import type { Carrier } from './carrier.ts';
import { DirtyLimit } from './dirty-limit.ts';
import { DiskMirrors } from './disk-mirror.ts';
import { FollowingPages } from './following-pages.ts';
import { type Migration, type Outcome, type PostCopyOutcome, tell } from './migration.ts';
import { Observation } from './observation.ts';
import { bothHear } from './page-listener.ts';
import { type CleanedRound, type PaceFacts, ROUNDS_BOUND, type StopReason } from './policy.ts';
import type { RoundRecord } from './records.ts';
import type { Round } from './round.ts';
import { RoundClock } from './round-clock.ts';
import type { Sender } from './sender.ts';
import { live } from './stages.ts';
import { readIn } from './window-clock.ts';
import { discardBytes } from './wire-format-qemu.ts';

/** Moves a running guest: rounds while it runs, one more when it is suspended. */
export function* preCopy(migration: Migration, carrier: Carrier): Body<Outcome> {
  const { guest, policy, versions, simulation, mirroring } = migration;
  const startNs = simulation.nowNs;
  const mirrors = mirroring && new DiskMirrors(migration, mirroring);
  if (mirrors !== undefined) {
    migration.course?.enter(MIRRORING);
    const areReady = yield* mirrors.untilReady();
    carrier.parts.close('disk-mirror', 'both');
    if (!areReady) return withoutMemory(carrier, mirrors, startNs);
  }
  guest.memory.watcher = versions ?? migration.pages;
  const memoryNs = simulation.nowNs;
  yield* carrier.prepare();
  const loop = new PreCopyLoop({ migration, carrier, mirrors, startNs: memoryNs });
  const stopReason = yield* loop.live();
  const abandoned = policy.abandons === true && stopReason === 'not-converging';
  guest.throttle(0);
  let postCopy: PostCopyOutcome | undefined;
  if (abandoned) {
    mirrors?.cancel();
    yield* carrier.abandon();
  } else if (stopReason === 'post-copy') {
    postCopy = yield* loop.follow();
    versions?.compare();
  } else {
    yield* loop.last();
    versions?.compare();
    yield* carrier.finish();
  }
  guest.memory.watcher = undefined;
  const { bytesSent, lastByteNs } = carrier;
  const { parts } = carrier.parts;
  const { rounds, fixups } = loop;
  const end = { startNs, stopReason, abandoned, rounds, parts, bytesSent, fixups, lastByteNs };
  return {
    ...end,
    ...(postCopy === undefined ? {} : { postCopy }),
    ...(mirrors === undefined ? {} : { disks: mirrors.outcomes }),
  };
}

const MIRRORING = live('disk-mirror', 'both');

/** Its disks were not ready in time: the guest stays. */
function withoutMemory(carrier: Carrier, mirrors: DiskMirrors, startNs: number): Outcome {
  const stopReason = 'disks-not-ready';
  const nothing = { rounds: [], bytesSent: 0, fixups: 0 };
  const { parts } = carrier.parts;
  return { startNs, stopReason, abandoned: true, ...nothing, parts, disks: mirrors.outcomes };
}

/** What the loop works with; `carrier` is prepared. */
interface Means {
  readonly migration: Migration;
  readonly carrier: Carrier;
  /** Absent: no disk is mirrored. */
  readonly mirrors: DiskMirrors | undefined;
  /** When the carrier began to be prepared. */
  readonly startNs: number;
}

class PreCopyLoop {
  readonly #migration: Migration;
  readonly #carrier: Carrier;
  readonly #sender: Sender;
  readonly #clock: RoundClock;
  readonly #startNs: number;
  readonly #observation: Observation | undefined;
  readonly #mirrors: DiskMirrors | undefined;
  readonly rounds: Round[] = [];
  /** The live rounds as a policy sees them. */
  readonly #cleaned: CleanedRound[] = [];
  #totalSent = 0;
  #sentBefore: number;
  #bytesBefore: number;
  #throttle = 0;
  #limit: DirtyLimit | undefined;
  /** Due pages that the round did not come to. */
  #left = 0;

  constructor({ migration, carrier, mirrors, startNs }: Means) {
    this.#mirrors = mirrors;
    const { guest, policy, versions, pages, simulation } = migration;
    this.#migration = migration;
    this.#carrier = carrier;
    const { bursts, observer } = policy;
    this.#sender =
      bursts === undefined
        ? new BatchSender(migration, carrier)
        : new BurstSender(migration, carrier, bursts, startNs);
    const verify = versions && ((index: number, mask: number) => versions.taken(index, mask));
    this.#sender.pages.onTake = bothHear(verify, pages?.taken);
    this.#sender.pages.onSkip = pages?.skipped;
    this.#observation = observer && new Observation(simulation, observer, () => carrier.suspend());
    this.#sender.onNext = this.#observation?.look;
    this.#clock = new RoundClock(migration, () => carrier.bytesSent);
    this.#startNs = simulation.nowNs;
    if (migration.course !== undefined) migration.course.rounds = this.rounds;
    Object.assign(migration.place ?? {}, { rounds: this.rounds, pages: this.#sender.pages });
    this.#sentBefore = guest.memory.frames;
    this.#bytesBefore = carrier.bytesSent;
  }

  get fixups(): number {
    return this.#sender.pages.fixups;
  }

  /** Rounds until the policy stops: the guest is suspended then, unless it is to stay. */
  *live(): Body<StopReason> {
    const { policy } = this.#migration;
    for (let round = 1; round <= ROUNDS_BOUND; round += 1) {
      const reason = yield* this.#liveRound(round);
      const stays = policy.abandons === true && reason === 'not-converging';
      if (reason !== undefined) this.#limit?.end();
      if (reason !== undefined && !stays) yield* this.#suspend();
      const { hasRead } = this.#sender;
      if (!stays && (reason !== undefined || !hasRead)) yield* this.#clean(reason !== undefined);
      this.#endRound(stays && !hasRead ? null : this.#sender.pages.due);
      if (reason !== undefined) return reason;
      this.#restrain();
    }
    invariant(false, `${policy.name} did not stop pre-copy in ${ROUNDS_BOUND} rounds`);
  }

  /** Until the guest stands; the rest of the round may have gone out meanwhile, and after that. */
  *#suspend(): Body {
    const suspending = this.#observation?.suspending;
    if (suspending === undefined) yield* this.#carrier.suspend();
    else {
      yield* join(suspending);
      this.#carrier.parts.close('rest-of-round', 'both');
    }
    if (this.#mirrors === undefined) return;
    yield* this.#mirrors.drain();
    this.#carrier.parts.close('disk-drain', 'both');
  }

  /** @param last whether the final round follows. */
  *#clean(last: boolean): Body {
    if (this.#limit !== undefined) yield* this.#limit.awake();
    const clean = (): void => {
      this.#limit?.read();
      this.#sender.pages.clean();
      this.#migration.guest.cleaned();
    };
    yield* this.#carrier.clean(clean, last);
  }

  /** One round, sent while the guest runs. Returns why it was the last, if it was. */
  *#liveRound(round: number): Body<StopReason | undefined> {
    const { policy, guest } = this.#migration;
    const sender = this.#sender;
    const { due } = sender.pages;
    this.#clock.startRound();
    const paceBitsPerSecond = policy.pace(this.#cleaned, false);
    sender.pace(paceBitsPerSecond);
    this.#observation?.begins(round, due);
    this.#migration.course?.begin(round);
    const facts = () => this.#paceFacts();
    yield* sender.send(round, false, facts);
    const seconds = this.#clock.endSending() / NS_PER_SECOND;
    const { sent, skipped, left } = sender.pages;
    this.#left = left;
    const isComplete = policy.leaves === undefined ? left === 0 : left >= 0;
    invariant(isComplete, `round ${round}: ${sent} + ${skipped} pages, ${due} were due`);
    this.#totalSent += sent;
    const dirty = yield* sender.pending(() => this.#clean(false), facts);
    const { frames: p2mPages } = guest.memory;
    const volume = { sent, skipped, sentBefore: this.#sentBefore, totalSent: this.#totalSent };
    const pace = { p2mPages, seconds, paceBitsPerSecond, dirty };
    const all = { round, ...this.#paceFacts(), ...volume, ...pace };
    const reason = this.#observation?.order ?? policy.stop(all);
    this.#sentBefore = sent;
    this.#tell({ round, live: true, ...this.#counts(), reason });
    return reason;
  }

  /** The round after the guest was suspended. */
  *last(): Body {
    const round = this.rounds.length + 1;
    this.#clock.startRound();
    const { policy } = this.#migration;
    this.#sender.pace(policy.pace(this.#cleaned, true));
    yield* this.#sender.send(round, true, () => this.#paceFacts());
    this.#clock.endSending();
    const counts = { live: false, ...this.#counts(), skipped: 0 } as const;
    this.#tell({ round, ...counts, reason: undefined });
    this.rounds.push(this.#clock.endRound({ ...counts, left: 0, throttle: 0, dirtied: null }));
  }

  /** The guest moves, and what it misses follows. */
  *follow(): Body<PostCopyOutcome> {
    const { policy, guest } = this.#migration;
    const sender = this.#sender;
    const rules = policy.postCopy;
    const follows = sender instanceof BurstSender && rules !== undefined;
    invariant(follows, `${policy.name} stopped for post-copy, of which it says nothing`);
    guest.memory.watcher = undefined;
    yield* this.#carrier.switchOver(discardBytes(countStretches(sender.pages.dueWords)));
    const round = this.rounds.length + 1;
    this.#clock.startRound();
    const of = { migration: this.#migration, carrier: this.#carrier, sender, rules, round };
    const outcome = yield* new FollowingPages(of).run();
    this.#clock.endSending();
    const counts = { live: true, ...this.#counts(), skipped: 0 } as const;
    this.#tell({ round, ...counts, reason: undefined });
    this.rounds.push(this.#clock.endRound({ ...counts, left: 0, throttle: 0, dirtied: null }));
    return outcome;
  }

  /** Pages of the round, each counted once. */
  #counts(): Pick<Round, 'sent' | 'zeroPages' | 'deltaPages' | 'holes' | 'skipped'> {
    const { sent, zeroPages: few, deltaPages = 0, holes = 0, skipped } = this.#sender.pages;
    const deltas = this.#migration.policy.deltas === undefined ? {} : { deltaPages };
    const listed = this.#migration.guest.memory.type === 'pv' ? {} : { holes };
    return { sent: sent - few, zeroPages: few - deltaPages, ...deltas, ...listed, skipped };
  }

  /** @param due pages due after the CLEAN; null when there was none. */
  #endRound(due: number | null): void {
    const left = this.#left;
    const throttle = this.#limit?.share() ?? this.#throttle;
    const how = { left, throttle, dirtied: due };
    const { sentStopped = 0 } = this.#sender;
    const stopped = this.#observation === undefined ? {} : { sentStopped };
    const round = this.#clock.endRound({ live: true, ...this.#counts(), ...stopped, ...how });
    this.rounds.push(round);
    const { bytesSent } = this.#carrier;
    this.#cleaned.push({
      dirtied: (due ?? left) - left,
      due: due ?? left,
      seconds: this.#seenNs(round.deltaNs) / NS_PER_SECOND,
      bytes: bytesSent - this.#bytesBefore,
    });
    this.#bytesBefore = bytesSent;
  }

  /** A time until now as a sender in bursts sees it. */
  #seenNs(ns: number): number {
    const { policy, simulation } = this.#migration;
    const { nowNs } = simulation;
    if (policy.bursts === undefined) return ns;
    const tickNs = policy.bursts.clockSeconds * NS_PER_SECOND;
    return readIn(tickNs, nowNs) - readIn(tickNs, nowNs - ns);
  }

  /** Lets the guest run as much as the policy says, until the next CLEAN. */
  #restrain(): void {
    const { policy, guest } = this.#migration;
    this.#throttle = policy.throttle?.(this.#cleaned) ?? 0;
    guest.throttle(this.#throttle);
    const { dirtyLimit } = policy;
    if (this.#limit !== undefined || dirtyLimit?.begins(this.#cleaned) !== true) return;
    this.#limit = new DirtyLimit(this.#migration.simulation, guest, dirtyLimit);
  }

  #paceFacts(): PaceFacts {
    const { nowNs } = this.#migration.simulation;
    return {
      elapsedSeconds: (nowNs - this.#startNs) / NS_PER_SECOND,
      roundSeconds: (nowNs - this.#clock.startNs) / NS_PER_SECOND,
      measuredBitsPerSecond: this.#sender.measuredBitsPerSecond,
      memoryPages: this.#migration.guest.memory.pages,
      before: this.#cleaned,
    };
  }

  #tell(facts: Omit<RoundRecord, 'kind' | 'guest' | 'timeNs'>): void {
    const { simulation, guest } = this.#migration;
    tell(simulation, { kind: 'round', guest: guest.name, ...facts });
  }
}
