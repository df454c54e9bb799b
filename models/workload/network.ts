/** A guest that sends packets to a third machine or receives them, through Dom0. */
import { z } from 'zod';
import type { FlowSpec } from '../../sim/engine/machine/guest/io-flow.ts';
import type { ParameterValues } from '../../sim/engine/mechanism/parameters.ts';
import { memoryOf, quantity } from '../../sim/text/fields.ts';
import { writtenBenchmark } from '../benchmark/benchmarks.ts';
import { bytesPerNs, IoWorkload } from './io.ts';
import { sequentialIn, type WorkloadKind } from './kind.ts';

const schema = z
  .strictObject({
    kind: z
      .literal('network')
      .describe('Sends packets to a third machine or receives them from it, through Dom0.'),
    role: z.enum(['sender', 'receiver']).prefault('sender').describe('Default sender.'),
    rate: quantity('bit/s', 'Rate of the packets, headers included.', { most: 1e15 }),
    packet: quantity('bytes', 'Size of a packet; default 1500 B.', {
      least: 20,
      most: 65_535,
    }).prefault('1500 B'),
    transport: z
      .enum(['tcp', 'udp'])
      .prefault('tcp')
      .describe(
        'Whether it backs off where a link is full: tcp has a fair share of it (default); udp ' +
          'does not back off, and has a share by what it keeps waiting.',
      ),
    buffers: memoryOf('Memory that the packets go through; default 2 MiB.').prefault('2 MiB'),
    file: quantity('bytes', 'A label: what is sent again and again, preloaded in memory.', {
      most: 2 ** 50,
    }).optional(),
  })
  .transform(({ kind, role, transport, rate, packet, buffers }) => ({
    kind,
    role,
    transport,
    bitsPerSecond: rate,
    packetBytes: packet,
    bufferBytes: buffers,
  }));

/** A checked network workload. */
export type NetworkSpec = z.output<typeof schema>;

/**
 * What waits for a full link is sent in its order, so that each sender has the part of the link
 * that it has of the queue. TCP streams share it equally. One that does not back off (Floyd, Fall:
 * "Promoting the Use of End-to-End Congestion Control in the Internet", 1999) has its whole ring in
 * it, against the socket buffer of a migration.
 */
function linkWeight({ transport, packetBytes }: NetworkSpec, parameters: ParameterValues): number {
  if (transport === 'tcp') return 1;
  const { packetRing, sendBuffer } = parameters;
  return Math.max(1, Math.round((packetRing * packetBytes) / sendBuffer));
}

/** An open loop: packets come at their rate; what finds the ring full is lost or held back. */
function networkFlow(spec: NetworkSpec, parameters: ParameterValues): FlowSpec {
  const { role, packetBytes, bitsPerSecond } = spec;
  const { dom0CpuPerPacket, dom0CpuPerReceivedPacket } = parameters;
  const dom0Ns = role === 'sender' ? dom0CpuPerPacket : dom0CpuPerReceivedPacket;
  return {
    name: 'netback',
    medium: 'network',
    direction: role === 'sender' ? 'out' : 'in',
    bytesPerNs: bytesPerNs(bitsPerSecond),
    ringBytes: parameters.packetRing * packetBytes,
    dom0NsPerByte: dom0Ns / packetBytes,
    guestNsPerByte: role === 'sender' ? parameters.guestCpuPerPacket / packetBytes : 0,
    weight: linkWeight(spec, parameters),
  };
}

export const NETWORK = {
  kind: 'network',
  schema,
  /** Buffers go round; each packet has one to itself. */
  build(spec, ground) {
    const dirtying = sequentialIn(ground, spec.bufferBytes);
    const flow = networkFlow(spec, ground.parameters);
    return new IoWorkload({ kind: spec.kind, flow, dirtying, bytesPerPage: spec.packetBytes });
  },
  bytes: ({ bufferBytes }) => bufferBytes,
  benchmark: ({ role }) =>
    schema.parse(writtenBenchmark(role === 'sender' ? 'network-send' : 'network-receive')),
} satisfies WorkloadKind<NetworkSpec>;
