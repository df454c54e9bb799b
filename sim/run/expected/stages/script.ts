/**
 * What the processes of a migration do, as steps of the two-host model: the same work in the same
 * order as the carriers and the receiver of `sim/mechanism` do it with xend, for an idle guest.
 */

import { PAGE_BYTES } from '../../../engine/kernel/unit.ts';
import type { ParameterValues } from '../../../engine/mechanism/parameters.ts';
import type { WireFormat } from '../../../engine/mechanism/wire-format.ts';
import { burn, MARK, move, other, type Step, wait } from './step.ts';

/**
 * CPU of a CLEAN by which it is measured how long the sender's work takes, ns: no less than 1 ms,
 * so that a few tell.
 */
export function cleanProbeNs({ sourceCpuPerClean }: ParameterValues): number {
  return Math.max(sourceCpuPerClean, 1e6);
}

/** What a program is made of. */
export interface Work {
  readonly parameters: ParameterValues;
  readonly wire: WireFormat;
  /** Whether there is a PEEK before each batch. */
  readonly skips: boolean;
  /** How much more CPU a page costs the sender because of what the guest does. */
  readonly slowdown: number;
}

/** Virtual CPUs of both hosts on which the toolstack and the migration's process are. */
export interface Vcpus {
  readonly tools: readonly [number, number];
  readonly copy: readonly [number, number];
}

/** The P2M for which programs are made; what hangs on its size is added by who uses the times. */
const P2M_PAGES = 1024;

/** CPU of the last burn of the receiver, in pieces with a mark behind each, ns. */
export const FINISH_NS = [1e6, 8e6, 25e6, 100e6, 400e6, 1600e6] as const;

/** Pages of the final copy, in pieces with a mark behind each. */
export const COPY_PAGES = [256, 1024, 4096] as const;

/** Time that the guest takes for its suspend, ns: Dom0 waits meanwhile, and earns credit. */
const SUSPEND_NS = 20e6;

/** Number of each process. */
const RECEIVER = 1;
const TEARDOWN = 2;

/** What both ends do for a batch. */
interface Batch {
  readonly sender: readonly Step[];
  readonly receiver: readonly Step[];
}

/** Processes under construction: the sender with its marks, the receiver, the teardown. */
export class StageScript {
  readonly #work: Work;
  readonly #vcpus: Vcpus;
  readonly #sender: Step[] = [];
  readonly #receiver: Step[] = [];
  readonly #teardown: Step[] = [];
  /** Those that there were, by what they are like. */
  readonly #batches = new Map<number, Batch>();

  constructor(work: Work, vcpus: Vcpus) {
    this.#work = work;
    this.#vcpus = vcpus;
  }

  get processes(): readonly (readonly Step[])[] {
    return [this.#sender, this.#receiver, this.#teardown];
  }

  mark(): void {
    this.#sender.push(MARK);
  }

  /** Starts the receiver without anything before it. */
  begin(): void {
    this.#sender.push(other('start', RECEIVER));
  }

  /** To the first round; a mark behind each of check, connect and set-up. */
  prepare(): void {
    const { parameters, wire } = this.#work;
    const [source, destination] = this.#vcpus.tools;
    const { checkCpu, connectCpu, linkLatency, sourceSetupCpu } = parameters;
    this.#sender.push(burn(0, source, checkCpu), MARK, burn(0, source, connectCpu));
    this.#sender.push(wait(2 * linkLatency), burn(1, destination, connectCpu));
    this.#sender.push(wait(linkLatency), MARK);
    this.begin();
    this.#receiver.push(burn(1, destination, parameters.destinationCreateCpu));
    this.#receiver.push(wait(parameters.destinationCreateWait));
    this.#sender.push(burn(0, this.#vcpus.copy[0], sourceSetupCpu), MARK);
    this.#plain(wire.streamHeadBytes(P2M_PAGES));
  }

  /** @param isLive whether it belongs to a live round. */
  batch(pages: number, isNew: boolean, isLive: boolean): void {
    const key = 4 * pages + (isNew ? 2 : 0) + (isLive ? 1 : 0);
    const batch = this.#batches.get(key) ?? this.#batchOf(pages, isNew, isLive);
    this.#batches.set(key, batch);
    for (const step of batch.sender) this.#sender.push(step);
    for (const step of batch.receiver) this.#receiver.push(step);
  }

  #batchOf(pages: number, isNew: boolean, isLive: boolean): Batch {
    const { parameters, wire, skips, slowdown } = this.#work;
    const { sourceCpuPerPeek, sourceCpuPerScan, sourceCpuPerBatch } = parameters;
    const peekNs = skips && isLive ? sourceCpuPerPeek : 0;
    const preparing = sourceCpuPerBatch + slowdown * parameters.sourceCpuPerPreparedPage * pages;
    const bytes = wire.batchBytes(pages);
    const sender = [
      burn(0, this.#vcpus.copy[0], peekNs + sourceCpuPerScan * pages + preparing),
      move('write', bytes, (slowdown * parameters.sourceCpuPerPage * pages) / bytes),
    ];
    const placing =
      parameters.destinationCpuPerBatch +
      parameters.destinationCpuPerMappedPage * pages +
      (isNew ? parameters.destinationCpuPerNewPage * pages : 0);
    const nsPerByte = (parameters.destinationCpuPerPage * pages) / bytes;
    const place = burn(1, this.#vcpus.copy[1], placing);
    const head = wire.batchHeadBytes(pages);
    const receiver = [move('read', head, nsPerByte), place, move('read', bytes - head, nsPerByte)];
    return { sender, receiver };
  }

  clean(cpuNs = this.#work.parameters.sourceCpuPerClean): void {
    this.#sender.push(burn(0, this.#vcpus.copy[0], cpuNs));
  }

  /** The suspend; a mark behind the request, the guest's part, and the sender's knowing of it. */
  suspend(): void {
    const { suspendHopCpu, suspendHopsBefore, suspendHopsAfter } = this.#work.parameters;
    const [source] = this.#vcpus.tools;
    this.#sender.push(burn(0, source, suspendHopCpu * suspendHopsBefore), MARK);
    this.#sender.push(wait(SUSPEND_NS), MARK);
    this.#sender.push(burn(0, source, suspendHopCpu * suspendHopsAfter), MARK);
  }

  /**
   * From the last page on: marks behind the tail, the receiver's work, and the guest's start.
   * @param pieces of the receiver's work.
   */
  finish(pieces: number): void {
    const { parameters, wire } = this.#work;
    const { teardownCpu, teardownWait, teardownPoll, linkLatency } = parameters;
    const [source, destination] = this.#vcpus.tools;
    const tail = wire.streamTailBytes(parameters.p2mSlack / PAGE_BYTES, 1);
    this.#plain(tail);
    this.#sender.push(MARK);
    let done = 0;
    for (const ns of FINISH_NS.slice(0, pieces)) {
      this.#receiver.push(burn(1, this.#vcpus.copy[1], ns - done), MARK);
      done = ns;
    }
    const goneNs = Math.ceil(teardownWait / teardownPoll) * teardownPoll;
    this.#teardown.push(burn(0, source, teardownCpu), wait(goneNs));
    this.#sender.push(other('start', TEARDOWN), other('join', TEARDOWN));
    this.#sender.push(other('join', RECEIVER), MARK, wait(linkLatency));
    this.#sender.push(burn(1, destination, parameters.activateCpu));
    this.#sender.push(wait(parameters.activateWait));
    this.#sender.push(MARK);
  }

  #plain(bytes: number): void {
    const { sourceCpuPerPage, destinationCpuPerPage } = this.#work.parameters;
    this.#sender.push(move('write', bytes, sourceCpuPerPage / PAGE_BYTES));
    this.#receiver.push(move('read', bytes, destinationCpuPerPage / PAGE_BYTES));
  }
}
