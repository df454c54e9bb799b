/** Disk and network workloads as flows through Dom0. */

import { NS_PER_SECOND, PAGE_BYTES } from '../../engine/kernel/unit.ts';
import type { FlowSpec } from '../../engine/machine/guest/io-flow.ts';
import type { ParameterValues } from '../../engine/mechanism/parameters.ts';
import type { WorkloadSpec } from '../../scenario/workload.ts';

type Of<Kind extends WorkloadSpec['kind']> = Extract<WorkloadSpec, { kind: Kind }>;

function bytesPerNs(bitsPerSecond: number): number {
  return bitsPerSecond / 8 / NS_PER_SECOND;
}

/**
 * A closed loop: `depth` requests are under way, each takes the latency of the storage (and a seek
 * where the order is random) and its bytes at the storage's rate. So it asks for depth x size /
 * time bytes.
 */
export function diskFlow(spec: Of<'disk'>, parameters: ParameterValues): FlowSpec {
  const { requestBytes, depth, pattern, operation } = spec;
  const transferNs = requestBytes / bytesPerNs(parameters.storageRate);
  const seekNs = pattern === 'random' ? parameters.diskSeek : 0;
  const answered = (depth * requestBytes) / (parameters.diskLatency + seekNs + transferNs);
  const asked = spec.bitsPerSecond === undefined ? Infinity : bytesPerNs(spec.bitsPerSecond);
  const { dom0CpuPerDiskRequest, dom0CpuPerDiskPage } = parameters;
  return {
    name: 'blkback',
    medium: 'storage',
    direction: operation === 'read' ? 'in' : 'out',
    bytesPerNs: Math.min(answered, asked),
    ringBytes: depth * requestBytes,
    dom0NsPerByte: dom0CpuPerDiskRequest / requestBytes + dom0CpuPerDiskPage / PAGE_BYTES,
    guestNsPerByte: 0,
  };
}

/** An open loop: packets come at their rate; what finds the ring full is lost or held back. */
export function networkFlow(spec: Of<'network'>, parameters: ParameterValues): FlowSpec {
  const { role, packetBytes, bitsPerSecond } = spec;
  return {
    name: 'netback',
    medium: 'network',
    direction: role === 'sender' ? 'out' : 'in',
    bytesPerNs: bytesPerNs(bitsPerSecond),
    ringBytes: parameters.packetRing * packetBytes,
    dom0NsPerByte: parameters.dom0CpuPerPacket / packetBytes,
    guestNsPerByte: role === 'sender' ? parameters.guestCpuPerPacket / packetBytes : 0,
  };
}
