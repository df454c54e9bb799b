/** What a full batch of a migration needs of each resource on its way. */

import { NS_PER_SECOND } from '../../../engine/kernel/unit.ts';
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
  const pages = policy.wire.batchPagesMax;
  const peek = policy.skips ? parameters.sourceCpuPerPeek : 0;
  const preparedPage = slowdown * parameters.sourceCpuPerPreparedPage + parameters.sourceCpuPerScan;
  const prepare = parameters.sourceCpuPerBatch + peek + pages * preparedPage;
  const place = parameters.destinationCpuPerBatch + pages * parameters.destinationCpuPerMappedPage;
  return {
    prepare: prepare / NS_PER_SECOND,
    write: (pages * slowdown * parameters.sourceCpuPerPage) / NS_PER_SECOND,
    read: (pages * parameters.destinationCpuPerPage) / NS_PER_SECOND,
    place: place / NS_PER_SECOND,
    placeNew: (place + pages * parameters.destinationCpuPerNewPage) / NS_PER_SECOND,
    bytes: policy.wire.batchBytes(pages),
  };
}
