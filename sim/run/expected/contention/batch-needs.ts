/** What a full batch of a migration needs of each resource on its way. */

import { NS_PER_SECOND } from '../../../engine/kernel/unit.ts';
import { receiverCost, senderCost } from '../../../engine/mechanism/batch-cost.ts';
import type { ParameterValues } from '../../../engine/mechanism/parameters.ts';
import type { PreCopyPolicy } from '../../../engine/mechanism/policy.ts';

/** CPU-seconds of both Dom0s, and bytes. */
export interface BatchDemand {
  /** Of the source, before anything of the batch is written; the other end has nothing to do. */
  readonly prepare: number;
  /** Of the source, to write it. */
  readonly write: number;
  /** Of the destination, to read it. */
  readonly read: number;
  /** Of the destination, to place it; the source waits meanwhile: the buffers are small. */
  readonly place: number;
  /** Of the destination, to place one whose pages all come for the first time. */
  readonly placeNew: number;
  readonly bytes: number;
}

/** Whose batches they are. */
export interface Sender {
  readonly parameters: ParameterValues;
  readonly policy: PreCopyPolicy;
  readonly slowdown: number;
}

export function demandOf({ parameters, policy, slowdown }: Sender): BatchDemand {
  const { wire } = policy;
  const pages = wire.batchPagesMax;
  const peekNs = policy.skips ? parameters.sourceCpuPerPeek : 0;
  const scanNs = pages * parameters.sourceCpuPerScan;
  const sizeOf = (newPages: number) => ({ pages, newPages, zeroPages: 0 });
  const sent = senderCost(sizeOf(0), { parameters, wire }, slowdown);
  const received = receiverCost(sizeOf(0), { parameters, wire });
  const allNew = receiverCost(sizeOf(pages), { parameters, wire });
  return {
    prepare: (sent.cpuNs + peekNs + scanNs) / NS_PER_SECOND,
    write: sent.copyNs / NS_PER_SECOND,
    read: received.copyNs / NS_PER_SECOND,
    place: received.cpuNs / NS_PER_SECOND,
    placeNew: allNew.cpuNs / NS_PER_SECOND,
    bytes: sent.bytes,
  };
}
