/**
 * The stages of a migration (`sim/engine/mechanism/stages.ts`) as steps of the two-host model, for
 * an idle guest: the same work in the same order as page-exact carriers do it.
 */
import { plainCost, receiverCost, senderCost } from '../../../engine/mechanism/batch-cost.ts';
import type { ParameterValues } from '../../../engine/mechanism/parameters.ts';
import {
  type Both,
  type Hole,
  type Side,
  StageCursor,
  type Toolstack,
  type Work,
  type Worker,
} from '../../../engine/mechanism/stages.ts';
import { burn, MARK, move, other, type Step, wait } from './step.ts';
import { type Copying, measuredToolstack } from './toolstack.ts';

/**
 * CPU of a CLEAN by which it is measured how long the sender's work takes, ns: at least 1 ms, so
 * that a few are enough.
 */
export function cleanProbeNs({ sourceCpuPerClean }: ParameterValues): number {
  return Math.max(sourceCpuPerClean, 1e6);
}

/** Number of the virtual CPU of each process. */
export type Placement = Readonly<Record<Side, Readonly<Record<Worker, number>>>>;

/** CPU of the last burn of the receiver, in pieces with a mark behind each, ns. */
export const FINISH_NS = [1e6, 8e6, 25e6, 100e6, 400e6, 1600e6] as const;

/** Pages of the final copy, in pieces with a mark behind each. */
export const COPY_PAGES = [256, 1024, 4096] as const;

/** Time that the guest takes for its suspend, ns: Dom0 waits meanwhile, and earns credit. */
const SUSPEND_NS = 20e6;

/** Number of each process. */
const RECEIVER = 1;
export const TEARDOWN = 2;

/** What both ends do for a batch. */
type BatchSteps = Readonly<Record<'sender' | 'receiver', readonly Step[]>>;

/** Processes under construction: the sender with its named marks, the receiver, the teardown. */
export class StageScript {
  readonly #copying: Copying;
  readonly #place: Placement;
  readonly #toolstack: Toolstack;
  readonly #cursor: StageCursor;
  readonly #sender: Step[] = [];
  readonly #receiver: Step[] = [];
  readonly #teardown: Step[] = [];
  readonly #finishNs: readonly number[];
  /** Batches so far, by their kind. */
  readonly #batches = new Map<number, BatchSteps>();
  /** Names of the sender's marks, in their order. */
  readonly marks: string[] = [];

  /** @param finishPieces of the receiver's last work. */
  constructor(copying: Copying, place: Placement, finishPieces: number) {
    this.#copying = copying;
    this.#place = place;
    this.#toolstack = measuredToolstack(copying);
    this.#cursor = new StageCursor(this.#toolstack);
    this.#finishNs = FINISH_NS.slice(0, finishPieces);
  }

  get processes(): readonly (readonly Step[])[] {
    return [this.#sender, this.#receiver, this.#teardown];
  }

  mark(name: string): void {
    this.marks.push(name);
    this.#sender.push(MARK);
  }

  /** Starts the receiver without anything before it. */
  begin(): void {
    this.#sender.push(other('start', RECEIVER));
  }

  /** Stages up to a hole of the list, or to its end; a mark behind each. */
  until(hole?: Hole): void {
    for (const next of this.#cursor.until(hole)) {
      if ('both' in next) this.#together(next.both);
      else if ('part' in next) this.mark(next.part);
      else this.#do(next);
    }
  }

  /** @param isLive whether it belongs to a live round. */
  batch(pages: number, isNew: boolean, isLive: boolean): void {
    const key = 4 * pages + (isNew ? 2 : 0) + (isLive ? 1 : 0);
    const batch = this.#batches.get(key) ?? this.#batchOf(pages, isNew, isLive);
    this.#batches.set(key, batch);
    for (const step of batch.sender) this.#sender.push(step);
    for (const step of batch.receiver) this.#receiver.push(step);
  }

  #batchOf(pages: number, isNew: boolean, isLive: boolean): BatchSteps {
    const { parameters, wire, skips, slowdown } = this.#copying;
    const { sourceCpuPerPeek, sourceCpuPerScan } = parameters;
    const size = { pages, newPages: isNew ? pages : 0, zeroPages: 0 };
    const sent = senderCost(size, this.#copying, slowdown);
    const received = receiverCost(size, this.#copying);
    const scanning = (skips && isLive ? sourceCpuPerPeek : 0) + sourceCpuPerScan * pages;
    const head = wire.batchHeadBytes(pages);
    return {
      sender: [
        this.#burn('source', 'copy', scanning + sent.cpuNs),
        move('write', sent.bytes, sent.nsPerByte),
      ],
      receiver: [
        move('read', head, received.nsPerByte),
        this.#burn('destination', 'copy', received.cpuNs),
        move('read', received.bytes - head, received.nsPerByte),
      ],
    };
  }

  clean(cpuNs = this.#copying.parameters.sourceCpuPerClean): void {
    this.#sender.push(this.#burn('source', 'copy', cpuNs));
  }

  #do(work: Work): void {
    switch (work.kind) {
      case 'burn':
      case 'wait':
        this.#sender.push(this.#spent(work));
        return;
      case 'connect':
        this.begin();
        this.#receiver.push(...this.#toolstack.creates.map((each) => this.#spent(each)));
        return;
      case 'plain':
        this.#plain(work.bytes, work.last);
        return;
      case 'suspend':
        this.mark('suspend');
        this.#sender.push(wait(SUSPEND_NS));
        return;
      default:
    }
  }

  /** The receiver runs already; its end is awaited last. */
  #together(stages: Both['both']): void {
    for (const { does } of stages)
      this.#teardown.push(
        ...does.flatMap((work) => {
          return work.kind === 'receive' ? [] : [this.#spent(work)];
        }),
      );
    this.#sender.push(other('start', TEARDOWN), other('join', TEARDOWN), other('join', RECEIVER));
    this.mark('both ends');
  }

  #plain(bytes: number, last: boolean): void {
    const { writeNsPerByte, readNsPerByte } = plainCost(this.#copying.parameters);
    this.#sender.push(move('write', bytes, writeNsPerByte));
    this.#receiver.push(move('read', bytes, readNsPerByte));
    if (!last) return;
    let done = 0;
    for (const ns of this.#finishNs) {
      this.#receiver.push(this.#burn('destination', 'copy', ns - done), MARK);
      done = ns;
    }
  }

  #spent(work: Work): Step {
    if (work.kind === 'burn') return this.#burn(work.at, work.by, work.ns);
    return wait(work.kind === 'wait' ? work.ns : 0);
  }

  #burn(at: Side, by: Worker, ns: number): Step {
    return burn(at === 'source' ? 0 : 1, this.#place[at][by], ns);
  }
}
