/**
 * An activity: what a task does with its virtual CPU right now. Between events it moves at a
 * constant rate.
 *
 * | kind | unit | CPU per unit |
 * | --- | --- | --- |
 * | burn | ns of CPU | 1 |
 * | load | ns of CPU, without end, at most at `rateMax` | 1 |
 * | write, read | bytes of a stream | given |
 */
import { Signal } from '../../kernel/signal.ts';
import type { ByteStream } from './byte-stream.ts';
import type { Vcpu } from './domain.ts';

export type ActivityKind = 'burn' | 'load' | 'write' | 'read';

/** What CPU time is accounted for. */
export type Account = 'migration' | 'toolstack' | 'background' | 'backend' | 'guest' | 'storage';

/** A process with what it has used; see `Task`. */
export interface Worker {
  readonly account: Account;
  readonly vcpu: Vcpu;
  /** CPU used until the last settling, in ns. */
  cpuNs: number;
}

/** Below this many units an activity is complete: less than the rounding of a ns at any rate. */
const UNITS_EPSILON = 1e-6;

/** What costs no CPU needs one all the same that runs, however slowly. */
const LEAST_SHARE = 1e-9;

export class Activity {
  readonly kind: ActivityKind;
  readonly task: Worker;
  readonly stream: ByteStream | undefined;
  /** CPU ns per unit. */
  readonly costNs: number;
  /** Units per ns it never exceeds. */
  readonly rateMax: number;
  /** Most of a CPU that it could use, 0 to 1. */
  readonly shareMax: number;
  /** Units still to do. */
  remaining: number;
  /** Units per ns since `sinceNs`. */
  rate = 0;
  sinceNs: number;
  #units: number;
  /** Done so far where the units have no end. */
  #endlessUnits = 0;
  /** Counter of its end of the stream when it began. */
  readonly #firstByte: number;
  /** Fires when the last unit is done. */
  readonly done = new Signal();

  /** @param rateMax units per ns it never exceeds. */
  constructor(task: Worker, { kind, units, costNs, stream }: Work, rateMax: number, nowNs: number) {
    this.kind = kind;
    this.task = task;
    this.stream = stream;
    this.costNs = costNs;
    this.rateMax = rateMax;
    this.shareMax = costNs > 0 ? Math.min(1, rateMax * costNs) : LEAST_SHARE;
    this.remaining = units;
    this.#units = units;
    this.#firstByte = (kind === 'write' ? stream?.written : stream?.read) ?? 0;
    this.sinceNs = nowNs;
  }

  get vcpu(): Vcpu {
    return this.task.vcpu;
  }

  get complete(): boolean {
    return this.remaining <= UNITS_EPSILON;
  }

  /** Share of a CPU in use now. */
  get share(): number {
    return this.rate * this.costNs;
  }

  /**
   * Does what was to be done until now: units, bytes of the stream, CPU of task and virtual CPU.
   */
  settle(nowNs: number): void {
    const units = this.unitsUntil(nowNs);
    this.sinceNs = nowNs;
    if (units === 0) return;
    this.remaining -= units;
    if (this.#units === Infinity) this.#endlessUnits += units;
    const cpuNs = units * this.costNs;
    this.task.cpuNs += cpuNs;
    this.vcpu.cpuNs += cpuNs;
    if (this.stream !== undefined) this.#count(this.stream);
  }

  /** It has less to do than it was begun with. @param units at most those that remain. */
  shorten(units: number): void {
    this.remaining -= units;
    this.#units -= units;
  }

  /** What it does from the last settling until now, in its units; nothing is settled. */
  unitsUntil(nowNs: number): number {
    const units = (nowNs - this.sinceNs) * this.rate;
    if (units === 0) return 0;
    return units >= this.remaining - UNITS_EPSILON ? this.remaining : units;
  }

  /** The last of it is done: what rounding left counts too. */
  finish(): void {
    const cpuNs = this.remaining * this.costNs;
    this.remaining = 0;
    this.task.cpuNs += cpuNs;
    this.vcpu.cpuNs += cpuNs;
    if (this.stream !== undefined) this.#count(this.stream);
  }

  /** Counts from where it began, so that a complete one leaves a whole number of bytes. */
  #count(stream: ByteStream): void {
    const done = this.#units === Infinity ? this.#endlessUnits : this.#units - this.remaining;
    const bytes = this.#firstByte + done;
    if (this.kind === 'write') stream.written = bytes;
    else stream.read = bytes;
  }

  /** Time until it is complete at the present rate, in whole ns; Infinity when it stands. */
  remainingNs(): number {
    return this.rate > 0 ? Math.max(1, Math.ceil(this.remaining / this.rate)) : Infinity;
  }
}

/** What an activity has to do. */
export interface Work {
  readonly kind: ActivityKind;
  readonly units: number;
  /** CPU ns per unit. */
  readonly costNs: number;
  readonly stream?: ByteStream;
}
