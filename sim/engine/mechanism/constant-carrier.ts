/**
 * The bare loop: every page takes the same time, with channels a part of it, or the policy's rate
 * alone takes time, and nothing else takes any, but for a guest that takes its time to stand. No
 * Dom0, no hosts, no stages. It is what closed forms and other programs can be compared with.
 */

import { type Body, firesWithin } from '../kernel/process.ts';
import { PAGE_BYTES } from '../kernel/unit.ts';
import type { Carrier, Look } from './carrier.ts';
import { type Migration, newPartLedger } from './migration.ts';
import { Pacer } from './pacer.ts';
import type { Batch } from './page-pass.ts';
import type { Stretch } from './page-ring.ts';
import type { PartLedger } from './parts.ts';

export class ConstantCarrier implements Carrier {
  readonly parts: PartLedger;
  readonly wakeUpNs = 0;
  bytesSent = 0;
  readonly #migration: Migration;
  readonly #pageTimeNs: number;
  readonly #suspendNs: number;
  readonly #pacer: Pacer;

  /** @param suspendNs from the decision to stop until the guest stands. */
  constructor(migration: Migration, pageTimeNs: number, suspendNs = 0) {
    this.#migration = migration;
    this.#pageTimeNs = pageTimeNs / (migration.policy.channels?.count ?? 1);
    this.#suspendNs = suspendNs;
    this.#pacer = new Pacer(migration.simulation);
    this.parts = newPartLedger(migration);
  }

  *prepare(): Body {
    this.#migration.guest.sync();
    this.#migration.guest.startLogging();
  }

  pace(bitsPerSecond: number | undefined, keepsUnused: boolean): void {
    this.#pacer.set(bitsPerSecond, keepsUnused);
  }

  *peek(): Body {
    this.#migration.guest.sync();
  }

  *scan(_positions: number): Body {}

  *send(batch: Batch): Body {
    const { pages, zeroPages, holes } = batch;
    this.bytesSent += this.#migration.policy.wire.batchBytes(pages, zeroPages, holes);
    // Rates that others state are of page contents.
    this.#pacer.begin((pages - zeroPages) * PAGE_BYTES);
    yield (pages - zeroPages) * this.#pageTimeNs;
    yield* this.#pacer.wait();
  }

  *sendStretch(stretch: Stretch, look: Look, leastNs = 0): Body<number> {
    const { simulation } = this.#migration;
    const untilNs = look.atNs - simulation.nowNs;
    let { pages, zeroPages } = stretch;
    if ((pages - zeroPages) * this.#pageTimeNs >= untilNs) {
      pages = Math.min(pages, look.toClock(stretch.pagesFor(untilNs, this.#pageTimeNs, 0)));
      zeroPages = stretch.zerosIn(pages);
    }
    const ns = Math.round(Math.max(leastNs, (pages - zeroPages) * this.#pageTimeNs));
    if (look.sooner !== undefined) {
      const startNs = simulation.nowNs;
      const isCut = yield* firesWithin(look.sooner, { ns }, simulation);
      if (isCut) {
        const passedNs = simulation.nowNs - startNs;
        const all = pages;
        pages = Math.min(all, look.toClock((all * passedNs) / ns));
        zeroPages = stretch.zerosIn(pages);
        yield Math.round((ns * pages) / all) - passedNs;
      }
    } else yield ns;
    this.bytesSent += stretch.wire.batchBytes(pages, zeroPages);
    return pages;
  }

  *meet(): Body {}

  *sleep(ns: number): Body {
    yield ns;
  }

  *clean(clean: () => void): Body {
    this.#migration.guest.sync();
    clean();
  }

  *suspend(): Body {
    this.parts.close('pre-copy', 'source');
    if (this.#suspendNs > 0) {
      yield this.#suspendNs;
      this.parts.close('suspend-request', 'source');
    }
    this.#migration.guest.suspend();
    this.parts.beginDowntime();
  }

  *finish(): Body {
    this.parts.close('stop-and-copy', 'source');
    this.#migration.guest.memory.stopLogging();
    this.#migration.guest.resume(this.#migration.destination);
  }

  *switchOver(_bytes: number): Body {
    const { guest, destination } = this.#migration;
    this.parts.close('switch', 'both');
    guest.memory.startLogging(true);
    guest.resume(destination);
    this.parts.endDowntime();
  }

  mark(passed: () => void): void {
    passed();
  }

  *request(_pages: number): Body {}

  *pull({ pages, zeroPages }: Batch): Body {
    this.bytesSent += this.#migration.policy.wire.batchBytes(pages, zeroPages);
    yield (pages - zeroPages) * this.#pageTimeNs;
  }

  *followed(settled: () => Body): Body {
    yield* settled();
    this.parts.close('push', 'both');
    this.#migration.guest.memory.stopLogging();
  }

  *abandon(): Body {
    this.parts.close('pre-copy', 'source');
    this.#migration.guest.memory.stopLogging();
  }
}
