/** A guest that sends or receives packets, as the scenario file says it. */
import { z } from 'zod';
import { memoryOf, quantity } from '../../text/fields.ts';

export const networkSchema = z
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
    buffers: memoryOf('Memory that the packets go through; default 2 MiB.').prefault('2 MiB'),
    file: quantity('bytes', 'A label: what is sent again and again, preloaded in memory.', {
      most: 2 ** 50,
    }).optional(),
  })
  .transform(({ kind, role, rate, packet, buffers }) => ({
    kind,
    role,
    bitsPerSecond: rate,
    packetBytes: packet,
    bufferBytes: buffers,
  }));

/** A checked network workload. */
export type NetworkSpec = z.infer<typeof networkSchema>;
