/**
 * The channels of multifd. The main thread finds the pages that are due and hands them out in
 * packets; each channel has a thread at either end that compresses, encrypts and copies. All go as
 * fast as the slower of the two lets them: the main thread with its part of each page, or the
 * channels. Pages of zeros that the main thread finds go on its own stream.
 *
 * Source: ram_save_multifd_page of migration/ram.c, multifd_send_pages and multifd_send_sync_main
 * of migration/multifd.c.
 */
import { type Body, firesWithin, join, type Process } from '../kernel/process.ts';
import { Latch, type Signal } from '../kernel/signal.ts';
import { receiverCost, senderCost } from './batch-cost.ts';
import type { Look } from './carrier.ts';
import { laneCosts, laneWire } from './connections.ts';
import { Dispatch, type Lane, type Load } from './dispatch.ts';
import type { Ends } from './main-channel.ts';
import type { Migration } from './migration.ts';
import { PageChannel } from './page-channel.ts';
import type { Stretch } from './page-ring.ts';
import type { ParameterValues } from './parameters.ts';
import type { ChannelRules } from './policy.ts';
import { Receiver } from './receiver.ts';
import type { WireFormat } from './wire-format.ts';
import { PACKET_PAGES } from './wire-format-qemu.ts';
import { openStream } from './workers.ts';

export class MultifdChannels {
  readonly #migration: Migration;
  readonly #rules: ChannelRules;
  readonly #main: Ends;
  readonly #lanes: readonly Lane[];
  readonly #wire: WireFormat;
  readonly #costs: Record<'source' | 'destination', ParameterValues>;
  #receiving: readonly Process<void>[] = [];
  /** CPU that the main thread has still to use for what was sent; below 0: was ahead. */
  #owedNs = 0;
  #nextLane = 0;

  /** @param migration with the costs of its connections. */
  constructor(migration: Migration, rules: ChannelRules, main: Ends) {
    this.#migration = migration;
    this.#rules = rules;
    this.#main = main;
    this.#wire = laneWire(migration, rules);
    this.#costs = laneCosts(migration, rules);
    this.#lanes = Array.from({ length: rules.count }, (_, at) => {
      const channel = new PageChannel(migration, `multifd ${at + 1}`);
      const { sender, receiver, stream } = channel;
      const tasks = { source: { copy: sender }, destination: { copy: receiver } };
      const costs = { parameters: this.#costs.destination, wire: this.#wire };
      return { channel, receiver: new Receiver(costs, stream, tasks) };
    });
  }

  open(): void {
    const { simulation } = this.#migration;
    for (const { channel } of this.#lanes) openStream(this.#migration, channel.stream);
    this.#receiving = this.#lanes.map(({ receiver }) => simulation.start(receiver.run()));
  }

  /** When the destination has taken what is in them. */
  *close(): Body {
    for (const { receiver } of this.#lanes) receiver.mailbox.put({ kind: 'closed' });
    for (const receiving of this.#receiving) yield* join(receiving);
    for (const { channel } of this.#lanes) this.#migration.machinery.close(channel.stream);
  }

  /** Whether pages go on channels at all: those that the main thread finds to be zero do not. */
  takes({ pages, zeroPages }: Stretch): boolean {
    return this.#rules.zeroPagesOn === 'channels' || zeroPages < pages;
  }

  /** As `sendStretch` of a carrier, with pages that it takes. */
  *send(stretch: Stretch, look: Look, leastNs: number): Body<number> {
    const { simulation, machinery } = this.#migration;
    const { save } = this.#main;
    const load = this.#loadOf(stretch, leastNs);
    const before = save.cpuNsNow;
    const stop = this.#mainWorks(this.#mainNs(stretch, stretch.pages) + this.#owedNs);
    const dispatch = new Dispatch(machinery, this.#lanesFor(stretch.pages), load);
    let { pages } = stretch;
    const bound = { ns: look.atNs - simulation.nowNs, signal: look.sooner };
    try {
      if (!(yield* firesWithin(dispatch.done, bound, simulation))) {
        const { remaining } = dispatch;
        const weights = [this.#bytes(1, 0), this.#bytes(1, 1)] as const;
        const written = stretch.pagesFor(load.bytes - remaining, ...weights);
        pages = Math.min(pages, look.toClock(written));
        dispatch.shorten(load.bytes - this.#bytes(pages, stretch.zerosIn(pages)));
        yield dispatch.done as Signal<unknown>;
      }
    } finally {
      stop();
    }
    const used = save.cpuNsNow - before;
    const owedNs = this.#owedNs + this.#mainNs(stretch, pages) - used;
    this.#owedNs = this.#rules.spins ? Math.max(0, owedNs) : owedNs;
    yield* this.#settleMain();
    yield* this.#reportZeros(stretch, pages);
    return pages;
  }

  /** The main thread awaits that all is sent, and at the destination that all has arrived. */
  *meet(): Body {
    yield this.#migration.parameters.qemuChannelMeeting;
    const passed = this.#lanes.map(({ receiver }) => {
      const latch = new Latch();
      receiver.mailbox.put({ kind: 'mark', passed: latch.open });
      return latch;
    });
    this.#main.receiver.mailbox.put({ kind: 'await', passed });
  }

  /** As many as there are packets, in turn. */
  #lanesFor(pages: number): readonly Lane[] {
    const { length } = this.#lanes;
    const count = Math.min(length, Math.ceil(pages / PACKET_PAGES));
    const from = this.#nextLane;
    this.#nextLane = (from + count) % length;
    return Array.from({ length: count }, (_, at) => this.#lanes[(from + at) % length] as Lane);
  }

  #loadOf(stretch: Stretch, leastNs: number): Load {
    const { guest } = this.#migration;
    const { pages, newPages, zeroPages } = stretch;
    const onMain = this.#rules.zeroPagesOn === 'main' ? zeroPages : 0;
    const batch = { pages: pages - onMain, newPages, zeroPages: zeroPages - onMain, scanned: 0 };
    const wire = this.#wire;
    const { source, destination } = this.#costs;
    const sent = senderCost(batch, { parameters: source, wire }, 1 + guest.copySlowdown);
    const received = receiverCost(batch, { parameters: destination, wire });
    const { bytes } = sent;
    const ns = Math.max(leastNs, this.#mainNs(stretch, pages));
    return {
      bytes,
      sendNs: (sent.cpuNs + sent.copyNs) / bytes,
      receiveNs: (received.cpuNs + received.copyNs) / bytes,
      rateMax: ns > 0 ? bytes / ns : Infinity,
      packetBytes: this.#bytes(PACKET_PAGES, 0),
    };
  }

  /** On channels. */
  #bytes(pages: number, zeroPages: number): number {
    const onMain = this.#rules.zeroPagesOn === 'main' ? zeroPages : 0;
    return this.#wire.batchBytes(pages - onMain, zeroPages - onMain);
  }

  /** CPU of the main thread for the first pages of a stretch. */
  #mainNs(stretch: Stretch, pages: number): number {
    const { qemuCpuPerQueuedPage, qemuCpuPerZeroPage } = this.#migration.parameters;
    const onMain = this.#rules.zeroPagesOn === 'main' ? stretch.zerosIn(pages) : 0;
    return (pages - onMain) * qemuCpuPerQueuedPage + onMain * qemuCpuPerZeroPage;
  }

  /** Until what this returns is called, at most so long. */
  #mainWorks(cpuNs: number): () => void {
    const { save } = this.#main;
    if (this.#rules.spins) return save.load(1);
    return cpuNs > 0 ? save.work(cpuNs, 1) : () => undefined;
  }

  /** What others on its CPU have kept it from. */
  *#settleMain(): Body {
    const ns = this.#owedNs;
    if (ns <= 0) return;
    this.#owedNs = 0;
    yield* this.#main.save.burn(ns);
  }

  /** Marks of the pages of zeros that the main thread has found. */
  *#reportZeros(stretch: Stretch, pages: number): Body {
    const zeroPages = this.#rules.zeroPagesOn === 'main' ? stretch.zerosIn(pages) : 0;
    if (zeroPages === 0) return;
    const { save, stream, receiver } = this.#main;
    const { wire } = stretch;
    const announced = receiver.announce({
      pages: zeroPages,
      newPages: 0,
      zeroPages,
      scanned: 0,
      wire,
    });
    yield* save.write(stream, announced.bytes, 0);
  }
}
