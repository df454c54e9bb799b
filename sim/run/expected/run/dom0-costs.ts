/** CPU of both Dom0s for what a migration in the mean has done, from the costs of the machine. */
import { NS_PER_SECOND } from '../../../engine/kernel/unit.ts';
import type { ExpectedRound } from './migration.ts';
import type { Model } from './model.ts';

/** CPU of one Dom0, seconds: the processes of migrations, and the toolstack. */
export interface Dom0Cpu {
  readonly copy: number;
  readonly tools: number;
}

/** By one migration, at its source and its destination. */
export interface OwnCpu {
  readonly source: Dom0Cpu;
  readonly destination: Dom0Cpu;
}

export class Dom0Costs {
  readonly #model: Model;

  constructor(model: Model) {
    this.#model = model;
  }

  /** Of a whole migration. */
  all(rounds: readonly ExpectedRound[]): OwnCpu {
    const { parameters, pages, p2mPages } = this.#model;
    const on = this.#model.isPipeline ? 1 / NS_PER_SECOND : 0;
    const { suspendHopCpu, suspendHopsBefore, suspendHopsAfter } = parameters;
    const hops = suspendHopCpu * (suspendHopsBefore + suspendHopsAfter);
    const { checkCpu, connectCpu, teardownCpu, destinationCreateCpu, activateCpu } = parameters;
    const sourceTools = on * (checkCpu + connectCpu + hops + teardownCpu);
    const destinationTools = on * (connectCpu + destinationCreateCpu + activateCpu);
    let sourceCopy = on * parameters.sourceSetupCpu;
    let destinationCopy = on * parameters.destinationCpuPerFinish * p2mPages;
    for (const { sent, live } of rounds) {
      sourceCopy += this.source(sent, live) + this.clean(live);
      destinationCopy += this.destination(sent, 0);
    }
    destinationCopy += on * parameters.destinationCpuPerNewPage * pages;
    return {
      source: { copy: sourceCopy, tools: sourceTools },
      destination: { copy: destinationCopy, tools: destinationTools },
    };
  }

  /** Of sending a round. */
  source(pages: number, live: boolean): number {
    if (!this.#model.isPipeline) return 0;
    const { parameters, slowdown, policy, p2mPages } = this.#model;
    const batches = Math.ceil(pages / policy.wire.batchPagesMax);
    const peek = live && policy.skips ? parameters.sourceCpuPerPeek : 0;
    const perPage = slowdown * (parameters.sourceCpuPerPreparedPage + parameters.sourceCpuPerPage);
    const scans = p2mPages * parameters.sourceCpuPerScan;
    const perBatch = batches * (parameters.sourceCpuPerBatch + peek);
    return (pages * perPage + perBatch + scans) / NS_PER_SECOND;
  }

  /** Of receiving a round. */
  destination(pages: number, newPages: number): number {
    if (!this.#model.isPipeline) return 0;
    const { parameters, policy } = this.#model;
    const batches = Math.ceil(pages / policy.wire.batchPagesMax);
    const perPage = parameters.destinationCpuPerMappedPage + parameters.destinationCpuPerPage;
    const added = newPages * parameters.destinationCpuPerNewPage;
    return (pages * perPage + batches * parameters.destinationCpuPerBatch + added) / NS_PER_SECOND;
  }

  /** Of the CLEAN after a round. */
  clean(live: boolean): number {
    return this.#model.isPipeline && live
      ? this.#model.parameters.sourceCpuPerClean / NS_PER_SECOND
      : 0;
  }

  /** Of what else Dom0 does. */
  rest(seconds: number): number {
    return (seconds * this.#model.parameters.dom0Background) / 100;
  }
}
