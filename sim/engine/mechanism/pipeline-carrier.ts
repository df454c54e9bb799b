/**
 * A carrier whose pages go through the machine: a process in Dom0 of the source writes them into a
 * stream, one in Dom0 of the destination takes them out. What the tools do around that is left to
 * the toolstack's own carrier.
 */

import { type Body, join, type Process } from '../kernel/process.ts';
import { PAGE_BYTES } from '../kernel/unit.ts';
import { ByteStream } from '../machine/flow/byte-stream.ts';
import type { Task } from '../machine/flow/task.ts';
import type { Carrier } from './carrier.ts';
import { frozen } from './guest-stops.ts';
import { type Migration, newPartLedger } from './migration.ts';
import { Pacer } from './pacer.ts';
import type { Batch } from './page-pass.ts';
import type { PartLedger } from './parts.ts';
import type { Receiver } from './receiver.ts';
import type { WireFormat } from './wire-format.ts';

export abstract class PipelineCarrier implements Carrier {
  readonly parts: PartLedger;
  bytesSent = 0;
  protected readonly migration: Migration;
  /** The process that saves the guest, and the one that restores it. */
  protected readonly save: Task;
  protected readonly restore: Task;
  protected readonly stream: ByteStream;
  protected readonly wire: WireFormat;
  /** Time of a message from source to destination, ns. */
  protected readonly latencyNs: number;
  protected abstract readonly receiver: Receiver;
  readonly #pacer: Pacer;
  #receiving: Process<void> | undefined;

  /** @param names what the two processes are called. */
  constructor(migration: Migration, names = { save: 'save', restore: 'restore' }) {
    const { guest, source, destination, simulation, path, policy } = migration;
    this.wire = policy.wire;
    this.latencyNs = path.reduce((sum, link) => sum + link.latencyNs, 0);
    this.migration = migration;
    this.parts = newPartLedger(migration);
    this.save = source.newInterruptTask(`${names.save} ${guest.name}`, 'migration');
    this.restore = destination.newTask(`${names.restore} ${guest.name}`, 'migration');
    this.stream = newStream(migration, this.save, this.restore);
    this.#pacer = new Pacer(simulation);
  }

  abstract prepare(): Body;
  abstract suspend(): Body;
  abstract finish(): Body;
  abstract abandon(): Body;

  pace(bitsPerSecond: number | undefined, keepsUnused: boolean): void {
    this.#pacer.set(bitsPerSecond, keepsUnused);
  }

  *peek(): Body {
    const { guest, parameters } = this.migration;
    yield* frozen(guest, this.save, parameters.sourceCpuPerPeek);
  }

  *scan(positions: number): Body {
    yield* this.save.burn(positions * this.migration.parameters.sourceCpuPerScan);
  }

  *send(batch: Batch): Body {
    const { parameters, guest } = this.migration;
    const { pages, zeroPages } = batch;
    const bytes = this.wire.batchBytes(pages, zeroPages);
    this.#pacer.begin(bytes);
    const slowdown = 1 + guest.copySlowdown;
    yield* this.save.burn(this.preparingCpuNs(batch, slowdown));
    this.bytesSent += bytes;
    this.receiver.mailbox.put({ kind: 'batch', batch });
    const nsPerByte = (slowdown * parameters.sourceCpuPerPage * (pages - zeroPages)) / bytes;
    yield* this.save.write(this.stream, bytes, nsPerByte);
    yield* this.#pacer.wait();
  }

  /** CPU for a batch before it is written, ns. @param slowdown factor on what a page costs. */
  protected preparingCpuNs({ pages }: Batch, slowdown: number): number {
    const { sourceCpuPerBatch, sourceCpuPerPreparedPage } = this.migration.parameters;
    return sourceCpuPerBatch + slowdown * sourceCpuPerPreparedPage * pages;
  }

  *clean(clean: () => void): Body {
    const { guest, parameters } = this.migration;
    yield* frozen(guest, this.save, parameters.sourceCpuPerClean, clean);
    if (guest.suspended) this.parts.close('final-clean', 'source');
  }

  /** Opens the stream; from now on the destination receives. */
  protected connect(): void {
    const { machinery, simulation } = this.migration;
    machinery.open(this.stream);
    this.#receiving = simulation.start(this.receiver.run());
  }

  /** The receiving process, once connected. */
  protected get receiving(): Process<void> {
    return this.#receiving as Process<void>;
  }

  /** Gives up: the stream is closed as soon as the destination has taken what is in it. */
  protected *disconnect(): Body {
    const { guest, machinery } = this.migration;
    this.parts.close('pre-copy', 'both');
    guest.memory.stopLogging();
    this.receiver.mailbox.put({ kind: 'closed' });
    yield* join(this.receiving);
    machinery.close(this.stream);
  }

  /** Sends what are no pages. @param last whether nothing follows. */
  protected *sendPlain(bytes: number, last: boolean): Body {
    this.bytesSent += bytes;
    this.receiver.mailbox.put({ kind: 'plain', bytes, last });
    const nsPerByte = this.migration.parameters.sourceCpuPerPage / PAGE_BYTES;
    yield* this.save.write(this.stream, bytes, nsPerByte);
  }
}

function newStream(migration: Migration, save: Task, restore: Task): ByteStream {
  const { parameters, guest, path, source, destination } = migration;
  return new ByteStream(`${source.name} > ${destination.name} (${guest.name})`, {
    path,
    sendBufferBytes: parameters.sendBuffer,
    receiveBufferBytes: parameters.receiveBuffer,
    ends: [save.vcpu, restore.vcpu],
    // The receiver's card takes what the window allows, whether its Dom0 runs or not.
    movers: [save.vcpu],
  });
}
