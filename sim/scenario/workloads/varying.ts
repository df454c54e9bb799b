/** Fields that workloads with a rate of time share. */
import { z } from 'zod';
import { quantity } from '../../text/fields.ts';

/** Fields for `z.strictObject`; `pattern` is as in `kind: write`. */
export const varyingFields = {
  counts: z
    .enum(['writes', 'dirtied'])
    .prefault('writes')
    .describe(
      'What the rate counts: writes to pages, of which some hit dirty pages (default); or pages ' +
        'that become dirty, as the logs of migrations report it.',
    ),
  pattern: z
    .enum(['uniform', 'sequential'])
    .prefault('uniform')
    .describe(
      'Which page is next: any with equal chance, or one after the other. Default uniform.',
    ),
  intensity: quantity(
    'percent',
    'CPU time wanted beside the writes, of each virtual CPU; default 0 %.',
    { most: 100 },
  ).prefault('0 %'),
};

/** Most pages per second that a rate may be. */
export const PAGES_PER_SECOND_MOST = 1e12;
