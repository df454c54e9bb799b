/** What a guest after post-copy asks of its source, and the channel on which preempt answers. */
import type { Body } from '../kernel/process.ts';
import type { Task } from '../machine/flow/task.ts';
import { crossed, type Migration } from './migration.ts';
import { PageChannel } from './page-channel.ts';
import type { Batch } from './page-pass.ts';
import { openStream, type Tasks } from './workers.ts';

export class PageRequests {
  readonly #migration: Migration;
  readonly #tasks: Tasks;
  #channel: PageChannel | undefined;

  constructor(migration: Migration, tasks: Tasks) {
    this.#migration = migration;
    this.#tasks = tasks;
  }

  /** Faults become a message, which comes to the source. */
  *request(pages: number): Body {
    const cpuNs = this.#migration.parameters.postCopyFaultCpu * pages;
    yield* (this.#tasks.destination.copy as Task).burn(cpuNs);
    yield* crossed(this.#migration);
    yield* (this.#tasks.source.copy as Task).burn(cpuNs);
  }

  /** Pages go on the channel for requested ones. @returns their bytes. */
  *answer(batch: Batch): Body<number> {
    const { parameters, policy } = this.#migration;
    if (batch.pages === 0) return 0;
    if (this.#channel === undefined) {
      this.#channel = new PageChannel(this.#migration, 'preempt');
      openStream(this.#migration, this.#channel.stream);
    }
    const bytes = policy.wire.batchBytes(batch.pages, batch.zeroPages);
    yield* this.#channel.carry(bytes);
    yield* this.#channel.receiver.burn(parameters.destinationCpuPerNewPage * batch.newPages);
    yield* crossed(this.#migration);
    return bytes;
  }

  close(): void {
    if (this.#channel !== undefined) this.#migration.machinery.close(this.#channel.stream);
  }
}
