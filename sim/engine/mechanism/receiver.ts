/**
 * The receiving side: the toolstack creates the domain, then xc_restore (or libxl's restore helper)
 * takes batch after batch from the stream.
 *
 * Per batch: read its head, populate the pages that have no memory yet and map all, read the
 * contents into place. A page that comes again costs no populating. Source: xc_domain_restore.c of
 * Xen 3.2. Since Xen 4.6 a batch is one record, which is read whole before its pages get memory and
 * are copied into place (xg_sr_restore.c). See docs/explanation/xen-algorithm.md, sections 2 and
 * 6.1.
 */
import { type Body, Mailbox } from '../kernel/process.ts';
import type { Latch, Signal } from '../kernel/signal.ts';
import type { Activity } from '../machine/flow/activity.ts';
import type { ByteStream } from '../machine/flow/byte-stream.ts';
import type { Task } from '../machine/flow/task.ts';
import { type Costs, plainCost, receiverCost } from './batch-cost.ts';
import type { Batch } from './page-pass.ts';
import type { Toolstack } from './stages.ts';
import { passing, spend, type Tasks } from './workers.ts';

/** What comes next on the stream. */
export type Message =
  | { readonly kind: 'batch'; readonly batch: Batch }
  | Announced
  | { readonly kind: 'plain'; readonly bytes: number; readonly last: boolean }
  | { readonly kind: 'load'; readonly ns: number }
  | { readonly kind: 'mark'; readonly passed: () => void }
  | { readonly kind: 'await'; readonly passed: readonly Latch[] }
  | { readonly kind: 'closed' };

/** Pages that come as one piece, each placed as it comes. */
export interface Announced {
  readonly kind: 'stretch';
  /** Of which fewer may come in the end. */
  bytes: number;
  readonly nsPerByte: number;
  /** While it is read. */
  reading: Activity | undefined;
}

/** What of a toolstack is the receiver's. */
type ReceiverStages = Pick<Toolstack, 'creates' | 'completes' | 'wholeRecords'>;

/** Of a process that is there and needs no completing. */
const READY: ReceiverStages = { creates: [], completes: [], wholeRecords: false };

export class Receiver {
  readonly mailbox = new Mailbox<Message>();
  readonly #costs: Costs;
  readonly #stream: ByteStream;
  readonly #tasks: Tasks;
  readonly #toolstack: ReceiverStages;

  constructor(costs: Costs, stream: ByteStream, tasks: Tasks, toolstack = READY) {
    this.#costs = costs;
    this.#stream = stream;
    this.#tasks = tasks;
    this.#toolstack = toolstack;
  }

  /** Pages that are alike will come. @returns what `shorten` takes. */
  announce(batch: Batch & Pick<Costs, 'wire'>): Announced {
    const costs = { ...this.#costs, wire: batch.wire };
    const { bytes, cpuNs, copyNs } = receiverCost(batch, costs);
    return this.expect(bytes, (cpuNs + copyNs) / bytes);
  }

  /** Bytes of pages will come, at a cost in CPU ns. @returns what `shorten` takes. */
  expect(bytes: number, nsPerByte: number): Announced {
    const announced: Announced = { kind: 'stretch', bytes, nsPerByte, reading: undefined };
    this.mailbox.put(announced);
    return announced;
  }

  /** Fewer will come than was announced last. */
  shorten(announced: Announced, byBytes: number): void {
    announced.bytes -= byBytes;
    const { reading } = announced;
    if (reading !== undefined) (this.#tasks.destination.copy as Task).shorten(reading, byBytes);
  }

  /** The process: from the hand-shake until the guest is complete, or the sender gave up. */
  *run(): Body {
    const { creates, completes, wholeRecords } = this.#toolstack;
    const { readNsPerByte } = plainCost(this.#costs.parameters);
    const restore = this.#tasks.destination.copy as Task;
    yield* spend(creates, this.#tasks);
    for (;;) {
      const message = yield* this.mailbox.take();
      if (message.kind === 'closed') return;
      if (message.kind === 'load') yield message.ns;
      else if (message.kind === 'mark') message.passed();
      else if (message.kind === 'await') yield* allPassed(message.passed);
      else if (message.kind === 'batch') {
        const { batch } = message;
        const bytes = this.#costs.wire.batchBytes(batch.pages, batch.zeroPages);
        const reading = receiveBatch(restore, this.#stream, this.#costs, batch, wholeRecords);
        yield* passing(this.#tasks.destination, bytes, reading);
      } else if (message.kind === 'stretch') {
        if (message.bytes === 0) continue;
        message.reading = restore.begin('read', this.#stream, message.bytes, message.nsPerByte);
        yield message.reading.done as Signal<unknown>;
      } else yield* restore.read(this.#stream, message.bytes, readNsPerByte);
      if (message.kind === 'plain' && message.last) break;
    }
    yield* spend(completes, this.#tasks);
  }
}

function* allPassed(latches: readonly Latch[]): Body {
  for (const latch of latches) yield* latch.wait();
}

/**
 * Takes one batch from a stream: its head, then memory for it, then its contents.
 * @param isWhole whether all is read before there is memory for it.
 */
export function* receiveBatch(
  restore: Task,
  stream: ByteStream,
  costs: Costs,
  batch: Batch,
  isWhole = false,
): Body {
  const { bytes, cpuNs, nsPerByte } = receiverCost(batch, costs);
  const head = isWhole ? bytes : costs.wire.batchHeadBytes(batch.pages + (batch.holes ?? 0));
  yield* restore.read(stream, head, nsPerByte);
  yield* restore.burn(cpuNs);
  yield* restore.read(stream, bytes - head, nsPerByte);
}
