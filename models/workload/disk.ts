/** A guest that uses its disk, through Dom0 and the storage that both hosts reach. */

import { z } from 'zod';
import { MIB, PAGE_BYTES, TIB } from '../../sim/engine/kernel/unit.ts';
import type { FlowSpec } from '../../sim/engine/machine/guest/io-flow.ts';
import type { ParameterValues } from '../../sim/engine/mechanism/parameters.ts';
import { count, memoryOf, present, quantity } from '../../sim/text/fields.ts';
import { writtenBenchmark } from '../benchmark/benchmarks.ts';
import { bytesPerNs, IoWorkload } from './io.ts';
import { sequentialIn, type WorkloadKind } from './kind.ts';

const schema = z
  .strictObject({
    kind: z
      .literal('disk')
      .describe('Reads or writes a file on the storage that both hosts reach, through Dom0.'),
    operation: z
      .enum(['read', 'write'])
      .prefault('read')
      .describe('What it does; default read. Both go through the page cache and dirty it.'),
    pattern: z
      .enum(['sequential', 'random'])
      .prefault('sequential')
      .describe('Order of its requests; default sequential. Random ones wait for a seek each.'),
    request: quantity('bytes', 'Size of a request; default 128 KiB.', {
      least: 512,
      most: 16 * MIB,
    }).prefault('128 KiB'),
    depth: count('Requests under way at a time; default 1.', 1, 1024).prefault(1),
    rate: quantity('bit/s', 'Most it asks for; default as fast as the storage answers.', {
      most: 1e15,
    }).optional(),
    cache: memoryOf('Page cache that its data go through; default all free memory.').optional(),
    file: quantity('bytes', 'Size of the file; default larger than the cache.', {
      least: PAGE_BYTES,
      most: 1024 * TIB,
    }).optional(),
  })
  .transform(({ request, rate, cache, file, ...rest }) =>
    present({
      ...rest,
      requestBytes: request,
      bitsPerSecond: rate,
      cacheBytes: cache,
      fileBytes: file,
    }),
  );

/** A checked disk workload. */
export type DiskSpec = z.output<typeof schema>;

/**
 * A closed loop: `depth` requests are under way, each takes the latency of the storage (and a seek
 * where the order is random) and its bytes at the storage's rate. So it asks for depth x size /
 * time bytes.
 */
function diskFlow(spec: DiskSpec, parameters: ParameterValues): FlowSpec {
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

function cacheBytesOf({ cacheBytes = Infinity, fileBytes = Infinity }: DiskSpec): number {
  return Math.min(cacheBytes, fileBytes);
}

export const DISK = {
  kind: 'disk',
  schema,
  /** Whatever the order of its requests, the page cache is filled one page after the other. */
  build(spec, ground) {
    const dirtying = sequentialIn(ground, cacheBytesOf(spec));
    const flow = diskFlow(spec, ground.parameters);
    return new IoWorkload({ kind: spec.kind, flow, dirtying, bytesPerPage: PAGE_BYTES });
  },
  bytes: cacheBytesOf,
  benchmark: (_, bytes) => ({ ...schema.parse(writtenBenchmark('disk-read')), cacheBytes: bytes }),
  usesStorage: () => true,
} satisfies WorkloadKind<DiskSpec>;
