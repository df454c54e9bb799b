/** The connection on which everything goes that has no channel of its own. */
import { type Body, firesWithin } from '../kernel/process.ts';
import type { Signal } from '../kernel/signal.ts';
import type { ByteStream } from '../machine/flow/byte-stream.ts';
import type { Task } from '../machine/flow/task.ts';
import { senderCost } from './batch-cost.ts';
import type { Look } from './carrier.ts';
import type { Migration } from './migration.ts';
import type { Stretch } from './page-ring.ts';
import type { Receiver } from './receiver.ts';

/** The thread that writes into it, the stream, and what takes its bytes. */
export interface Ends {
  readonly save: Task;
  readonly stream: ByteStream;
  readonly receiver: Receiver;
}

export class MainChannel {
  readonly #migration: Migration;
  readonly #ends: Ends;

  /** @param migration with the costs of its connections. */
  constructor(migration: Migration, ends: Ends) {
    this.#migration = migration;
    this.#ends = ends;
  }

  /**
   * As `sendStretch` of a carrier. Written at a constant cost per byte: what is done to its pages
   * is spread over them.
   */
  *send(stretch: Stretch, look: Look, leastNs: number): Body<number> {
    const { parameters, guest, simulation, machinery } = this.#migration;
    const { save, stream, receiver } = this.#ends;
    const { wire } = stretch;
    const cost = senderCost(stretch, { parameters, wire }, 1 + guest.copySlowdown);
    const { bytes, cpuNs, copyNs } = cost;
    const announced = receiver.announce(stretch);
    const nsPerByte = (cpuNs + copyNs) / bytes;
    const rateMax = leastNs > 0 ? bytes / leastNs : Infinity;
    const writing = save.begin('write', stream, bytes, nsPerByte, rateMax);
    const untilNs = look.atNs - simulation.nowNs;
    const bound = { ns: untilNs, signal: look.sooner };
    if (yield* firesWithin(writing.done, bound, simulation)) return stretch.pages;
    machinery.settleStream(stream);
    const written = bytes - writing.remaining;
    const weights = [wire.batchBytes(1, 0), wire.batchBytes(1, 1)] as const;
    const pages = Math.min(stretch.pages, look.toClock(stretch.pagesFor(written, ...weights)));
    const unsent = bytes - wire.batchBytes(pages, stretch.zerosIn(pages));
    save.shorten(writing, unsent);
    receiver.shorten(announced, unsent);
    yield writing.done as Signal<unknown>;
    return pages;
  }
}
