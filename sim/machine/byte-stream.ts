/**
 * A byte stream between two hosts: a writer's socket buffer, the way through the links, a reader's socket buffer.
 *
 *     writer --written--> [send buffer] --delivered--> [receive buffer] --read--> reader
 *
 * The three counters only grow. Between events each moves at a constant rate, so levels are exact:
 * sendLevel = written - delivered, receiveLevel = delivered - read.
 *
 * Moving bytes from buffer to buffer is interrupt work of both Dom0s: it stands while either is kept from running.
 * Its CPU is part of the per-page costs of writer and reader.
 */
import type { EventHandle } from '../kernel/queue.ts';
import type { Activity } from './activity.ts';
import type { Vcpu } from './domain.ts';
import type { Link } from './link.ts';

/** Levels nearer than this to empty or full count as empty or full, in bytes. */
const LEVEL_EPSILON = 1e-3;

export class ByteStream {
  readonly name: string;
  readonly path: readonly Link[];
  readonly sendBufferBytes: number;
  readonly receiveBufferBytes: number;
  /** The virtual CPUs whose interrupts move the bytes. */
  readonly ends: readonly Vcpu[];
  written = 0;
  delivered = 0;
  read = 0;
  /** Rate between the buffers, bytes per ns. */
  rate = 0;
  sinceNs = 0;
  writer: Activity | undefined;
  reader: Activity | undefined;
  timer: EventHandle | undefined;

  constructor(name: string, options: ByteStreamOptions) {
    this.name = name;
    this.path = options.path;
    this.sendBufferBytes = options.sendBufferBytes;
    this.receiveBufferBytes = options.receiveBufferBytes;
    this.ends = options.ends;
  }

  get sendLevel(): number {
    return this.written - this.delivered;
  }

  get receiveLevel(): number {
    return this.delivered - this.read;
  }

  get sendEmpty(): boolean {
    return this.sendLevel <= LEVEL_EPSILON;
  }

  get sendFull(): boolean {
    return this.sendLevel >= this.sendBufferBytes - LEVEL_EPSILON;
  }

  get receiveEmpty(): boolean {
    return this.receiveLevel <= LEVEL_EPSILON;
  }

  get receiveFull(): boolean {
    return this.receiveLevel >= this.receiveBufferBytes - LEVEL_EPSILON;
  }

  /** True when nothing but the buffers and the links limits the way between them. */
  get open(): boolean {
    for (const vcpu of this.ends) if (!vcpu.responsive) return false;
    return true;
  }

  /** Moves writer, way and reader to now, and snaps levels that the rounding of a ns put out of bounds. */
  settle(nowNs: number): void {
    this.writer?.settle(nowNs);
    this.reader?.settle(nowNs);
    this.delivered += (nowNs - this.sinceNs) * this.rate;
    this.sinceNs = nowNs;
    if (this.delivered > this.written) this.delivered = this.written;
    if (this.read > this.delivered) this.delivered = this.read;
    this.#holdWithin();
  }

  /** Overfull by the rounding of a ns: the way gives back, or takes, less than a byte. */
  #holdWithin(): void {
    const overDelivered = this.receiveLevel - this.receiveBufferBytes;
    if (overDelivered > 0) this.delivered -= overDelivered;
    const overWritten = this.sendLevel - this.sendBufferBytes;
    if (overWritten > 0) this.delivered += overWritten;
  }

  /** Whole ns until a buffer fills or empties or an activity completes, at the present rates. */
  nextChangeNs(): number {
    const writeRate = this.writer?.rate ?? 0;
    const readRate = this.reader?.rate ?? 0;
    return Math.min(
      this.writer?.remainingNs() ?? Infinity,
      this.reader?.remainingNs() ?? Infinity,
      untilBound(this.sendLevel, this.sendBufferBytes, writeRate - this.rate),
      untilBound(this.receiveLevel, this.receiveBufferBytes, this.rate - readRate),
    );
  }
}

/** Whole ns until a level reaches 0 or its capacity; Infinity when it stands or is there. */
function untilBound(level: number, capacity: number, slope: number): number {
  const distance = slope > 0 ? capacity - level : level;
  if (distance <= LEVEL_EPSILON || Math.abs(slope) < 1e-15) return Infinity;
  return Math.max(1, Math.ceil(distance / Math.abs(slope)));
}

/** What a stream is made of. */
export interface ByteStreamOptions {
  readonly path: readonly Link[];
  readonly sendBufferBytes: number;
  readonly receiveBufferBytes: number;
  readonly ends: readonly Vcpu[];
}
