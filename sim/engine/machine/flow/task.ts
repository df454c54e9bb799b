/**
 * A task: a single-threaded process of a domain (xc_save, xc_restore, xend, a benchmark). It does
 * one thing at a time on the virtual CPU it was placed on, which it shares equally with the other
 * tasks there.
 */
import type { Body } from '../../kernel/process.ts';
import type { Signal } from '../../kernel/signal.ts';
import { type Account, Activity, type Work, type Worker } from './activity.ts';
import type { ByteStream } from './byte-stream.ts';
import type { Domain, Vcpu } from './domain.ts';
import type { Machinery } from './machinery.ts';

export class Task implements Worker {
  readonly name: string;
  readonly account: Account;
  readonly vcpu: Vcpu;
  /** CPU used until the last settling, in whole ns. */
  cpuNs = 0;
  readonly #machinery: Machinery;
  readonly #shareMax: number;

  constructor(
    machinery: Machinery,
    domain: Domain,
    name: string,
    account: Account,
    { vcpu, shareMax = Infinity }: TaskPlace = {},
  ) {
    this.#machinery = machinery;
    this.#shareMax = shareMax;
    this.name = name;
    this.account = account;
    this.vcpu = vcpu ?? domain.leastLoadedVcpu();
    this.vcpu.placedCount += 1;
  }

  /** CPU used until now, whole ns; unlike `cpuNs` it needs no settling, and does none. */
  get cpuNsNow(): number {
    let cpuNs = this.cpuNs;
    for (const activity of this.#machinery.activitiesOn(this.vcpu)) {
      if (activity.task === this) cpuNs += activity.cpuNsUntil(this.#machinery.nowNs);
    }
    return cpuNs;
  }

  /** Uses CPU: returns when `cpuNs` of it were had, however long that takes. */
  *burn(cpuNs: number): Body {
    if (cpuNs > 0) yield* this.#do({ kind: 'burn', units: cpuNs, costNs: 1 });
  }

  /** Writes into a stream; returns when the last byte is in the send buffer. */
  *write(stream: ByteStream, bytes: number, cpuNsPerByte: number): Body {
    if (bytes > 0) yield* this.#do({ kind: 'write', units: bytes, costNs: cpuNsPerByte, stream });
  }

  /** Reads from a stream; returns when the last byte was taken from the receive buffer. */
  *read(stream: ByteStream, bytes: number, cpuNsPerByte: number): Body {
    if (bytes > 0) yield* this.#do({ kind: 'read', units: bytes, costNs: cpuNsPerByte, stream });
  }

  /**
   * Begins to write or to read; its `done` fires at the last byte. It may be made shorter.
   * @param costNs CPU ns per byte. @param rateMax bytes per ns that it never exceeds.
   */
  begin(
    kind: 'write' | 'read',
    stream: ByteStream,
    bytes: number,
    costNs: number,
    rateMax = Infinity,
  ): Activity {
    const activity = this.#activity({ kind, units: bytes, costNs, stream }, rateMax);
    this.#machinery.begin(activity);
    return activity;
  }

  /** What it has begun ends some bytes earlier. @param bytes at most those that remain. */
  shorten(activity: Activity, bytes: number): void {
    this.#machinery.shorten(activity, bytes);
  }

  /** Wants `share` of a CPU from now on, without end. Returns what ends it. */
  load(share: number): () => void {
    return this.#without({ kind: 'load', units: Infinity, costNs: 1 }, Math.min(share, 1));
  }

  /**
   * Has `cpuNs` of CPU to use up from now on, at most `share` of a CPU at a time, while the process
   * continues. Returns what ends it early.
   */
  work(cpuNs: number, share: number): () => void {
    return this.#without({ kind: 'burn', units: cpuNs, costNs: 1 }, Math.min(share, 1));
  }

  /** Writes into or reads from a stream without end, at most `rateMax` bytes per ns. */
  stream(kind: 'write' | 'read', stream: ByteStream, pace: StreamPace): () => void {
    const { costNs, rateMax = Infinity } = pace;
    return this.#without({ kind, units: Infinity, stream, costNs }, rateMax);
  }

  /** Begins what has no end of its own. Returns what ends it. */
  #without(work: Work, rateMax: number): () => void {
    const activity = this.#activity(work, rateMax);
    this.#machinery.begin(activity);
    return () => this.#machinery.end(activity);
  }

  *#do(work: Work): Body {
    const activity = this.#activity(work, Infinity);
    this.#machinery.begin(activity);
    let isDone = false;
    try {
      yield activity.done as Signal<unknown>;
      isDone = true;
    } finally {
      // One may be stopped at the instant of its last unit, before that is told.
      if (!isDone) this.#machinery.end(activity);
    }
  }

  #activity(work: Work, rateMax: number): Activity {
    const { costNs } = work;
    const most = costNs > 0 ? Math.min(rateMax, this.#shareMax / costNs) : rateMax;
    return new Activity(this, work, most, this.#machinery.nowNs);
  }
}

/** Where a task runs and how much it may use. */
export interface TaskPlace {
  /** Absent: the virtual CPU with the fewest tasks. */
  readonly vcpu?: Vcpu | undefined;
  /**
   * Most of a CPU it uses at any instant, 0 to 1: an ideal throttle inside the domain, such as
   * bandwidth control of Linux with a short period. Absent: no limit.
   */
  readonly shareMax?: number;
}

/** How fast an endless stream activity goes. */
export interface StreamPace {
  /** CPU ns per byte. */
  readonly costNs: number;
  /** Bytes per ns; absent: as fast as it may. */
  readonly rateMax?: number;
}
