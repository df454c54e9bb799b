/**
 * The pre-copy loop of xc_save, with every decision asked of a policy and all time taken by a
 * carrier.
 */

import { invariant } from '../kernel/assert.ts';
import type { Body } from '../kernel/process.ts';
import { NS_PER_SECOND } from '../kernel/unit.ts';
import { BandwidthMeter } from './bandwidth-meter.ts';
import type { Carrier } from './carrier.ts';
import { type Migration, type Outcome, type Round, tell } from './migration.ts';
import { bothHear } from './page-listener.ts';
import { PagePass } from './page-pass.ts';
import { type CleanedRound, type PaceFacts, ROUNDS_BOUND, type StopReason } from './policy.ts';
import type { RoundRecord } from './records.ts';
import { RoundClock } from './round-clock.ts';

/** Moves a running guest: rounds while it runs, one more when it is suspended. */
export function* preCopy(migration: Migration, carrier: Carrier): Body<Outcome> {
  const { guest, policy, versions } = migration;
  const startNs = migration.simulation.nowNs;
  if (versions !== undefined) guest.memory.watcher = versions;
  yield* carrier.prepare();
  const loop = new PreCopyLoop(migration, carrier);
  const stopReason = yield* loop.live();
  const abandoned = policy.abandons === true && stopReason === 'not-converging';
  guest.throttle(0);
  if (abandoned) yield* carrier.abandon();
  else {
    yield* loop.last();
    versions?.compare();
    yield* carrier.finish();
  }
  guest.memory.watcher = undefined;
  const { parts } = carrier.parts;
  const { rounds, fixups } = loop;
  return { startNs, stopReason, abandoned, rounds, parts, bytesSent: carrier.bytesSent, fixups };
}

class PreCopyLoop {
  readonly #migration: Migration;
  readonly #carrier: Carrier;
  readonly #pass: PagePass;
  readonly #clock: RoundClock;
  readonly #meter: BandwidthMeter;
  readonly #startNs: number;
  readonly rounds: Round[] = [];
  /** The live rounds as a policy sees them. */
  readonly #cleaned: CleanedRound[] = [];
  #totalSent = 0;
  #sentBefore: number;
  #bytesBefore: number;
  #throttle = 0;
  /** Due pages that the round did not come to. */
  #left = 0;

  /** The carrier is prepared. */
  constructor(migration: Migration, carrier: Carrier) {
    const { guest, policy, versions, pages, simulation } = migration;
    this.#migration = migration;
    this.#carrier = carrier;
    const { skips, wire } = policy;
    const goesOn = policy.leaves !== undefined;
    this.#pass = new PagePass(guest.memory, { skips, wire, goesOn });
    const verify = versions && ((index: number, mask: number) => versions.taken(index, mask));
    this.#pass.onTake = bothHear(verify, pages?.taken);
    this.#pass.onSkip = pages?.skipped;
    this.#clock = new RoundClock(migration, () => carrier.bytesSent);
    this.#meter = new BandwidthMeter(simulation, carrier.bytesSent);
    this.#startNs = simulation.nowNs;
    this.#sentBefore = guest.memory.p2mPages;
    this.#bytesBefore = carrier.bytesSent;
  }

  get fixups(): number {
    return this.#pass.fixups;
  }

  /** Rounds until the policy stops: the guest is suspended then, unless it is to stay. */
  *live(): Body<StopReason> {
    const { policy } = this.#migration;
    for (let round = 1; round <= ROUNDS_BOUND; round += 1) {
      const reason = yield* this.#liveRound(round);
      const stays = policy.abandons === true && reason === 'not-converging';
      if (stays) {
        this.#endRound(null);
        return reason;
      }
      if (reason !== undefined) yield* this.#carrier.suspend();
      yield* this.#carrier.clean(() => {
        this.#pass.clean();
        this.#migration.guest.cleaned();
      });
      this.#endRound(this.#pass.due);
      if (reason !== undefined) return reason;
      this.#restrain();
    }
    invariant(false, `${policy.name} did not stop pre-copy in ${ROUNDS_BOUND} rounds`);
  }

  /** One round, sent while the guest runs. Returns why it was the last, if it was. */
  *#liveRound(round: number): Body<StopReason | undefined> {
    const { policy, guest } = this.#migration;
    const pass = this.#pass;
    const { due } = pass;
    this.#clock.startRound();
    const paceBitsPerSecond = policy.pace(this.#cleaned, false);
    this.#carrier.pace(paceBitsPerSecond, policy.keepsUnused ?? false);
    yield* this.#send(round, false);
    const seconds = this.#clock.endSending() / NS_PER_SECOND;
    const { sent, skipped, left } = pass;
    this.#left = left;
    const isComplete = policy.leaves === undefined ? left === 0 : left >= 0;
    invariant(isComplete, `round ${round}: ${sent} + ${skipped} pages, ${due} were due`);
    this.#totalSent += sent;
    if (policy.looks) guest.sync();
    const dirty = policy.looks ? pass.countPending() : 0;
    const { p2mPages } = guest.memory;
    const volume = { sent, skipped, sentBefore: this.#sentBefore, totalSent: this.#totalSent };
    const facts = { ...this.#paceFacts(), ...volume, p2mPages, seconds, paceBitsPerSecond, dirty };
    const reason = policy.stop({ round, ...facts });
    this.#sentBefore = sent;
    this.#tell({ round, live: true, ...this.#counts(), reason });
    return reason;
  }

  /** The round after the guest was suspended. */
  *last(): Body {
    const round = this.rounds.length + 1;
    this.#clock.startRound();
    const { policy } = this.#migration;
    this.#carrier.pace(policy.pace(this.#cleaned, true), policy.keepsUnused ?? false);
    yield* this.#send(round, true);
    this.#clock.endSending();
    const counts = { live: false, ...this.#counts(), skipped: 0 } as const;
    this.#tell({ round, ...counts, reason: undefined });
    this.rounds.push(this.#clock.endRound({ ...counts, left: 0, throttle: 0, dirtied: null }));
  }

  /** Pages of the round, each counted once. */
  #counts(): Pick<Round, 'sent' | 'zeroPages' | 'skipped'> {
    const { sent, zeroPages, skipped } = this.#pass;
    return { sent: sent - zeroPages, zeroPages, skipped };
  }

  /** One pass over the pages, batch by batch. */
  *#send(round: number, last: boolean): Body {
    const { simulation, guest, policy, pages } = this.#migration;
    const pass = this.#pass;
    pass.startRound();
    pages?.roundStarts(simulation.nowNs, round, !last, pass.dueWords);
    // Migration v2 does not walk an empty bitmap; xc_save of 3.2, which skips, does.
    if (!last && pass.due === 0 && !policy.skips) return;
    while (!pass.atEnd) {
      if (!last && pass.left < (policy.leaves?.(this.#paceFacts()) ?? 0)) break;
      // The PEEK says what to skip: a loop that does not skip does not peek.
      if (!last && policy.skips) yield* this.#carrier.peek();
      const batch = pass.takeBatch(last);
      pages?.batchEnds(simulation.nowNs);
      yield* this.#carrier.scan(batch.scanned);
      if (batch.pages === 0) break;
      tell(simulation, { kind: 'batch', guest: guest.name, round, pages: batch.pages });
      yield* this.#carrier.send(batch);
      this.#meter.look(this.#carrier.bytesSent);
    }
  }

  /** @param due pages due after the CLEAN; null when there was none. */
  #endRound(due: number | null): void {
    const left = this.#left;
    const how = { left, throttle: this.#throttle, dirtied: due };
    const round = this.#clock.endRound({ live: true, ...this.#counts(), ...how });
    this.rounds.push(round);
    const { bytesSent } = this.#carrier;
    this.#cleaned.push({
      dirtied: (due ?? left) - left,
      seconds: round.deltaNs / NS_PER_SECOND,
      bytes: bytesSent - this.#bytesBefore,
    });
    this.#bytesBefore = bytesSent;
  }

  /** Lets the guest run as much as the policy says, until the next CLEAN. */
  #restrain(): void {
    const { policy, guest } = this.#migration;
    this.#throttle = policy.throttle?.(this.#cleaned) ?? 0;
    guest.throttle(this.#throttle);
  }

  #paceFacts(): PaceFacts {
    const { nowNs } = this.#migration.simulation;
    return {
      elapsedSeconds: (nowNs - this.#startNs) / NS_PER_SECOND,
      roundSeconds: (nowNs - this.#clock.startNs) / NS_PER_SECOND,
      measuredBitsPerSecond: this.#meter.bitsPerSecond,
    };
  }

  #tell(facts: Omit<RoundRecord, 'kind' | 'guest' | 'timeNs'>): void {
    const { simulation, guest } = this.#migration;
    tell(simulation, { kind: 'round', guest: guest.name, ...facts });
  }
}
