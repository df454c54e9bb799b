/**
 * QEMU as it runs: a migration thread in the source's process, an incoming one at the destination,
 * a socket between them. On the hosts of this simulator both are processes of Dom0.
 *
 * The guest is not asked to suspend: its virtual CPUs are stopped from outside. The destination's
 * process is there before the migration starts; the guest starts as soon as its state is loaded,
 * and nothing of the source's end is downtime (section 7 of the algorithm's description).
 */
import { type Body, join, type Process } from '../kernel/process.ts';
import { ByteStream } from '../machine/byte-stream.ts';
import { PAGE_BYTES } from '../machine/guest-memory.ts';
import type { Task } from '../machine/task.ts';
import type { Carrier } from './carrier.ts';
import { type Migration, newPartLedger } from './migration.ts';
import { Pacer } from './pacer.ts';
import type { Batch } from './page-pass.ts';
import type { PartLedger } from './parts.ts';
import { qemuCosts } from './qemu-costs.ts';
import { Receiver } from './receiver.ts';

export class QemuCarrier implements Carrier {
  readonly parts: PartLedger;
  bytesSent = 0;
  readonly #migration: Migration;
  readonly #stream: ByteStream;
  readonly #thread: Task;
  readonly #incoming: Task;
  readonly #receiver: Receiver;
  readonly #pacer: Pacer;
  #receiving: Process<void> | undefined;

  constructor(migration: Migration) {
    const { guest, source, destination, parameters, path } = migration;
    this.#migration = migration;
    this.parts = newPartLedger(migration);
    this.#thread = source.newInterruptTask(`qemu ${guest.name}`, 'migration');
    this.#incoming = destination.newTask(`qemu ${guest.name} (incoming)`, 'migration');
    this.#stream = new ByteStream(`${source.name} > ${destination.name} (${guest.name})`, {
      path,
      sendBufferBytes: parameters.sendBuffer,
      receiveBufferBytes: parameters.receiveBuffer,
      ends: [this.#thread.vcpu, this.#incoming.vcpu],
    });
    this.#pacer = new Pacer(migration.simulation);
    const own = { ...migration, parameters: qemuCosts(parameters) };
    this.#receiver = new Receiver(own, this.#stream, this.#incoming, this.#incoming);
  }

  *prepare(): Body {
    const { parameters, simulation, machinery, guest, policy } = this.#migration;
    yield 2 * this.#latencyNs;
    machinery.open(this.#stream);
    this.#receiving = simulation.start(this.#receiver.run());
    yield* this.#thread.burn(parameters.qemuSetupCpu);
    guest.sync();
    guest.memory.startLogging();
    this.parts.close('setup', 'source');
    yield* this.#sendPlain(policy.wire.streamHeadBytes(guest.memory.p2mPages), false);
  }

  pace(bitsPerSecond: number | undefined): void {
    this.#pacer.set(bitsPerSecond);
  }

  *peek(): Body {
    this.#migration.guest.sync();
  }

  /** Whole words at a time, beside the pages of no account. */
  *scan(_positions: number): Body {}

  *send(batch: Batch): Body {
    const { parameters, guest, policy } = this.#migration;
    const { pages, zeroPages } = batch;
    const bytes = policy.wire.batchBytes(pages, zeroPages);
    this.#pacer.begin(bytes);
    yield* this.#thread.burn(parameters.qemuCpuPerZeroPage * zeroPages);
    this.bytesSent += bytes;
    this.#receiver.mailbox.put({ kind: 'batch', batch });
    const copyNs = (1 + guest.copySlowdown) * parameters.sourceCpuPerPage * (pages - zeroPages);
    yield* this.#thread.write(this.#stream, bytes, copyNs / bytes);
    yield* this.#pacer.wait();
  }

  /** A synchronisation of the bitmap. */
  *clean(clean: () => void): Body {
    const { guest, parameters } = this.#migration;
    yield* this.#thread.burn(parameters.qemuCpuPerSync);
    guest.sync();
    clean();
    if (guest.suspended) this.parts.close('final-sync', 'source');
  }

  *suspend(): Body {
    const { guest, parameters } = this.#migration;
    this.parts.close('pre-copy', 'both');
    guest.suspend();
    this.parts.beginDowntime();
    yield* this.#thread.burn(parameters.qemuStopCpu);
    this.parts.close('stop', 'source');
  }

  *finish(): Body {
    const { guest, machinery, destination, parameters, policy } = this.#migration;
    this.parts.close('stop-and-copy', 'both');
    const unmapped = guest.memory.p2mPages - guest.memory.pages;
    const tailBytes = policy.wire.streamTailBytes(unmapped, guest.domain.vcpus.length);
    yield* this.#sendPlain(tailBytes + parameters.qemuDeviceState, true);
    guest.memory.stopLogging();
    yield* join(this.#receiving as Process<void>);
    machinery.close(this.#stream);
    this.parts.close('device-state', 'both');
    yield* this.#incoming.burn(parameters.qemuStartCpu);
    guest.resume(destination);
    this.parts.close('start', 'destination');
  }

  /** migrate_cancel: the connection is closed, the destination's process ends. */
  *abandon(): Body {
    const { guest, machinery } = this.#migration;
    this.parts.close('pre-copy', 'both');
    guest.memory.stopLogging();
    this.#receiver.mailbox.put({ kind: 'closed' });
    yield* join(this.#receiving as Process<void>);
    machinery.close(this.#stream);
    yield this.#latencyNs;
    this.parts.close('cancel', 'both');
  }

  get #latencyNs(): number {
    return this.#migration.path.reduce((sum, link) => sum + link.latencyNs, 0);
  }

  *#sendPlain(bytes: number, last: boolean): Body {
    this.bytesSent += bytes;
    this.#receiver.mailbox.put({ kind: 'plain', bytes, last });
    const nsPerByte = this.#migration.parameters.sourceCpuPerPage / PAGE_BYTES;
    yield* this.#thread.write(this.#stream, bytes, nsPerByte);
  }
}
