/**
 * Sends as QEMU does: what the rate allows in a window goes out in a burst as fast as CPU, link and
 * socket take it, then the sender sleeps until the window has passed. What is left is looked at
 * when a window begins, at once when nothing is left within a burst, and when the burst has lasted
 * for a slice without meeting the limit, which is seen at every so many pages only.
 *
 * Source: migration_thread, migration_rate_limit and migration_update_counters of
 * migration/migration.c, ram_save_iterate of migration/ram.c; see
 * docs/explanation/xen-algorithm.md, section 7.
 */
import type { Body } from '../kernel/process.ts';
import { BITS_PER_BYTE, NS_PER_SECOND } from '../kernel/unit.ts';
import type { Carrier } from './carrier.ts';
import { type Migration, tell } from './migration.ts';
import { PageRing } from './page-ring.ts';
import type { Bursts, PaceFacts } from './policy.ts';
import type { Sender } from './sender.ts';

export class BurstSender implements Sender {
  readonly pages: PageRing;
  measuredBitsPerSecond = 0;
  hasRead = false;
  readonly #migration: Migration;
  readonly #carrier: Carrier;
  readonly #bursts: Bursts;
  #quotaBytes = Infinity;
  #windowStartNs: number;
  #windowStartBytes = 0;
  /** Bytes of pages in the present window. */
  #usedBytes = 0;

  /** @param startNs when the first window began: the set-up is in it. */
  constructor(migration: Migration, carrier: Carrier, bursts: Bursts, startNs: number) {
    this.#migration = migration;
    this.#carrier = carrier;
    this.#bursts = bursts;
    this.#windowStartNs = startNs;
    this.pages = new PageRing(migration.guest.memory, migration.policy.wire);
  }

  pace(bitsPerSecond: number | undefined): void {
    const bytes = ((bitsPerSecond ?? Infinity) * this.#bursts.windowSeconds) / BITS_PER_BYTE;
    this.#quotaBytes = Math.floor(bytes);
  }

  *send(round: number, last: boolean, facts: () => PaceFacts): Body {
    const { guest, policy, simulation, pages: watcher } = this.#migration;
    const { pages } = this;
    this.hasRead = false;
    pages.startRound();
    watcher?.roundStarts(simulation.nowNs, round, !last, pages.dueWords);
    while (pages.left > 0) {
      if (!last && pages.left < (policy.leaves?.(facts()) ?? 0)) return;
      guest.sync();
      // Limits may have changed on the way: they hold from the next window on.
      this.pace(policy.pace([], last));
      yield* this.#burst(round, last);
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
  *#burst(round: number, last: boolean): Body {
    const { simulation, guest, pages: watcher } = this.#migration;
    const { sliceSeconds, clockPages } = this.#bursts;
    const { pages } = this;
    const lookNs = last ? Infinity : simulation.nowNs + sliceSeconds * NS_PER_SECOND;
    for (let sent = 0; pages.left > 0 && (last || this.#usedBytes <= this.#quotaBytes); ) {
      // The clock is read after pages 1, 65, 129 and so on.
      const toClock = (least: number): number => {
        return Math.ceil((sent + least - 1) / clockPages) * clockPages + 1 - sent;
      };
      const isLate = simulation.nowNs >= lookNs;
      if (isLate && sent > 0 && toClock(0) === 0) return;
      const room = last ? Infinity : this.#quotaBytes - this.#usedBytes;
      const stretch = pages.ahead(room, isLate ? toClock(1) : Infinity);
      const look = { atNs: isLate ? Infinity : lookNs, toClock };
      const count = yield* this.#carrier.sendStretch(stretch, look);
      const { zeroPages } = pages;
      pages.take(count);
      watcher?.batchEnds(simulation.nowNs);
      const bytes = this.#migration.policy.wire.batchBytes(count, pages.zeroPages - zeroPages);
      this.#usedBytes += bytes;
      sent += count;
      tell(simulation, { kind: 'batch', guest: guest.name, round, pages: count });
    }
  }

  /** Sleeps for the rest of the window where the quota is met. */
  *#awaitWindow(): Body {
    this.#endWindow();
    if (this.#usedBytes <= this.#quotaBytes) return;
    yield* this.#carrier.sleepUntil(this.#windowStartNs + this.#windowNs);
    this.#endWindow();
  }

  get #windowNs(): number {
    return this.#bursts.windowSeconds * NS_PER_SECOND;
  }

  /** If it has lasted long enough. */
  #endWindow(): void {
    const { nowNs } = this.#migration.simulation;
    const passedNs = nowNs - this.#windowStartNs;
    if (passedNs < this.#windowNs) return;
    const bytes = this.#carrier.bytesSent - this.#windowStartBytes;
    this.measuredBitsPerSecond = (bytes * BITS_PER_BYTE * NS_PER_SECOND) / passedNs;
    this.#windowStartNs = nowNs;
    this.#windowStartBytes = this.#carrier.bytesSent;
    this.#usedBytes = 0;
  }
}
