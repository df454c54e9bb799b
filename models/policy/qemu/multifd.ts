/**
 * multifd: pages go out on channels beside the main one, each with a thread at either end. Since
 * 9.0 these threads also look which pages are zero, and before 8.1 the main thread awaited them
 * after every burst, spun while none of them was free, and counted compressed pages as whole ones.
 * Source: migration/multifd.c and multifd-zero-page.c; multifd_send_pages of 7.2 and 8.1.
 */
import { z } from 'zod';
import { type ChannelRules, COMPRESSIONS } from '../../../sim/engine/mechanism/policy.ts';
import { count } from '../../../sim/text/fields.ts';
import type { Release } from '../fields.ts';

const CHANNELS_MOST = 255;

/** The options in a scenario file. */
export const multifdSchema = z
  .strictObject({
    channels: count('multifd-channels; default 2.', 1, CHANNELS_MOST).prefault(2),
    zeroPageDetection: z
      .enum(['legacy', 'multifd'])
      .optional()
      .describe(
        'Whether the main thread looks which pages are zero, or the threads of the channels, ' +
          'from release 9.2 on. Default multifd where there is a choice.',
      ),
    compression: z
      .enum(COMPRESSIONS)
      .optional()
      .describe('multifd-compression, at its level 1; qatzip from release 9.2 on. Default none.'),
  })
  .describe('multifd: pages go out on channels of their own; `{}` for two. Default off.');

export type MultifdOptions = z.output<typeof multifdSchema>;

/** How pages go out in a release. */
export function channelRules(
  { channels, zeroPageDetection, compression }: MultifdOptions,
  release: Release,
): ChannelRules {
  const isOld = release === '7.2';
  const usual = isOld || release === '8.2' ? 'legacy' : 'multifd';
  return {
    count: channels,
    zeroPagesOn: (zeroPageDetection ?? usual) === 'legacy' ? 'main' : 'channels',
    meets: isOld ? 'burst' : 'round',
    spins: isOld,
    compression,
    countsWhole: isOld,
  };
}
