/**
 * A byte stream between two hosts: a writer's socket buffer, the way through the links, a reader's
 * socket buffer.
 *
 *     writer --written--> [send buffer] --delivered--> [receive buffer] --read--> reader
 *
 * The three counters only grow. Between events each moves at a constant rate, so levels are exact:
 * sendLevel = written - delivered, receiveLevel = delivered - read.
 *
 * Moving bytes from buffer to buffer is interrupt work of the pushing side, for a migration of the
 * sender's Dom0. It stops while that is kept from running. What arrives while the
 * receiver's Dom0 does not run waits in the memory of its network card, as far as TCP's window
 * reaches, which is the receive buffer. The CPU of all this is part of the costs of writer and
 * reader.
 */
import type { Vcpu } from './domain.ts';
import { Line } from './line.ts';
import type { Link } from './link.ts';

/**
 * Levels nearer than this to a bound count as at it, in bytes: more than the fastest way moves in
 * the ns to which event times are rounded, far less than a page. Where nothing follows, the last
 * byte counts: an idle end has no tolerance.
 */
const LEVEL_TOLERANCE = 16;
/** Below this a buffer is empty where nothing more will come into it. */
const LAST_BYTE = 1e-6;

export class ByteStream {
  readonly name: string;
  readonly path: readonly Link[];
  /** Its share of a full link relative to the other streams'. */
  readonly weight: number;
  readonly sendBufferBytes: number;
  readonly receiveBufferBytes: number;
  /** The virtual CPUs of writer and reader. */
  readonly ends: readonly Vcpu[];
  /** Those whose interrupts move the bytes. */
  readonly movers: readonly Vcpu[];
  written = 0;
  delivered = 0;
  read = 0;
  /** Rate between the buffers, bytes per ns. */
  rate = 0;
  /** When it was settled last. */
  sinceNs = 0;
  /** True while an activity writes into it. */
  hasWriter = false;
  /** True while nothing gets from one buffer to the other, whatever the links could carry. */
  isHeld = false;
  readonly #line = new Line(0);
  /** When the next bound is reached, and the pace of which that is true. */
  #boundNs = Infinity;
  readonly #pace = { write: 0, way: 0, read: 0, hasWriter: false };

  constructor(name: string, options: ByteStreamOptions) {
    this.name = name;
    this.path = options.path;
    this.weight = options.weight ?? 1;
    this.sendBufferBytes = options.sendBufferBytes;
    this.receiveBufferBytes = options.receiveBufferBytes;
    this.ends = options.ends;
    this.movers = options.movers ?? options.ends;
  }

  get sendLevel(): number {
    return this.written - this.delivered;
  }

  get receiveLevel(): number {
    return this.delivered - this.read;
  }

  /** True when what the way has to move is what the writer is writing. */
  get sendEmpty(): boolean {
    return this.sendLevel <= this.#sendTolerance;
  }

  get sendFull(): boolean {
    return this.sendLevel >= this.sendBufferBytes - LEVEL_TOLERANCE;
  }

  get receiveEmpty(): boolean {
    return this.receiveLevel <= this.#receiveTolerance;
  }

  get receiveFull(): boolean {
    return this.receiveLevel >= this.receiveBufferBytes - LEVEL_TOLERANCE;
  }

  get #sendTolerance(): number {
    return this.hasWriter ? LEVEL_TOLERANCE : LAST_BYTE;
  }

  get #receiveTolerance(): number {
    const more = this.hasWriter || this.sendLevel > LAST_BYTE;
    return more ? LEVEL_TOLERANCE : LAST_BYTE;
  }

  /** True when nothing but the buffers and the links limits the way between them. */
  get open(): boolean {
    if (this.isHeld) return false;
    for (const vcpu of this.movers) if (!vcpu.responsive) return false;
    return true;
  }

  /**
   * Moves the way to now, after writer and reader, and snaps levels that the rounding of a ns put
   * out of bounds.
   */
  settle(nowNs: number): void {
    this.#line.follow(this.rate, this.sinceNs, this.delivered);
    const moved = this.#line.at(nowNs);
    this.sinceNs = nowNs;
    const least = Math.max(this.read, this.written - this.sendBufferBytes);
    const most = Math.min(this.written, this.read + this.receiveBufferBytes);
    this.delivered = Math.max(least, Math.min(most, moved));
  }

  /**
   * Whole ns until a buffer fills or empties at these rates, bytes per ns. While none of them
   * changes, neither does the instant at which that is.
   */
  nextBoundNs(writeRate: number, readRate: number): number {
    const pace = this.#pace;
    const isSame = pace.write === writeRate && pace.way === this.rate && pace.read === readRate;
    if (!isSame || pace.hasWriter !== this.hasWriter || this.#boundNs <= this.sinceNs) {
      pace.write = writeRate;
      pace.way = this.rate;
      pace.read = readRate;
      pace.hasWriter = this.hasWriter;
      this.#boundNs = this.sinceNs + this.#untilBoundNs(writeRate, readRate);
    }
    return this.#boundNs - this.sinceNs;
  }

  #untilBoundNs(writeRate: number, readRate: number): number {
    const toSend = writeRate - this.rate;
    const toReceive = this.rate - readRate;
    return Math.min(
      untilBound(this.sendLevel, this.sendBufferBytes, toSend, this.#sendTolerance),
      untilBound(this.receiveLevel, this.receiveBufferBytes, toReceive, this.#receiveTolerance),
    );
  }
}

/** Whole ns until a level reaches 0 or its capacity; Infinity when it stands or is there. */
function untilBound(level: number, capacity: number, slope: number, tolerance: number): number {
  const rising = slope > 0;
  const distance = rising ? capacity - level : level;
  const there = distance <= (rising ? LEVEL_TOLERANCE : tolerance);
  if (there || Math.abs(slope) < SLOPE_EPSILON) return Infinity;
  return Math.max(1, Math.ceil(distance / Math.abs(slope)));
}

/** Rates that differ by less than this, in bytes per ns, are equal but for rounding. */
const SLOPE_EPSILON = 1e-12;

/** What a stream is made of. */
export interface ByteStreamOptions {
  readonly path: readonly Link[];
  /** A whole number; absent: 1, as all that back off. */
  readonly weight?: number | undefined;
  readonly sendBufferBytes: number;
  readonly receiveBufferBytes: number;
  readonly ends: readonly Vcpu[];
  /** Some of the ends; absent: all. */
  readonly movers?: readonly Vcpu[];
}
