/**
 * Post-copy: the guest is stopped at once, its state is sent, and it runs at the destination; its
 * pages follow. They are pushed in order; one that the guest touches before is pulled, and the
 * guest stands for the round trip. Nothing is sent twice, so it takes the memory over the rate
 * whatever the guest does; what it costs is a slow guest until its pages are there.
 *
 * Stages and stream are QEMU's, requested pages have a connection of their own (postcopy-preempt).
 * The guest is looked at after each batch that was pushed: what it touched since then is missed one
 * after the other, as many at a time as it has virtual CPUs. It counts as touching what its
 * workload writes, and what a reading one reads.
 */

import { invariant } from '../kernel/assert.ts';
import { type Body, join, type Process } from '../kernel/process.ts';
import { costsOf, senderCost } from './batch-cost.ts';
import {
  crossed,
  latencyOf,
  loggedGuestOf,
  type Migration,
  newPartLedger,
  type Outcome,
  tell,
} from './migration.ts';
import { MissingPages } from './missing-pages.ts';
import { PageChannel } from './page-channel.ts';
import { bothHear } from './page-listener.ts';
import type { Batch } from './page-pass.ts';
import type { PartLedger } from './parts.ts';
import { Receiver } from './receiver.ts';
import { RoundClock } from './round-clock.ts';
import { copy, down, live, resumed, wait } from './stages.ts';
import { deviceStages } from './stages-qemu.ts';
import { WIRE_QEMU as wire } from './wire-format-qemu.ts';
import { meansOf, openStream } from './workers.ts';

const SET_UP = live('setup', 'source');
const STOP = down('stop', 'source');
const STATE = down('device-state', 'both');
const START = down('start', 'destination');
const PUSH = live('push', 'both');

/** Pages between two looks at what the guest touched. */
const PUSH_PAGES = 64;

export function* postCopy(migration: Migration): Body<Outcome> {
  return yield* new PostCopy(migration).run();
}

class PostCopy {
  readonly #migration: Migration;
  readonly #parts: PartLedger;
  readonly #missing: MissingPages;
  readonly #pushing: PageChannel;
  readonly #pulling: PageChannel;
  readonly #receiver: Receiver;
  #stall: Process<void> | undefined;
  #sentPages = 0;
  #zeroPages = 0;
  #pulledPages = 0;
  #stalledNs = 0;
  #bytesSent = 0;

  constructor(migration: Migration) {
    const parameters = costsOf(migration.parameters, wire, loggedGuestOf(migration));
    this.#migration = { ...migration, parameters };
    this.#parts = newPartLedger(migration);
    this.#missing = new MissingPages(migration.guest.memory);
    this.#pushing = new PageChannel(this.#migration, 'push');
    this.#pulling = new PageChannel(this.#migration, 'pull');
    const { stream, receiver } = this.#pushing;
    const tasks = { source: { copy: this.#pushing.sender }, destination: { copy: receiver } };
    this.#receiver = new Receiver({ parameters, wire }, stream, tasks);
    const { course } = migration;
    if (course === undefined) return;
    const resume = resumed(copy('source', parameters.qemuStartCpu));
    const abandon = live('cancel', 'both', wait(this.#latencyNs));
    course.carriedBy(meansOf({ resume, abandon }, tasks), () => this.#bytesSent);
  }

  *run(): Body<Outcome> {
    const { guest, versions, pages: watcher, simulation, machinery } = this.#migration;
    const startNs = simulation.nowNs;
    const missing = this.#missing;
    const verify = versions && ((index: number, mask: number) => versions.taken(index, mask));
    missing.onTake = bothHear(verify, watcher?.taken);
    yield* this.#setUp();
    yield* this.#moveGuest();
    const clock = new RoundClock(this.#migration, () => this.#bytesSent);
    clock.startRound();
    watcher?.roundStarts(simulation.nowNs, 1, true, guest.memory.mapped);
    yield* this.#push();
    clock.endSending();
    const sent = this.#sentPages;
    const isOnce = sent === guest.memory.pages && missing.count === 0;
    invariant(isOnce, `${sent} of ${guest.memory.pages} pages sent, ${missing.count} missing`);
    const zeroPages = this.#zeroPages;
    const counts = { live: true, sent: sent - zeroPages, zeroPages, skipped: 0 } as const;
    const round = clock.endRound({ ...counts, left: 0, throttle: 0, dirtied: null });
    const facts = { round: 1, ...counts, reason: undefined };
    tell(simulation, { kind: 'round', guest: guest.name, ...facts });
    versions?.compare();
    for (const { stream } of [this.#pushing, this.#pulling]) machinery.close(stream);
    this.#parts.close('push', 'both');
    const pages = { pulledPages: this.#pulledPages, stalledNs: this.#stalledNs };
    const end = { stopReason: 'post-copy', abandoned: false, fixups: 0, postCopy: pages } as const;
    return {
      ...end,
      startNs,
      rounds: [round],
      parts: this.#parts.parts,
      bytesSent: this.#bytesSent,
    };
  }

  *#setUp(): Body {
    const { parameters, course } = this.#migration;
    course?.enter(SET_UP);
    yield 2 * this.#latencyNs;
    if (course !== undefined) yield* course.await(true);
    for (const { stream } of [this.#pushing, this.#pulling]) openStream(this.#migration, stream);
    yield* this.#pushing.sender.burn(parameters.qemuSetupCpu);
    this.#parts.close('setup', 'source');
  }

  /** All of the downtime: the guest stops here and starts there. */
  *#moveGuest(): Body {
    const { guest, parameters, destination, course } = this.#migration;
    const { sender, receiver } = this.#pushing;
    course?.enter(STOP);
    guest.suspend();
    this.#parts.beginDowntime();
    yield* sender.burn(parameters.qemuStopCpu);
    this.#parts.close('stop', 'source');
    course?.splits();
    for (const { part, host, does } of deviceStages(this.#migration.devices ?? [])) {
      course?.enter({ part, host, does, inDowntime: true });
      for (const work of does) {
        if (work.kind === 'plain') yield* this.#carry(this.#pushing, work.bytes);
        else if (work.kind === 'wait' || work.kind === 'load') yield work.ns;
      }
      this.#parts.close(part, host);
    }
    course?.enter(STATE);
    const head = wire.streamHeadBytes(0) + wire.streamTailBytes(0, 0);
    yield* this.#carry(this.#pushing, head + parameters.qemuDeviceState);
    this.#parts.close('device-state', 'both');
    course?.enter(START);
    yield* receiver.burn(parameters.qemuStartCpu);
    guest.memory.startLogging(true);
    guest.resume(destination);
    this.#parts.close('start', 'destination');
    this.#parts.endDowntime();
    course?.enter(PUSH);
  }

  /** Page after page, until none is missing. */
  *#push(): Body {
    const { simulation, guest, parameters } = this.#migration;
    const { sender, stream } = this.#pushing;
    const receiving = simulation.start(this.#receiver.run());
    for (;;) {
      const batch = this.#missing.push(PUSH_PAGES);
      if (batch.pages === 0) break;
      this.#count(batch);
      const { bytes, cpuNs, nsPerByte } = senderCost(batch, { parameters, wire }, 1);
      this.#bytesSent += bytes;
      this.#receiver.mailbox.put({ kind: 'batch', batch });
      yield* sender.burn(cpuNs);
      yield* sender.write(stream, bytes, nsPerByte);
      guest.sync();
      if (this.#stall === undefined || this.#stall.finished) this.#look();
    }
    this.#receiver.mailbox.put({ kind: 'closed' });
    yield* join(receiving);
    if (this.#stall !== undefined) yield* join(this.#stall);
    guest.sync();
    guest.memory.stopLogging();
  }

  /** The guest stands if it misses what it touched. */
  #look(): void {
    const first = this.#missing.pull(this.#migration.guest.domain.vcpus.length);
    if (first.pages > 0) this.#stall = this.#migration.simulation.start(this.#pull(first));
  }

  /** Pages are fetched, and the guest stands, until it has all it touched. */
  *#pull(first: Batch): Body {
    const { guest, simulation, parameters } = this.#migration;
    const { sender, receiver } = this.#pulling;
    const startNs = simulation.nowNs;
    const goOn = guest.pause();
    try {
      for (let batch = first; batch.pages > 0; ) {
        this.#count(batch);
        this.#pulledPages += batch.pages;
        yield* receiver.burn(parameters.postCopyFaultCpu * batch.pages);
        yield* crossed(this.#migration);
        yield* sender.burn(parameters.postCopyFaultCpu * batch.pages);
        yield* this.#carry(this.#pulling, wire.batchBytes(batch.pages));
        yield* receiver.burn(parameters.destinationCpuPerNewPage * batch.pages);
        yield* crossed(this.#migration);
        batch = this.#missing.pull(guest.domain.vcpus.length);
      }
    } finally {
      goOn();
    }
    this.#stalledNs += simulation.nowNs - startNs;
  }

  *#carry(channel: PageChannel, bytes: number): Body {
    this.#bytesSent += bytes;
    yield* channel.carry(bytes);
  }

  #count({ pages, zeroPages }: Batch): void {
    const { simulation, guest, pages: watcher } = this.#migration;
    this.#sentPages += pages;
    this.#migration.course?.sent(pages);
    this.#zeroPages += zeroPages;
    watcher?.batchEnds(simulation.nowNs);
    tell(simulation, { kind: 'batch', guest: guest.name, round: 1, pages });
  }

  get #latencyNs(): number {
    return latencyOf(this.#migration);
  }
}
