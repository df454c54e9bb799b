/**
 * What a batch of pages costs both ends, as pure functions of its size: page-exact carriers spend
 * it, the expected fidelity adds it up.
 *
 * The sender prepares a batch (CPU per batch and per page), then writes it (CPU per page with
 * content, spread over the bytes). The receiver reads it likewise, and places it: it gives memory
 * to pages that are new, and maps all. A frame without memory costs both ends a look at it. What a
 * guest does to its pages may slow the sender's work on them down by a factor.
 */

import { GIB, PAGE_BYTES } from '../kernel/unit.ts';
import { countOf, type Devices } from './devices.ts';
import type { ParameterValues } from './parameters.ts';
import type { WireFormat } from './wire-format.ts';

/** Pages of a batch. */
export interface BatchSize {
  readonly pages: number;
  /** Those whose contents come for the first time. */
  readonly newPages: number;
  /** Those that are reported in a few bytes. */
  readonly zeroPages: number;
  /** Frames without memory that are listed beside them; default 0. */
  readonly holes?: number;
}

/** What costs depend on. */
export interface Costs {
  readonly parameters: ParameterValues;
  readonly wire: WireFormat;
}

/** What one end does with a batch. */
export interface BatchCost {
  readonly bytes: number;
  /** CPU of the sender before it writes, or of the receiver to place the pages, ns. */
  readonly cpuNs: number;
  /** CPU to write or to read, ns; and that per byte. */
  readonly copyNs: number;
  readonly nsPerByte: number;
}

/** What a read of the dirty log depends on. */
export interface LoggedGuest {
  readonly memoryBytes: number;
  readonly devices?: readonly Devices[] | undefined;
}

/**
 * What a migration's parameters are to the system whose stream it writes. QEMU's process has the
 * guest's memory itself, so nothing is created, mapped or pinned, and the log of dirty pages is
 * read a whole word at a time; the log of the guest's memory, and that of each vhost device.
 */
export function costsOf(
  parameters: ParameterValues,
  { system }: Pick<WireFormat, 'system'>,
  { memoryBytes, devices = [] }: LoggedGuest,
): ParameterValues {
  if (system !== 'qemu') return parameters;
  const { qemuCpuPerSync, qemuCpuPerSyncedGib, qemuCpuPerVhostGib } = parameters;
  const cpuPerGib = qemuCpuPerSyncedGib + countOf(devices, 'vhost') * qemuCpuPerVhostGib;
  return {
    ...parameters,
    sourceCpuPerPeek: 0,
    sourceCpuPerScan: 0,
    sourceCpuPerClean: qemuCpuPerSync + Math.round((memoryBytes / GIB) * cpuPerGib),
    sourceCpuPerBatch: 0,
    sourceCpuPerPreparedPage: 0,
    destinationCreateCpu: 0,
    destinationCreateWait: 0,
    destinationCpuPerBatch: 0,
    destinationCpuPerMappedPage: 0,
    destinationCpuPerFinish: 0,
  };
}

/** CPU of one end for a batch whatever its size, and for each of its pages in all, ns. */
export interface CpuRates {
  readonly batchNs: number;
  readonly pageNs: number;
}

/** Of the sender. @param slowdown factor on what a page costs it, 1 for none. */
export function senderRates(parameters: ParameterValues, slowdown: number): CpuRates {
  const { sourceCpuPerBatch, sourceCpuPerPreparedPage, sourceCpuPerPage } = parameters;
  return {
    batchNs: sourceCpuPerBatch,
    pageNs: slowdown * (sourceCpuPerPreparedPage + sourceCpuPerPage),
  };
}

/** What a page costs the receiver more at its first arrival, ns. */
export function newPageNs(parameters: ParameterValues): number {
  return parameters.destinationCpuPerNewPage + parameters.destinationCpuPerScrub;
}

/** Of the receiver, without what new pages cost it more. */
export function receiverRates(parameters: ParameterValues): CpuRates {
  const { destinationCpuPerBatch, destinationCpuPerMappedPage } = parameters;
  return {
    batchNs: destinationCpuPerBatch,
    pageNs: destinationCpuPerMappedPage + parameters.destinationCpuPerPage,
  };
}

/** Of the sender. @param slowdown as for its rates. */
export function senderCost(
  { pages, zeroPages, holes = 0 }: BatchSize,
  { parameters, wire }: Costs,
  slowdown: number,
): BatchCost {
  const bytes = wire.batchBytes(pages, zeroPages, holes);
  const preparingNs =
    parameters.sourceCpuPerBatch +
    slowdown * parameters.sourceCpuPerPreparedPage * pages +
    parameters.sourceCpuPerHole * holes;
  const copyNs = slowdown * parameters.sourceCpuPerPage * (pages - zeroPages);
  const cpuNs = preparingNs + fewBytesCpu(parameters, wire) * zeroPages;
  return { bytes, cpuNs, copyNs, nsPerByte: copyNs / bytes };
}

/** Of the receiver. */
export function receiverCost(
  { pages, newPages, zeroPages, holes = 0 }: BatchSize,
  { parameters, wire }: Costs,
): BatchCost {
  const bytes = wire.batchBytes(pages, zeroPages, holes);
  const copyNs = parameters.destinationCpuPerPage * (pages - zeroPages);
  const cpuNs =
    parameters.destinationCpuPerBatch +
    parameters.destinationCpuPerMappedPage * pages +
    newPageNs(parameters) * newPages +
    parameters.destinationCpuPerHole * holes +
    fewBytesCpu(parameters, wire) * zeroPages;
  return { bytes, cpuNs, copyNs, nsPerByte: copyNs / bytes };
}

/** CPU of a page that goes as a few bytes, ns: it is empty, or has changed little. */
function fewBytesCpu(parameters: ParameterValues, { hasDeltas = false }: WireFormat): number {
  return hasDeltas ? parameters.qemuCpuPerDelta : parameters.qemuCpuPerZeroPage;
}

/** CPU of what are no pages, ns per byte: as if they were the bytes of pages. */
export function plainCost({ sourceCpuPerPage, destinationCpuPerPage }: ParameterValues) {
  return {
    writeNsPerByte: sourceCpuPerPage / PAGE_BYTES,
    readNsPerByte: destinationCpuPerPage / PAGE_BYTES,
  };
}
