/**
 * The rate at which a stream goes, measured as QEMU does: bytes over windows of at least 100 ms
 * (BUFFER_DELAY), looked at between batches. Source: migration_update_counters of
 * migration/migration.c; see docs/explanation/xen-algorithm.md, section 7.
 */
import type { Events } from '../kernel/scope.ts';

const WINDOW_NS = 100e6;
const BITS_NS_PER_BYTE_SECOND = 8e9;

export class BandwidthMeter {
  readonly #simulation: Events;
  #startNs: number;
  #startBytes: number;
  /** Of the last full window; 0 before there is one. */
  bitsPerSecond = 0;

  /** @param bytes sent so far. */
  constructor(simulation: Events, bytes: number) {
    this.#simulation = simulation;
    this.#startNs = simulation.nowNs;
    this.#startBytes = bytes;
  }

  /** A window that has lasted long enough ends. */
  look(bytes: number): void {
    const { nowNs } = this.#simulation;
    const windowNs = nowNs - this.#startNs;
    if (windowNs < WINDOW_NS) return;
    this.bitsPerSecond = ((bytes - this.#startBytes) * BITS_NS_PER_BYTE_SECOND) / windowNs;
    this.#startNs = nowNs;
    this.#startBytes = bytes;
  }
}
