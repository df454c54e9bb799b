/**
 * XBZRLE of QEMU: once all pages have had their turn, a page that is in the cache goes as what has
 * changed in it since it was sent. How little that is depends on how many words of a page a guest
 * changes.
 */
import { z } from 'zod';
import { PAGE_BYTES } from '../../../sim/engine/kernel/unit.ts';
import type { Deltas } from '../../../sim/engine/mechanism/policy.ts';
import { deltaWire } from '../../../sim/engine/mechanism/wire-format-qemu.ts';
import { count, quantity } from '../../../sim/text/fields.ts';

/** Words of 8 bytes in a page, apart from each other. */
const WORDS_MOST = 256;

/** The options in a scenario file. */
export const deltasSchema = z
  .strictObject({
    cache: quantity('bytes', 'xbzrle-cache-size; the power of two below holds. Default 64 MiB.', {
      least: PAGE_BYTES,
      most: 2 ** 40,
    }).prefault('64 MiB'),
    changedWords: count(
      'Words of 8 bytes that change in a page from one time it is sent to the next; default 1.',
      1,
      WORDS_MOST,
    ).prefault(1),
  })
  .describe('XBZRLE: pages in a cache go as what has changed in them. Default off.')
  .transform(({ cache: cacheBytes, changedWords }): DeltaOptions => ({ cacheBytes, changedWords }));

/** The cache, and the words of 8 bytes that change in a page between two sends. */
export interface DeltaOptions {
  readonly cacheBytes: number;
  readonly changedWords: number;
}

/** How pages go. */
export function deltasOf({ cacheBytes, changedWords }: DeltaOptions): Deltas {
  const cachePages = 1 << (31 - Math.clz32(cacheBytes / PAGE_BYTES));
  return { cachePages, wire: deltaWire(changedWords) };
}
