/** CPU of both Dom0s for what a migration has done on average, from the costs of the machine. */
import { NS_PER_SECOND } from '../../../engine/kernel/unit.ts';
import { newPageNs, receiverRates, senderRates } from '../../../engine/mechanism/batch-cost.ts';
import type { Side } from '../../../engine/mechanism/stages.ts';
import type { ExpectedRound } from './migration.ts';
import type { Model } from './model.ts';

/** CPU of one Dom0, seconds: the processes of migrations, and the toolstack. */
export interface Dom0Cpu {
  readonly copy: number;
  readonly tools: number;
}

export class Dom0Costs {
  readonly #model: Model;

  constructor(model: Model) {
    this.#model = model;
  }

  /** Of a whole migration, at both ends. */
  all(rounds: readonly ExpectedRound[]): Record<Side, Dom0Cpu> {
    const { parameters, pages, p2mPages, pipeline } = this.#model;
    if (pipeline === undefined) return { source: NONE, destination: NONE };
    const { source, destination } = pipeline.toolstack.cpuSeconds;
    let sourceCopy = source.copy;
    let destinationCopy = (1 / NS_PER_SECOND) * parameters.destinationCpuPerFinish * p2mPages;
    for (const { sent, live } of rounds) {
      sourceCopy += this.source(sent, live) + this.clean(live);
      destinationCopy += this.destination(sent, 0);
    }
    destinationCopy += (1 / NS_PER_SECOND) * newPageNs(parameters) * pages;
    return {
      source: { copy: sourceCopy, tools: source.tools },
      destination: { copy: destinationCopy, tools: destination.tools },
    };
  }

  /** Of sending a round. */
  source(pages: number, live: boolean): number {
    if (!this.#model.isPipeline) return 0;
    const { parameters, slowdown, policy, p2mPages } = this.#model;
    const { batchNs, pageNs } = senderRates(parameters, slowdown);
    const batches = Math.ceil(pages / policy.wire.batchPagesMax);
    const peekNs = live && policy.skips ? parameters.sourceCpuPerPeek : 0;
    const scanNs = p2mPages * parameters.sourceCpuPerScan;
    return (pages * pageNs + batches * (batchNs + peekNs) + scanNs) / NS_PER_SECOND;
  }

  /** Of receiving a round. */
  destination(pages: number, newPages: number): number {
    if (!this.#model.isPipeline) return 0;
    const { parameters, policy } = this.#model;
    const { batchNs, pageNs } = receiverRates(parameters);
    const batches = Math.ceil(pages / policy.wire.batchPagesMax);
    const newNs = newPages * newPageNs(parameters);
    return (pages * pageNs + batches * batchNs + newNs) / NS_PER_SECOND;
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

/** No CPU. */
export const NONE: Dom0Cpu = { copy: 0, tools: 0 };
