/** A guest that writes memory, as the scenario file says it. */
import { z } from 'zod';
import { memoryOf, quantity } from '../../text/fields.ts';

export const writeSchema = z
  .strictObject({
    kind: z.literal('write').describe('Writes to pages of a working set.'),
    rate: quantity('pages/s', 'Pages written per second of the time that `pacing` counts.', {
      most: 1e12,
    }),
    workingSet: memoryOf('Memory written to.'),
    pattern: z
      .enum(['uniform', 'sequential'])
      .prefault('uniform')
      .describe(
        'Which page is next: any with equal chance, or one after the other. Default uniform.',
      ),
    pacing: z
      .enum(['cpu', 'timer'])
      .prefault('cpu')
      .describe('Whether the rate holds per second of CPU time got or of real time. Default cpu.'),
  })
  .transform(({ kind, rate, workingSet, pattern, pacing }) => ({
    kind,
    pagesPerSecond: rate,
    workingSetBytes: workingSet,
    pattern,
    pacing,
  }));

/** A checked writing workload. */
export type WriteSpec = z.infer<typeof writeSchema>;
