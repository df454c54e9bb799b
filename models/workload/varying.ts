/** What workloads share whose rate and working set are courses of time. */
import { z } from 'zod';
import { quantity } from '../../sim/text/fields.ts';
import type { CourseSpec } from './course.ts';
import type { Ground, Pattern } from './kind.ts';
import { buildWriter, type WriteWorkload } from './writer.ts';

/** The order of writes, of every kind that writes. */
export const patternField = z
  .enum(['uniform', 'sequential'])
  .prefault('uniform')
  .describe('Which page is next: any with equal chance, or one after the other. Default uniform.');

/** Fields for `z.strictObject`. */
export const varyingFields = {
  counts: z
    .enum(['writes', 'dirtied'])
    .prefault('writes')
    .describe(
      'What the rate counts: writes to pages, of which some hit dirty pages (default); or pages ' +
        'that become dirty, as the logs of migrations report it.',
    ),
  pattern: patternField,
  intensity: quantity(
    'percent',
    'CPU time wanted beside the writes, of each virtual CPU; default 0 %.',
    { most: 100 },
  ).prefault('0 %'),
};

/** Most pages per second that a rate may be. */
export const PAGES_PER_SECOND_MOST = 1e12;

/** A workload whose rate and working set are courses of time. */
export interface VaryingSpec<Kind extends string> {
  readonly kind: Kind;
  readonly counts: 'writes' | 'dirtied';
  readonly pattern: Pattern;
  readonly intensityPercent: number;
  /** Of pages per second. */
  readonly rate: CourseSpec;
  /** Of bytes. */
  readonly workingSet: CourseSpec;
}

/** How such a workload is built, and what memory it uses. */
export const VARYING = {
  build(spec: VaryingSpec<string>, ground: Ground): WriteWorkload {
    const { kind, rate, workingSet, pattern, counts, intensityPercent } = spec;
    const pacing = counts === 'dirtied' ? counts : 'clock';
    const otherCpu = intensityPercent / 100;
    return buildWriter({ kind, rate, workingSet, pattern, pacing, otherCpu }, ground);
  },
  bytes: ({ workingSet }: VaryingSpec<string>): number => Math.max(...workingSet.values),
};
