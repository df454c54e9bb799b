/**
 * Mirrors of a guest's local disks (blockdev-mirror of QEMU to an NBD export of the destination).
 * Each has a connection and a process of its own at either end, which share links and CPUs with
 * all others. Memory is not sent before all are ready: before each has found its bitmap empty. Then
 * a job looks every 100 ms what the guest has written, and sends it beside the memory. When the
 * guest stands, what is left goes out, and the jobs are ended, before the last of the memory.
 *
 * Source: mirror_run of block/mirror.c; qemuMigrationSrcNBDStorageCopy and, at the pause before the
 * switch-over, qemuMigrationSrcNBDCopyCancel of libvirt's qemu_migration.c.
 */
import { type Body, firesWithin, join, type Process } from '../kernel/process.ts';
import { Latch, Signal } from '../kernel/signal.ts';
import { BYTES_PER_NS, MIB, PAGE_BYTES } from '../kernel/unit.ts';
import type { Activity } from '../machine/flow/activity.ts';
import { DirtyDisk, type LocalDisk, type Mirroring, type MirrorRules } from './local-disk.ts';
import { type DiskOutcome, latencyOf, type Migration } from './migration.ts';
import { PageChannel } from './page-channel.ts';
import { openStream } from './workers.ts';

/** BLOCK_JOB_SLICE_TIME: a job that is ready and finds nothing sleeps for it. */
const SLICE_NS = 100e6;
/** MAX_IN_FLIGHT requests are under way, of MAX_IO_BYTES at most. */
const IN_FLIGHT = 16;
const REQUEST_BYTES = MIB;
/** Pieces of the first time around: the rate is taken to be even within one. */
const PIECES = 64;
/** What is dirty gets less where it is below this part of the least there was. */
const LESS = 0.99;
/** Where what is dirty does not get less, this part of what was sent is sent at a time. */
const STALLED_PIECES = 16;

/** The mirrors of one migration. */
export class DiskMirrors {
  readonly #migration: Migration;
  readonly #rules: MirrorRules;
  readonly #mirrors: readonly DiskMirror[];
  readonly #stuck = new Signal();

  constructor(migration: Migration, { disks, rules }: Mirroring) {
    this.#migration = migration;
    this.#rules = rules;
    const giveUp = rules.readyWithinNs === undefined ? () => this.#stuck.fire() : undefined;
    this.#mirrors = disks.map((disk) => new DiskMirror({ migration, disk, rules, giveUp }));
  }

  get outcomes(): readonly DiskOutcome[] {
    return this.#mirrors.map(({ outcome }) => outcome);
  }

  /** Copies all disks. @returns whether they were ready in time; if not, all are cancelled. */
  *untilReady(): Body<boolean> {
    const { simulation } = this.#migration;
    const all = simulation.start(this.#begin());
    if (all.finished) return true;
    const bound = { ns: this.#rules.readyWithinNs ?? Infinity, signal: this.#stuck };
    if (yield* firesWithin(all.done, bound, simulation)) return true;
    this.cancel();
    return false;
  }

  /** The guest stands: until what it wrote has arrived, and the jobs have ended. */
  *drain(): Body {
    for (const mirror of this.#mirrors) mirror.end();
    for (const mirror of this.#mirrors) yield* mirror.ended();
    yield flushNs(this.#migration);
  }

  /** Gives up; what is under way is lost. */
  cancel(): void {
    for (const mirror of this.#mirrors) mirror.cancel();
  }

  *#begin(): Body {
    for (const mirror of this.#mirrors) {
      mirror.begin();
      if (this.#rules.inTurn) yield* mirror.ready.wait();
    }
    for (const { ready } of this.#mirrors) yield* ready.wait();
  }
}

/** Until the destination has on its disk what was sent, and has said so. */
function flushNs(migration: Migration): number {
  return 2 * latencyOf(migration) + migration.parameters.mirrorFlush;
}

type Stretch = 'bulkBytes' | 'againBytes' | 'sinceReadyBytes' | 'stoppedBytes';

/** What a mirror is made from. */
interface Means {
  readonly migration: Migration;
  readonly disk: LocalDisk;
  readonly rules: MirrorRules;
  /** Called when it goes on without getting further; absent: it may. */
  readonly giveUp: (() => void) | undefined;
}

class DiskMirror {
  readonly ready = new Latch();
  readonly #migration: Migration;
  readonly #disk: DirtyDisk;
  readonly #channel: PageChannel;
  readonly #name: string;
  readonly #sent = { bulkBytes: 0, againBytes: 0, sinceReadyBytes: 0, stoppedBytes: 0 };
  readonly #limit: (requestBytes: number) => number;
  readonly #ends = new Signal();
  readonly #giveUp: (() => void) | undefined;
  #state: 'waits' | 'runs' | 'ends' | 'cancelled' = 'waits';
  #running: Process<void> | undefined;
  /** What is being sent: how much of it is not counted yet. */
  #piece: { readonly activity: Activity; readonly bytes: number } | undefined;
  #readyNs: number | undefined;
  #ranNs = 0;
  /** Fewest granules that were dirty again, and those that had been sent by then. */
  #least = { again: Infinity, sent: 0 };

  constructor({ migration, disk, rules, giveUp }: Means) {
    this.#migration = migration;
    this.#giveUp = giveUp;
    this.#name = disk.name;
    this.#disk = new DirtyDisk(disk, rules.granuleBytes);
    this.#channel = new PageChannel(migration, `mirror ${disk.name}`);
    const { bitsPerSecond = migration.policy.pace([], false) ?? Infinity } = rules;
    const most = Math.min(bitsPerSecond * BYTES_PER_NS, disk.bytesPerNs ?? Infinity);
    const roundTripNs = 2 * latencyOf(migration);
    this.#limit = (bytes) => Math.min(most, (IN_FLIGHT * bytes) / roundTripNs);
  }

  get outcome(): DiskOutcome {
    return { name: this.#name, ...this.#sent, readyNs: this.#readyNs };
  }

  begin(): void {
    this.#state = 'runs';
    openStream(this.#migration, this.#channel.stream);
    this.#ranNs = this.#guestRanNs();
    this.#running = this.#migration.simulation.start(this.#run());
  }

  end(): void {
    this.#count();
    this.#state = 'ends';
    this.#ends.fire();
  }

  ended(): Body {
    return join(this.#running as Process<void>);
  }

  cancel(): void {
    const runs = this.#state === 'runs';
    if (runs) this.#count();
    this.#state = 'cancelled';
    if (runs) this.#migration.machinery.cut(this.#channel.stream);
  }

  /** Counts what has been sent of a piece by now. */
  #count(): void {
    if (this.#piece === undefined) return;
    this.#migration.machinery.settleStream(this.#channel.stream);
    const { activity, bytes } = this.#piece;
    const sent = Math.floor(bytes - activity.remaining);
    this.#sent[this.#stretch] += sent;
    this.#piece = { activity, bytes: bytes - sent };
  }

  *#run(): Body {
    const { simulation, machinery } = this.#migration;
    for (;;) {
      const granules = this.#due();
      if (this.#isCancelled) return;
      if (granules > 0) yield* this.#copy(granules);
      else if (this.#state === 'ends') break;
      else if (this.ready.isOpen) {
        yield* firesWithin(new Signal(), { ns: SLICE_NS, signal: this.#ends }, simulation);
        if (this.#isCancelled) return;
        this.#copied(0);
      } else {
        yield flushNs(this.#migration);
        if (this.#isCancelled) return;
        this.#readyNs = simulation.nowNs;
        this.ready.open();
      }
    }
    machinery.close(this.#channel.stream);
  }

  get #isCancelled(): boolean {
    return this.#state === 'cancelled';
  }

  /** Granules to be sent next. */
  #due(): number {
    const { inBulk, bulk, again, granules } = this.#disk;
    if (inBulk) return Math.min(bulk, Math.ceil(granules / PIECES));
    if (this.#state === 'ends') return Math.round(again);
    const due = Math.floor(again);
    if (this.ready.isOpen) return due;
    const sent = (this.#sent.bulkBytes + this.#sent.againBytes) / this.#disk.granuleBytes;
    if (again < LESS * this.#least.again) {
      this.#least = { again, sent };
      return due;
    }
    if (sent - this.#least.sent >= granules) this.#giveUp?.();
    return Math.max(due, Math.floor(sent / STALLED_PIECES));
  }

  *#copy(granules: number): Body {
    const { simulation } = this.#migration;
    const { inBulk, granuleBytes } = this.#disk;
    const { sender, receiver, stream } = this.#channel;
    const bytes = granules * granuleBytes;
    const costs = this.#costs;
    const rateMax = this.#limit(inBulk ? Math.max(REQUEST_BYTES, granuleBytes) : granuleBytes);
    const reading = simulation.start(receiver.read(stream, bytes, costs.destinationNs));
    const activity = sender.begin('write', stream, bytes, costs.sourceNs, rateMax);
    this.#piece = { activity, bytes };
    yield activity.done as Signal<unknown>;
    this.#sent[this.#stretch] += this.#piece.bytes;
    this.#piece = undefined;
    yield* join(reading);
    this.#copied(granules);
  }

  get #stretch(): Stretch {
    if (this.#disk.inBulk) return 'bulkBytes';
    if (!this.ready.isOpen) return 'againBytes';
    return this.#state === 'ends' ? 'stoppedBytes' : 'sinceReadyBytes';
  }

  #copied(granules: number): void {
    const ranNs = this.#guestRanNs();
    this.#disk.copied(granules, ranNs - this.#ranNs);
    this.#ranNs = ranNs;
  }

  /** Time for which the guest has run. */
  #guestRanNs(): number {
    const { timeNs, stoppedNs } = this.#migration.guest.reading();
    return timeNs - stoppedNs;
  }

  /** CPU per byte. */
  get #costs(): Record<'sourceNs' | 'destinationNs', number> {
    const { parameters, policy } = this.#migration;
    const tlsNs = policy.tls === true ? parameters.qemuCpuPerTlsPage / PAGE_BYTES : 0;
    return {
      sourceNs: parameters.sourceCpuPerMirroredMib / MIB + tlsNs,
      destinationNs: parameters.destinationCpuPerMirroredMib / MIB + tlsNs,
    };
  }
}
