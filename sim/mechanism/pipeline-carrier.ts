/**
 * A carrier whose pages go through the machine: a process in Dom0 of the source writes them into a
 * stream, one in Dom0 of the destination takes them out. What the tools do around that is left to
 * the toolstack's own carrier.
 */
import type { Body } from '../kernel/process.ts';
import { ByteStream } from '../machine/byte-stream.ts';
import { PAGE_BYTES } from '../machine/guest-memory.ts';
import type { Task } from '../machine/task.ts';
import type { Carrier } from './carrier.ts';
import { frozen } from './guest-stops.ts';
import { type Migration, newPartLedger } from './migration.ts';
import { Pacer } from './pacer.ts';
import type { Batch } from './page-pass.ts';
import type { PartLedger } from './parts.ts';
import type { Receiver } from './receiver.ts';
import type * as wireFormat from './wire-format.ts';

export abstract class PipelineCarrier implements Carrier {
  readonly parts: PartLedger;
  bytesSent = 0;
  protected readonly migration: Migration;
  /** The process that saves the guest, and the one that restores it. */
  protected readonly save: Task;
  protected readonly restore: Task;
  protected readonly stream: ByteStream;
  protected readonly wire: typeof wireFormat;
  protected abstract readonly receiver: Receiver;
  readonly #pacer: Pacer;

  constructor(migration: Migration, wire: typeof wireFormat) {
    this.wire = wire;
    const { guest, source, destination, simulation } = migration;
    this.migration = migration;
    this.parts = newPartLedger(migration);
    this.save = source.newInterruptTask(`save ${guest.name}`, 'migration');
    this.restore = destination.newTask(`restore ${guest.name}`, 'migration');
    this.stream = newStream(migration, this.save, this.restore);
    this.#pacer = new Pacer(simulation);
  }

  abstract prepare(): Body;
  abstract suspend(): Body;
  abstract finish(): Body;

  pace(bitsPerSecond: number | undefined): void {
    this.#pacer.set(bitsPerSecond);
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
    const { pages } = batch;
    const bytes = this.wire.batchBytes(pages);
    this.#pacer.begin(bytes);
    const slowdown = 1 + guest.copySlowdown;
    const preparedNs = slowdown * parameters.sourceCpuPerPreparedPage * pages;
    yield* this.save.burn(parameters.sourceCpuPerBatch + preparedNs);
    this.bytesSent += bytes;
    this.receiver.mailbox.put({ kind: 'batch', batch });
    const nsPerByte = (slowdown * parameters.sourceCpuPerPage * pages) / bytes;
    yield* this.save.write(this.stream, bytes, nsPerByte);
    yield* this.#pacer.wait();
  }

  *clean(clean: () => void): Body {
    const { guest, parameters } = this.migration;
    yield* frozen(guest, this.save, parameters.sourceCpuPerClean, clean);
    if (guest.suspended) this.parts.close('final-clean', 'source');
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
  });
}
