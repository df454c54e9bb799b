/** Sends batch after batch, evenly at the pace of the round, as xc_save does. */
import type { Body } from '../kernel/process.ts';
import { BandwidthMeter } from './bandwidth-meter.ts';
import type { Carrier } from './carrier.ts';
import { type Migration, tell } from './migration.ts';
import { PagePass } from './page-pass.ts';
import type { PaceFacts } from './policy.ts';
import type { Sender } from './sender.ts';

export class BatchSender implements Sender {
  readonly pages: PagePass;
  readonly hasRead = false;
  sentStopped = 0;
  onNext: (() => void) | undefined;
  readonly #migration: Migration;
  readonly #carrier: Carrier;
  readonly #meter: BandwidthMeter;

  /** The carrier is prepared. */
  constructor(migration: Migration, carrier: Carrier) {
    const { guest, policy, simulation } = migration;
    const { skips, wire } = policy;
    this.#migration = migration;
    this.#carrier = carrier;
    this.#meter = new BandwidthMeter(simulation, carrier.bytesSent);
    this.pages = new PagePass(guest.memory, { skips, wire, goesOn: policy.leaves !== undefined });
  }

  get measuredBitsPerSecond(): number {
    return this.#meter.bitsPerSecond;
  }

  pace(bitsPerSecond: number | undefined): void {
    this.#carrier.pace(bitsPerSecond, this.#migration.policy.keepsUnused ?? false);
  }

  *send(round: number, last: boolean, facts: () => PaceFacts): Body {
    const { simulation, guest, policy, pages: watcher } = this.#migration;
    const pass = this.pages;
    pass.startRound();
    this.sentStopped = 0;
    watcher?.roundStarts(simulation.nowNs, round, !last, pass.dueWords);
    // Migration v2 does not walk an empty bitmap; xc_save of 3.2, which skips, does.
    if (!last && pass.due === 0 && !policy.skips) return;
    while (!pass.atEnd) {
      if (!last && pass.left < (policy.leaves?.(facts()) ?? 0)) break;
      // The PEEK says what to skip: a loop that does not skip does not peek.
      if (!last && policy.skips) yield* this.#carrier.peek();
      if (!last && pass.sent > 0 && pass.left > 0) this.onNext?.();
      const batch = pass.takeBatch(last);
      if (!last && guest.suspended) this.sentStopped += batch.pages;
      watcher?.batchEnds(simulation.nowNs);
      yield* this.#carrier.scan(batch.scanned);
      if (batch.pages + (batch.holes ?? 0) === 0) break;
      tell(simulation, { kind: 'batch', guest: guest.name, round, pages: batch.pages });
      yield* this.#carrier.send(batch);
      this.#meter.look(this.#carrier.bytesSent);
    }
  }

  *pending(): Body<number> {
    const { policy, guest } = this.#migration;
    if (!policy.looks) return 0;
    guest.sync();
    return this.pages.countPending();
  }
}
