/**
 * Xen 3.2 as it ran: xend's stages around xc_save and xc_restore, a socket between them.
 *
 * Stages in the order of XendDomain.domain_migrate, XendCheckpoint.save and restore (section 5 of
 * the algorithm's description). The destination starts the guest only when the source has destroyed
 * the old domain, seen its block devices gone and closed the connection: all of that is downtime.
 */
import type { Body, Process } from '../kernel/process.ts';
import { join, joinFirst } from '../kernel/process.ts';
import { ByteStream } from '../machine/byte-stream.ts';
import { PAGE_BYTES } from '../machine/guest-memory.ts';
import type { Task } from '../machine/task.ts';
import type { Carrier } from './carrier.ts';
import { frozen, suspendGuest } from './guest-stops.ts';
import { type Migration, newPartLedger } from './migration.ts';
import { Pacer } from './pacer.ts';
import type { Batch } from './page-pass.ts';
import type { PartLedger } from './parts.ts';
import { Receiver } from './receiver.ts';
import { batchBytes, streamHeadBytes, streamTailBytes } from './wire-format.ts';
import { activate, tearDown } from './xend-end.ts';

export class XendCarrier implements Carrier {
  readonly parts: PartLedger;
  bytesSent = 0;
  readonly #migration: Migration;
  readonly #stream: ByteStream;
  readonly #xend: Task;
  readonly #destinationXend: Task;
  readonly #save: Task;
  readonly #receiver: Receiver;
  readonly #pacer: Pacer;
  #receiving: Process<void> | undefined;

  constructor(migration: Migration) {
    const { guest, source, destination } = migration;
    this.#migration = migration;
    this.parts = newPartLedger(migration);
    this.#xend = source.newTask(`xend ${guest.name}`, 'toolstack');
    this.#destinationXend = destination.newTask(`xend ${guest.name}`, 'toolstack');
    this.#save = source.newInterruptTask(`xc_save ${guest.name}`, 'migration');
    const restore = destination.newTask(`xc_restore ${guest.name}`, 'migration');
    this.#stream = newStream(migration, this.#save, restore);
    this.#pacer = new Pacer(migration.simulation);
    this.#receiver = new Receiver(migration, this.#stream, this.#destinationXend, restore);
  }

  *prepare(): Body {
    const { parameters, simulation, machinery, guest, path } = this.#migration;
    const latencyNs = path.reduce((sum, link) => sum + link.latencyNs, 0);
    yield* this.#xend.burn(parameters.checkCpu);
    this.parts.close('check', 'source');
    yield* this.#xend.burn(parameters.connectCpu);
    yield 2 * latencyNs;
    yield* this.#destinationXend.burn(parameters.connectCpu);
    yield latencyNs;
    this.parts.close('connect', 'both');
    machinery.open(this.#stream);
    this.#receiving = simulation.start(this.#receiver.run());
    yield* this.#save.burn(parameters.sourceSetupCpu);
    guest.sync();
    guest.memory.startLogging();
    this.parts.close('source-setup', 'source');
    yield* this.#sendPlain(streamHeadBytes(guest.memory.p2mPages), false);
  }

  pace(bitsPerSecond: number | undefined, keepsUnused: boolean): void {
    this.#pacer.set(bitsPerSecond, keepsUnused);
  }

  *peek(): Body {
    const { guest, parameters } = this.#migration;
    yield* frozen(guest, this.#save, parameters.sourceCpuPerPeek);
  }

  *scan(positions: number): Body {
    yield* this.#save.burn(positions * this.#migration.parameters.sourceCpuPerScan);
  }

  *send(batch: Batch): Body {
    const { parameters, guest } = this.#migration;
    const { pages } = batch;
    const bytes = batchBytes(pages);
    this.#pacer.begin(bytes);
    const slowdown = 1 + guest.copySlowdown;
    const preparedNs = slowdown * parameters.sourceCpuPerPreparedPage * pages;
    yield* this.#save.burn(parameters.sourceCpuPerBatch + preparedNs);
    this.bytesSent += bytes;
    this.#receiver.mailbox.put({ kind: 'batch', batch });
    yield* this.#save.write(
      this.#stream,
      bytes,
      (slowdown * parameters.sourceCpuPerPage * pages) / bytes,
    );
    yield* this.#pacer.wait();
  }

  *clean(clean: () => void): Body {
    const { guest, parameters } = this.#migration;
    yield* frozen(guest, this.#save, parameters.sourceCpuPerClean, clean);
    if (guest.suspended) this.parts.close('final-clean', 'source');
  }

  *suspend(): Body {
    const { parameters, guest } = this.#migration;
    this.parts.close('pre-copy', 'both');
    yield* this.#xend.burn(parameters.suspendHopCpu * parameters.suspendHopsBefore);
    yield* suspendGuest(guest, parameters);
    this.parts.close('suspend-request', 'source');
    this.parts.beginDowntime();
    yield* this.#xend.burn(parameters.suspendHopCpu * parameters.suspendHopsAfter);
    this.parts.close('suspend-handshake', 'source');
  }

  *finish(): Body {
    const { guest, machinery, simulation } = this.#migration;
    this.parts.close('stop-and-copy', 'both');
    const unmapped = guest.memory.p2mPages - guest.memory.pages;
    yield* this.#sendPlain(streamTailBytes(unmapped, guest.domain.vcpus.length), true);
    guest.memory.stopLogging();
    this.parts.close('tail', 'source');
    const closing = simulation.start(tearDown(this.#migration, this.#xend));
    yield* this.#awaitBothEnds(this.#receiving as Process<void>, closing);
    machinery.close(this.#stream);
    yield* activate(this.#migration, this.#destinationXend, this.parts);
  }

  /**
   * The destination goes on when its own work is done and the source has closed; the later one is
   * the longer.
   */
  *#awaitBothEnds(receiving: Process<void>, closing: Process<void>): Body {
    yield* joinFirst(receiving, closing);
    if (receiving.finished) {
      this.parts.close('destination-finish', 'destination');
      yield* join(closing);
      this.parts.close('source-teardown', 'source');
      return;
    }
    this.parts.close('source-teardown', 'source');
    yield* join(receiving);
    this.parts.close('destination-finish', 'destination');
  }

  *#sendPlain(bytes: number, last: boolean): Body {
    this.bytesSent += bytes;
    this.#receiver.mailbox.put({ kind: 'plain', bytes, last });
    const nsPerByte = this.#migration.parameters.sourceCpuPerPage / PAGE_BYTES;
    yield* this.#save.write(this.#stream, bytes, nsPerByte);
  }
}

function newStream(migration: Migration, save: Task, restore: Task): ByteStream {
  const { parameters, guest, path, source, destination } = migration;
  return new ByteStream(`${source.name} > ${destination.name} (${guest.name})`, {
    path,
    sendBufferBytes: parameters.sendBuffer,
    receiveBufferBytes: parameters.receiveBuffer,
    ends: [save.vcpu, restore.vcpu],
  });
}
