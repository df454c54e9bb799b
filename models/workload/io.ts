/**
 * A guest whose work is I/O through Dom0. Its backend dirties a page each time it has moved a fixed
 * number of bytes: the page cache for a disk, the buffers of packets for a network. Backends write
 * through grants, so the guest pays no fault for it; the page counts as dirty all the same.
 */

import { NS_PER_SECOND } from '../../sim/engine/kernel/unit.ts';
import type { GuestInterval } from '../../sim/engine/machine/guest/guest-activity.ts';
import type { FlowSpec } from '../../sim/engine/machine/guest/io-flow.ts';
import type { GuestMemory } from '../../sim/engine/machine/memory/guest-memory.ts';
import type { Dirtying } from '../dirtying/dirtying.ts';
import type { Workload } from './workload.ts';

export interface IoOptions {
  readonly kind: string;
  readonly flow: FlowSpec;
  readonly dirtying: Dirtying;
  /** Bytes moved per page that they dirty. */
  readonly bytesPerPage: number;
}

/** Spending one ns a write makes the budget a number of writes. */
const ONE_EACH = { writeNs: 1, faultNs: 0 };

export class IoWorkload implements Workload {
  readonly kind: string;
  readonly flow: FlowSpec;
  /** Its CPU is that of its flow. */
  readonly cpuDemand = 0;
  readonly #dirtying: Dirtying;
  readonly #bytesPerPage: number;

  constructor({ kind, flow, dirtying, bytesPerPage }: IoOptions) {
    this.kind = kind;
    this.flow = flow;
    this.#dirtying = dirtying;
    this.#bytesPerPage = bytesPerPage;
  }

  advance({ ioBytes }: GuestInterval, memory: GuestMemory): void {
    this.#dirtying.spend(ioBytes / this.#bytesPerPage, ONE_EACH, memory);
  }
}

export function bytesPerNs(bitsPerSecond: number): number {
  return bitsPerSecond / 8 / NS_PER_SECOND;
}
