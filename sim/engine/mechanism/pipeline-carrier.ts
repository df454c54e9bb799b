/**
 * A carrier whose pages go through the machine: a process in Dom0 of the source writes them into a
 * stream, one in Dom0 of the destination takes them out. Around that it carries out the stages of
 * its toolstack (`stages.ts`), from one hole of the list to the next.
 */
import { type Body, join, joinFirst, type Process } from '../kernel/process.ts';
import { Latch } from '../kernel/signal.ts';
import type { ByteStream } from '../machine/flow/byte-stream.ts';
import type { Task } from '../machine/flow/task.ts';
import { costsOf, plainCost, senderCost } from './batch-cost.ts';
import type { Carrier, Look } from './carrier.ts';
import { costsThrough } from './channels.ts';
import { encrypted } from './connections.ts';
import type { Course } from './course.ts';
import { logDirty, suspendGuest } from './guest-stops.ts';
import { MainChannel } from './main-channel.ts';
import { loggedGuestOf, type Migration, newPartLedger } from './migration.ts';
import { MultifdChannels } from './multifd-channels.ts';
import { Pacer } from './pacer.ts';
import type { Batch } from './page-pass.ts';
import { PageRequests } from './page-requests.ts';
import type { Stretch } from './page-ring.ts';
import { Receiver } from './receiver.ts';
import {
  type Both,
  type Hole,
  type Stage,
  StageCursor,
  type Toolstack,
  type Work,
} from './stages.ts';
import { toolstackFor } from './toolstack.ts';
import {
  meansOf,
  newStream,
  openStream,
  passing,
  spend,
  startRelays,
  type Tasks,
  tasksOf,
} from './workers.ts';

export class PipelineCarrier implements Carrier {
  readonly parts;
  readonly wakeUpNs: number;
  bytesSent = 0;
  lastByteNs: number | undefined;
  readonly #migration: Migration;
  readonly #toolstack: Toolstack;
  readonly #tasks: Tasks;
  readonly #save: Task;
  readonly #stream: ByteStream;
  readonly #receiver: Receiver;
  readonly #pacer: Pacer;
  readonly #cursor: StageCursor;
  readonly #requests: PageRequests;
  readonly #main: MainChannel;
  readonly #course: Course | undefined;
  /** Absent: all goes on one stream, as what follows the guest after post-copy does. */
  #channels: MultifdChannels | undefined;
  #receiving: Process<void> | undefined;

  constructor(migration: Migration) {
    const { policy, channel = 'plain' } = migration;
    const plain = costsOf(migration.parameters, policy.wire, loggedGuestOf(migration));
    const costs = costsThrough(channel, plain);
    const parameters = policy.tls ? encrypted(costs) : costs;
    this.wakeUpNs = Math.round(parameters.qemuWakeUp);
    this.#migration = { ...migration, parameters };
    this.#toolstack = toolstackFor(migration, parameters);
    this.#cursor = new StageCursor(this.#toolstack);
    this.#course = migration.course;
    this.parts = newPartLedger(migration);
    this.#tasks = tasksOf(this.#toolstack, migration);
    startRelays(this.#tasks, this.#migration);
    this.#course?.carriedBy(meansOf(this.#toolstack, this.#tasks), () => this.bytesSent);
    this.#save = this.#tasks.source.copy as Task;
    this.#stream = newStream(migration, this.#tasks);
    this.#requests = new PageRequests(this.#migration, this.#tasks);
    const costed = { parameters, wire: policy.wire };
    this.#receiver = new Receiver(costed, this.#stream, this.#tasks, this.#toolstack);
    this.#pacer = new Pacer(migration.simulation);
    const ends = { save: this.#save, stream: this.#stream, receiver: this.#receiver };
    this.#main = new MainChannel(this.#migration, ends);
    this.#channels = policy.channels && new MultifdChannels(this.#migration, policy.channels, ends);
  }

  prepare(): Body {
    return this.#until('rounds');
  }

  pace(bitsPerSecond: number | undefined, keepsUnused: boolean): void {
    this.#pacer.set(bitsPerSecond, keepsUnused);
  }

  peek(): Body {
    return this.#logDirty(this.#migration.parameters.sourceCpuPerPeek);
  }

  *scan(positions: number): Body {
    yield* this.#save.burn(positions * this.#migration.parameters.sourceCpuPerScan);
  }

  *send(batch: Batch): Body {
    const { parameters, guest, policy } = this.#migration;
    const { wire } = policy;
    const cost = senderCost(batch, { parameters, wire }, 1 + guest.copySlowdown);
    this.#pacer.begin(cost.bytes);
    yield* this.#save.burn(cost.cpuNs);
    this.bytesSent += cost.bytes;
    this.#receiver.mailbox.put({ kind: 'batch', batch });
    const writing = this.#save.write(this.#stream, cost.bytes, cost.nsPerByte);
    yield* passing(this.#tasks.source, cost.bytes, writing);
    this.#course?.sent(batch.pages);
    yield* this.#pacer.wait();
  }

  *sendStretch(stretch: Stretch, look: Look, leastNs = 0): Body<number> {
    const way = this.#channels?.takes(stretch) ? this.#channels : this.#main;
    const pages = yield* way.send(stretch, look, leastNs);
    this.bytesSent += stretch.wire.batchBytes(pages, stretch.zerosIn(pages));
    this.#course?.sent(pages);
    return pages;
  }

  *meet(): Body {
    if (this.#channels !== undefined) yield* this.#channels.meet();
  }

  *sleep(ns: number): Body {
    yield ns + this.wakeUpNs;
  }

  *clean(clean: () => void, last: boolean): Body {
    yield* this.#logDirty(this.#migration.parameters.sourceCpuPerClean, clean);
    if (last) yield* this.#until('copy');
  }

  *suspend(): Body {
    yield* this.#until('clean');
  }

  *finish(): Body {
    yield* this.#until();
    this.#migration.guest.resume(this.#migration.destination);
    const { afterwards } = this.#toolstack;
    if (afterwards === undefined) return;
    this.parts.endDowntime();
    yield* this.#carryOut(afterwards);
  }

  /** The stream is closed as soon as the destination has taken what is in it. */
  *abandon(): Body {
    const { guest } = this.#migration;
    this.parts.close('pre-copy', 'both');
    guest.memory.stopLogging();
    this.#receiver.mailbox.put({ kind: 'closed' });
    yield* join(this.#receiving as Process<void>);
    yield* this.#disconnect();
    yield* this.#carryOut(this.#toolstack.abandon);
  }

  *switchOver(bytes: number): Body {
    const { guest, destination } = this.#migration;
    this.#course?.splits();
    yield* this.#closeChannels();
    yield* this.#sendPlain(bytes, false);
    for (const stage of this.#toolstack.switchOver ?? []) yield* this.#carryOut(stage);
    guest.memory.startLogging(true);
    guest.resume(destination);
    this.parts.endDowntime();
    this.#course?.enter(this.#toolstack.follow);
  }

  mark(passed: () => void): void {
    this.#receiver.mailbox.put({ kind: 'mark', passed });
  }

  request(pages: number): Body {
    return this.#requests.request(pages);
  }

  *pull(batch: Batch): Body {
    this.bytesSent = (yield* this.#requests.answer(batch)) + this.bytesSent;
  }

  *followed(settled: () => Body): Body {
    yield* this.#carryOut(this.#toolstack.follow as Stage, settled);
    this.#requests.close();
  }

  *#carryOut(stage: Stage, settled = function* (): Body {}): Body {
    this.#course?.enter(stage);
    for (const work of stage.does) yield* this.#do(work);
    yield* settled();
    this.#close(stage);
  }

  #logDirty(cpuNs: number, act?: () => void): Body {
    const { freezes } = this.#toolstack;
    return logDirty(this.#migration, { task: this.#save, freezes, cpuNs }, act);
  }

  /** Continues the stages up to a hole; to the end if there is none. */
  *#until(hole?: Hole): Body {
    for (const next of this.#cursor.until(hole)) {
      this.#course?.enter(this.#cursor.stage);
      if ('both' in next) yield* this.#together(next.both);
      else if ('part' in next) this.#close(next);
      else yield* this.#do(next);
    }
    this.#course?.enter(this.#cursor.stage);
  }

  *#together(stages: Both['both']): Body {
    const [one, other] = stages.map(({ does }) => this.#started(does)) as [
      Process<void>,
      Process<void>,
    ];
    yield* joinFirst(one, other);
    const [first, last] = one.finished ? stages : [stages[1], stages[0]];
    this.#close(first);
    yield* join(one.finished ? other : one);
    this.#close(last);
  }

  /** The receiver runs already. */
  #started(does: readonly Work[]): Process<void> {
    if (does[0]?.kind === 'receive') return this.#receiving as Process<void>;
    return this.#migration.simulation.start(spend(does, this.#tasks));
  }

  #close({ part, host, inDowntime }: Stage): void {
    if (inDowntime) this.parts.beginDowntime();
    this.parts.close(part, host);
  }

  *#do(work: Work): Body {
    if (this.#course !== undefined) yield* this.#course.await(false);
    const { guest, simulation, parameters } = this.#migration;
    switch (work.kind) {
      case 'connect':
        openStream(this.#migration, this.#stream);
        this.#channels?.open();
        this.#receiving = simulation.start(this.#receiver.run());
        return;
      case 'log':
        guest.startLogging();
        return;
      case 'plain':
        return yield* this.#sendPlain(work.bytes, work.last);
      case 'load':
        this.#receiver.mailbox.put(work);
        return;
      case 'suspend':
        yield* suspendGuest(guest, parameters);
        return;
      case 'halt':
        guest.suspend();
        return;
      case 'receive':
        return yield* join(this.#receiving as Process<void>);
      case 'mark': {
        const mark = new Latch();
        this.lastByteNs = simulation.nowNs;
        this.mark(mark.open);
        yield* mark.wait();
        return;
      }
      case 'disconnect':
        return yield* this.#disconnect();
      default:
        yield* spend([work], this.#tasks);
        if (this.#course !== undefined && 'crosses' in work) yield* this.#course.await(true);
    }
  }

  *#disconnect(): Body {
    yield* this.#closeChannels();
    this.#migration.machinery.close(this.#stream);
  }

  /** All pages from here on go on the main stream. */
  *#closeChannels(): Body {
    const channels = this.#channels;
    this.#channels = undefined;
    if (channels !== undefined) yield* channels.close();
  }

  *#sendPlain(bytes: number, last: boolean): Body {
    const { parameters, guest, policy, simulation } = this.#migration;
    this.bytesSent += bytes;
    this.#receiver.mailbox.put({ kind: 'plain', bytes, last });
    yield* this.#save.write(this.#stream, bytes, plainCost(parameters).writeNsPerByte);
    if (!last) return;
    guest.memory.stopLogging();
    if (policy.wire.system === 'qemu') this.lastByteNs ??= simulation.nowNs;
  }
}
