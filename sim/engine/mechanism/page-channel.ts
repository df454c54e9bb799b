/** A way for pages beside a migration's stream: a stream of its own with a task at either end. */
import { type Body, join } from '../kernel/process.ts';
import { ByteStream } from '../machine/flow/byte-stream.ts';
import type { Task } from '../machine/flow/task.ts';
import { plainCost } from './batch-cost.ts';
import type { Migration } from './migration.ts';

export class PageChannel {
  readonly stream: ByteStream;
  readonly sender: Task;
  readonly receiver: Task;
  readonly #migration: Migration;

  constructor(migration: Migration, name: string) {
    const { guest, source, destination, path, parameters } = migration;
    this.#migration = migration;
    this.sender = source.newTask(`qemu ${guest.name} (${name})`, 'migration');
    this.receiver = destination.newTask(`qemu ${guest.name} (${name})`, 'migration');
    const label = `${source.name} > ${destination.name} (${guest.name}, ${name})`;
    this.stream = new ByteStream(label, {
      path,
      sendBufferBytes: parameters.sendBuffer,
      receiveBufferBytes: parameters.receiveBuffer,
      ends: [this.sender.vcpu, this.receiver.vcpu],
      movers: [this.sender.vcpu],
    });
  }

  /** Bytes from one end to the other. */
  *carry(bytes: number): Body {
    const { parameters, simulation } = this.#migration;
    const { writeNsPerByte, readNsPerByte } = plainCost(parameters);
    const reading = simulation.start(this.receiver.read(this.stream, bytes, readNsPerByte));
    yield* this.sender.write(this.stream, bytes, writeNsPerByte);
    yield* join(reading);
  }
}
