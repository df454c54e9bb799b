/**
 * Keeps a sender to a rate: after each batch it waits until the bits sent since the rate was set
 * are due. What was not used while something else was slower is lost, as with a token bucket of
 * one batch, or kept for later without bound, as the sender wants it.
 */

import type { Body } from '../kernel/process.ts';
import type { Events } from '../kernel/scope.ts';
import { BITS_PER_BYTE, NS_PER_SECOND } from '../kernel/unit.ts';

export class Pacer {
  readonly #simulation: Events;
  #nsPerByte = 0;
  #dueNs = 0;
  #keepsUnused = false;

  constructor(simulation: Events) {
    this.#simulation = simulation;
  }

  /** From now on at most this rate; undefined for no limit. */
  set(bitsPerSecond: number | undefined, keepsUnused: boolean): void {
    const { nowNs } = this.#simulation;
    const unusedBytes = this.#nsPerByte > 0 ? (nowNs - this.#dueNs) / this.#nsPerByte : 0;
    this.#nsPerByte =
      bitsPerSecond === undefined ? 0 : (BITS_PER_BYTE * NS_PER_SECOND) / bitsPerSecond;
    this.#keepsUnused = keepsUnused;
    this.#dueNs = keepsUnused ? nowNs - unusedBytes * this.#nsPerByte : nowNs;
  }

  /** Books a batch that begins now; `wait` returns when it may have ended. */
  begin(bytes: number): void {
    const { nowNs } = this.#simulation;
    const fromNs = this.#keepsUnused ? this.#dueNs : Math.max(this.#dueNs, nowNs);
    this.#dueNs = fromNs + bytes * this.#nsPerByte;
  }

  *wait(): Body {
    const leftNs = Math.round(this.#dueNs) - this.#simulation.nowNs;
    if (leftNs > 0) yield leftNs;
  }
}
