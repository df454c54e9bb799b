/**
 * The bare loop: every page takes the same time and nothing else takes any. No Dom0, no hosts, no
 * stages. It is what closed forms and other programs can be compared with.
 */
import type { Body } from '../kernel/process.ts';
import type { Carrier } from './carrier.ts';
import { type Migration, newPartLedger } from './migration.ts';
import type { Batch } from './page-pass.ts';
import type { PartLedger } from './parts.ts';
import { batchBytes } from './wire-format.ts';

export class ConstantCarrier implements Carrier {
  readonly parts: PartLedger;
  bytesSent = 0;
  readonly #migration: Migration;
  readonly #pageTimeNs: number;

  constructor(migration: Migration, pageTimeNs: number) {
    this.#migration = migration;
    this.#pageTimeNs = pageTimeNs;
    this.parts = newPartLedger(migration);
  }

  *prepare(): Body {
    this.#migration.guest.sync();
    this.#migration.guest.memory.startLogging();
  }

  *peek(): Body {
    this.#migration.guest.sync();
  }

  *scan(_positions: number): Body {}

  *send(batch: Batch): Body {
    this.bytesSent += batchBytes(batch.pages);
    yield batch.pages * this.#pageTimeNs;
  }

  *clean(clean: () => void): Body {
    this.#migration.guest.sync();
    clean();
  }

  *suspend(): Body {
    this.parts.close('pre-copy', 'source');
    this.#migration.guest.suspend();
    this.parts.beginDowntime();
  }

  *finish(): Body {
    this.parts.close('stop-and-copy', 'source');
    this.#migration.guest.memory.stopLogging();
    this.#migration.guest.resume(this.#migration.destination);
  }
}
