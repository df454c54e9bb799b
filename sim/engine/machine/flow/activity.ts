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
import { Line } from './line.ts';

export type ActivityKind = 'burn' | 'load' | 'write' | 'read';

/** What CPU time is accounted for. */
export type Account = 'migration' | 'toolstack' | 'background' | 'backend' | 'guest' | 'storage';

/** A process with what it has used; see `Task`. */
export interface Worker {
  readonly account: Account;
  readonly vcpu: Vcpu;
  /** CPU used until the last settling, in whole ns. */
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
  /** Units per ns since `sinceNs`. */
  rate = 0;
  sinceNs: number;
  /** Units to do in all. */
  #units: number;
  /** Units done until `sinceNs`. */
  #done = 0;
  /** CPU of them, in whole ns. */
  #cpuNs = 0;
  readonly #line: Line;
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
    this.#units = units;
    this.#firstByte = (kind === 'write' ? stream?.written : stream?.read) ?? 0;
    this.sinceNs = nowNs;
    this.#line = new Line(nowNs);
  }

  get vcpu(): Vcpu {
    return this.task.vcpu;
  }

  /** Units still to do at the last settling. */
  get remaining(): number {
    return this.#units - this.#done;
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
    const done = this.#doneUntil(nowNs);
    this.sinceNs = nowNs;
    if (done !== this.#done) this.#count(done);
  }

  /** It has less to do than it was begun with. @param units at most those that remain. */
  shorten(units: number): void {
    this.#units -= units;
  }

  /** Units still to do now; nothing is settled. */
  remainingUntil(nowNs: number): number {
    return this.#units - this.#doneUntil(nowNs);
  }

  /** CPU from the last settling until now, in whole ns; nothing is settled. */
  cpuNsUntil(nowNs: number): number {
    return this.#cpuNsOf(this.#doneUntil(nowNs)) - this.#cpuNs;
  }

  /** Counter of its end of the stream now; nothing is settled. */
  bytesUntil(nowNs: number): number {
    return this.#firstByte + this.#doneUntil(nowNs);
  }

  /** The last of it is done: what rounding left counts too. */
  finish(): void {
    this.#count(this.#units);
  }

  /** Time until it is complete at the present rate, in whole ns; Infinity when it stands. */
  remainingNs(): number {
    if (this.rate <= 0) return Infinity;
    this.#line.follow(this.rate, this.sinceNs, this.#done);
    return Math.max(1, this.#line.reaches(this.#units) - this.sinceNs);
  }

  #doneUntil(nowNs: number): number {
    this.#line.follow(this.rate, this.sinceNs, this.#done);
    const done = this.#line.at(nowNs);
    return done >= this.#units - UNITS_EPSILON ? this.#units : done;
  }

  #cpuNsOf(units: number): number {
    return Math.round(units * this.costNs);
  }

  /** Counts from where it began, so that a complete one leaves a whole number of bytes. */
  #count(done: number): void {
    this.#done = done;
    const cpuNs = this.#cpuNsOf(done);
    this.task.cpuNs += cpuNs - this.#cpuNs;
    this.vcpu.cpuNs += cpuNs - this.#cpuNs;
    this.#cpuNs = cpuNs;
    if (this.stream === undefined) return;
    const bytes = this.#firstByte + done;
    if (this.kind === 'write') this.stream.written = bytes;
    else this.stream.read = bytes;
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
