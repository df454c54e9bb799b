/**
 * The receiving side: the toolstack creates the domain, then xc_restore (or libxl's restore helper)
 * takes batch after batch from the stream.
 *
 * Per batch: read its head, populate the pages that have no memory yet and map all, read the
 * contents into place. A page that comes again costs no populating. Source: xc_domain_restore.c
 * (section 2 of the algorithm's description). Since Xen 4.6 a batch is one record, which is read
 * whole before its pages get memory and are copied into place (section 6.1).
 */

import { Mailbox } from '../kernel/mailbox.ts';
import type { Body } from '../kernel/process.ts';
import { PAGE_BYTES } from '../kernel/unit.ts';
import type { ByteStream } from '../machine/flow/byte-stream.ts';
import type { Task } from '../machine/flow/task.ts';
import type { Migration } from './migration.ts';
import type { Batch } from './page-pass.ts';
import type { ParameterValues } from './parameters.ts';
import type { WireFormat } from './wire-format.ts';

/** What comes next on the stream. */
export type Message =
  | { readonly kind: 'batch'; readonly batch: Batch }
  | { readonly kind: 'plain'; readonly bytes: number; readonly last: boolean }
  | { readonly kind: 'closed' };

export class Receiver {
  readonly mailbox = new Mailbox<Message>();
  readonly #migration: Received;
  readonly #stream: ByteStream;
  readonly #xend: Task;
  readonly #task: Task;
  readonly #takeBatch: typeof receiveBatch;

  /**
   * @param xend creates the domain,
   * @param restore takes the pages: two tasks of the destination's Dom0.
   */
  constructor(
    migration: Received,
    stream: ByteStream,
    xend: Task,
    restore: Task,
    { wholeRecords = false }: { readonly wholeRecords?: boolean } = {},
  ) {
    this.#takeBatch = wholeRecords ? receiveRecord : receiveBatch;
    this.#migration = migration;
    this.#stream = stream;
    this.#xend = xend;
    this.#task = restore;
  }

  /** The process: from the hand-shake until the guest is complete, or the sender gave up. */
  *run(): Body {
    const { parameters, policy } = this.#migration;
    const { wire } = policy;
    const perByteNs = parameters.destinationCpuPerPage / PAGE_BYTES;
    yield* this.#xend.burn(parameters.destinationCreateCpu);
    yield parameters.destinationCreateWait;
    for (;;) {
      const message = yield* this.mailbox.take();
      if (message.kind === 'closed') return;
      if (message.kind === 'batch') {
        yield* this.#takeBatch(this.#task, this.#stream, { parameters, wire }, message.batch);
      } else yield* this.#task.read(this.#stream, message.bytes, perByteNs);
      if (message.kind === 'plain' && message.last) break;
    }
    yield* this.#task.burn(
      parameters.destinationCpuPerFinish * this.#migration.guest.memory.p2mPages,
    );
  }
}

/** Takes one batch from a stream: its head, then memory for it, then its contents. */
export function* receiveBatch(
  restore: Task,
  stream: ByteStream,
  { parameters, wire }: BatchCosts,
  { pages, newPages, zeroPages }: Batch,
): Body {
  const head = wire.batchHeadBytes(pages);
  const bytes = wire.batchBytes(pages, zeroPages);
  const nsPerByte = (parameters.destinationCpuPerPage * (pages - zeroPages)) / bytes;
  yield* restore.read(stream, head, nsPerByte);
  yield* restore.burn(placingCpuNs(parameters, { pages, newPages, zeroPages }));
  yield* restore.read(stream, bytes - head, nsPerByte);
}

/** What a batch costs, and how it is laid out. */
export interface BatchCosts {
  readonly parameters: ParameterValues;
  readonly wire: WireFormat;
}

/** Takes one record from a stream, then gives its pages memory and copies them there. */
function* receiveRecord(
  restore: Task,
  stream: ByteStream,
  { parameters, wire }: BatchCosts,
  batch: Batch,
): Body {
  const { pages, zeroPages } = batch;
  const bytes = wire.batchBytes(pages, zeroPages);
  const readNs = parameters.destinationCpuPerPage * (pages - zeroPages);
  yield* restore.read(stream, bytes, readNs / bytes);
  yield* restore.burn(placingCpuNs(parameters, batch));
}

/** CPU to populate and map the pages of a batch, ns. */
function placingCpuNs(
  parameters: ParameterValues,
  { pages, newPages, zeroPages }: Omit<Batch, 'scanned'>,
): number {
  return (
    parameters.destinationCpuPerBatch +
    parameters.destinationCpuPerMappedPage * pages +
    parameters.destinationCpuPerNewPage * newPages +
    parameters.qemuCpuPerZeroPage * zeroPages
  );
}

/** What a receiver must know of its migration. */
export interface Received extends Pick<Migration, 'parameters' | 'guest'> {
  readonly policy: { readonly wire: WireFormat };
}
