/**
 * A pilot migration: an idle guest's, without guest and pages, on hosts of the page-exact engine.
 * Processes, stream, scheduler, stages and costs are the engine's own, so with the same seed each
 * stage takes what it takes there. A script says which batches go and when; the times at its marks
 * are what it is run for (`measure.ts`).
 *
 * Assumed: only caps make a virtual CPU of Dom0 wait, so each has a physical one.
 */
import { type Body, join, type Process } from '../../../engine/kernel/process.ts';
import { Simulation } from '../../../engine/kernel/simulation.ts';
import type { ByteStream } from '../../../engine/machine/flow/byte-stream.ts';
import { Link } from '../../../engine/machine/flow/link.ts';
import { Machinery } from '../../../engine/machine/flow/machinery.ts';
import type { Task } from '../../../engine/machine/flow/task.ts';
import { plainCost, senderCost } from '../../../engine/mechanism/batch-cost.ts';
import { Receiver } from '../../../engine/mechanism/receiver.ts';
import {
  type Hole,
  StageCursor,
  type Toolstack,
  type Work,
} from '../../../engine/mechanism/stages.ts';
import { newStream, spend, type Tasks, tasksOf } from '../../../engine/mechanism/workers.ts';
import { buildHost, DEFAULT_WEIGHT, type HostSpec, tuningOf } from '../../world/hosts.ts';
import { type Copying, measuredToolstack } from './toolstack.ts';

/** How the processes of one migration may use a Dom0. */
export interface Dom0Share {
  /** Percent of one CPU; Infinity for no cap. */
  readonly capPercent: number;
  readonly turns: HostSpec['turns'];
}

/** A Dom0. */
export interface Dom0Spec extends Dom0Share {
  readonly vcpus: number;
}

/** Both hosts and what lies between them. */
export interface Machine {
  readonly dom0: readonly [Dom0Spec, Dom0Spec];
  /** Of the narrowest link on the way. */
  readonly bytesPerNs: number;
  /** CPU that each Dom0 uses for other things, share of a CPU. */
  readonly background: number;
  readonly copying: Copying;
}

/** What a pilot migration is of. */
export interface PilotOptions {
  readonly seed: string;
  /** CPU of the receiver's last work, ns, at which it leaves marks `finish N`. */
  readonly finishNs: readonly number[];
  /** Of the guest; default: as many as stages are measured for. */
  readonly p2mPages?: number;
}

/** Time that the guest takes for its suspend, ns: Dom0 waits meanwhile, and earns credit. */
const SUSPEND_NS = 20e6;

/** Virtual CPUs that are in use; idle ones change nothing. */
const VCPUS_USED = 3;

export class PilotMigration {
  /** When each mark was passed, ns; stages leave one at their end. */
  readonly marksNs = new Map<string, number>();
  readonly #simulation: Simulation;
  readonly #machinery: Machinery;
  readonly #copying: Copying;
  readonly #toolstack: Toolstack;
  readonly #cursor: StageCursor;
  readonly #tasks: Tasks;
  readonly #save: Task;
  readonly #stream: ByteStream;
  readonly #receiver: Receiver;
  readonly #finishNs: readonly number[];
  #receiving: Process<void> | undefined;

  constructor(machine: Machine, { seed, finishNs, p2mPages }: PilotOptions) {
    const { copying, bytesPerNs } = machine;
    const { parameters } = copying;
    this.#simulation = new Simulation(seed);
    this.#machinery = new Machinery(this.#simulation);
    this.#copying = copying;
    this.#toolstack = measuredToolstack(copying, p2mPages);
    this.#cursor = new StageCursor(this.#toolstack);
    const [source, destination] = [this.#host(machine, 0), this.#host(machine, 1)];
    const path = [new Link('way', { bytesPerNs, latencyNs: copying.latencyNs })];
    const ends = { source, destination, path, parameters, guest: { name: 'pilot' } };
    this.#tasks = tasksOf(this.#toolstack, ends);
    this.#save = this.#tasks.source.copy as Task;
    this.#stream = newStream(ends, this.#tasks);
    const stages = { ...this.#toolstack, completes: [] };
    this.#receiver = new Receiver(copying, this.#stream, this.#tasks, stages);
    this.#finishNs = finishNs;
  }

  #host({ dom0, background }: Machine, side: 0 | 1) {
    const { vcpus: present, capPercent, turns } = dom0[side];
    const vcpus = Math.min(VCPUS_USED, present);
    const tuning = tuningOf(this.#copying.parameters);
    return buildHost(
      { simulation: this.#simulation, machinery: this.#machinery },
      {
        name: side === 0 ? 'source' : 'destination',
        dom0: { vcpus, weight: DEFAULT_WEIGHT, capPercent },
        ...{ cpus: vcpus, turns, tuning, background, memoryBytes: 0 },
      },
    );
  }

  /** @throws Standstill when the script does not come to its end. */
  run(script: (pilot: PilotMigration) => Body): void {
    const process = this.#simulation.start(script(this));
    const finished = (): boolean => process.finished;
    this.#simulation.run({ finished, progress: () => process.waits });
  }

  mark(name: string): void {
    this.marksNs.set(name, this.#simulation.nowNs);
  }

  /** Stages up to a hole of the list, or to its end. */
  *until(hole?: Hole): Body {
    for (const next of this.#cursor.until(hole)) {
      if ('both' in next) yield* this.#together(next.both.flatMap(({ does }) => does));
      else if ('part' in next) this.mark(next.part);
      else yield* this.#do(next);
    }
  }

  /** Pages as batches. @param isLive whether they belong to a live round. */
  *send(pages: number, isNew: boolean, isLive: boolean): Body {
    const { batchPagesMax } = this.#copying.wire;
    for (let left = pages; left > 0; left -= batchPagesMax) {
      yield* this.#batch(Math.min(left, batchPagesMax), isNew, isLive);
    }
  }

  *#batch(pages: number, isNew: boolean, isLive: boolean): Body {
    const { parameters, skips, slowdown } = this.#copying;
    const batch = { pages, newPages: isNew ? pages : 0, zeroPages: 0, scanned: pages };
    const { bytes, cpuNs, nsPerByte } = senderCost(batch, this.#copying, slowdown);
    const peekNs = skips && isLive ? parameters.sourceCpuPerPeek : 0;
    yield* this.#save.burn(peekNs + parameters.sourceCpuPerScan * pages + cpuNs);
    this.#receiver.mailbox.put({ kind: 'batch', batch });
    yield* this.#save.write(this.#stream, bytes, nsPerByte);
  }

  /** CPU of the process that sends. */
  burn(cpuNs: number): Body {
    return this.#save.burn(cpuNs);
  }

  /** The receiver runs already; its end is awaited last. */
  *#together(works: readonly Work[]): Body {
    yield* spend(works, this.#tasks);
    this.mark('source-teardown');
    yield* join(this.#receiving as Process<void>);
    this.mark('both ends');
  }

  *#receive(): Body {
    yield* this.#receiver.run();
    let done = 0;
    for (const ns of this.#finishNs) {
      yield* (this.#tasks.destination.copy as Task).burn(ns - done);
      this.mark(`finish ${ns}`);
      done = ns;
    }
  }

  *#do(work: Work): Body {
    switch (work.kind) {
      case 'connect':
        this.#machinery.open(this.#stream);
        this.#receiving = this.#simulation.start(this.#receive());
        return;
      case 'plain': {
        const { writeNsPerByte } = plainCost(this.#copying.parameters);
        this.#receiver.mailbox.put(work);
        yield* this.#save.write(this.#stream, work.bytes, writeNsPerByte);
        return;
      }
      case 'suspend':
        this.mark('suspended');
        yield SUSPEND_NS;
        return;
      case 'disconnect':
        this.#machinery.close(this.#stream);
        return;
      default:
        yield* spend([work], this.#tasks);
    }
  }
}
