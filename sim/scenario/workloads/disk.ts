/** A guest that uses its disk, as the scenario file says it. */

import { z } from 'zod';
import { MIB, PAGE_BYTES, TIB } from '../../engine/kernel/unit.ts';
import { count, memoryOf, present, quantity } from '../../text/fields.ts';

export const diskSchema = z
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
export type DiskSpec = z.infer<typeof diskSchema>;
