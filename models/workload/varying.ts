/** What workloads share whose rate and working set are courses of time. */

import { z } from 'zod';
import { largestOf } from '../../sim/engine/kernel/lists.ts';
import { VCPUS_LIMITS } from '../../sim/engine/mechanism/parameters.ts';
import { count, quantity } from '../../sim/text/fields.ts';
import type { CourseSpec } from './course.ts';
import type { Ground, Pattern } from './kind.ts';
import { buildWriter, type WriteWorkload } from './writer.ts';

/** The order of writes, of every kind that writes. */
export const patternField = z
  .enum(['uniform', 'sequential'])
  .prefault('uniform')
  .describe('Which page is next: any with equal chance, or one after the other. Default uniform.');

/** The virtual CPUs that write, of every kind that writes. */
export const writersField = count(
  'How many of the virtual CPUs write, each as much; the others write nothing. Default all.',
  1,
  VCPUS_LIMITS.most,
).optional();

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
  writers: writersField,
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
  /** Virtual CPUs that write; absent: all. */
  readonly writers?: number | undefined;
  readonly intensityPercent: number;
  /** Of pages per second. */
  readonly rate: CourseSpec;
  /** Of bytes. */
  readonly workingSet: CourseSpec;
}

/** How such a workload is built, and what memory it uses. */
export const VARYING = {
  build(spec: VaryingSpec<string>, ground: Ground): WriteWorkload {
    const { counts, intensityPercent, ...rest } = spec;
    const pacing = counts === 'dirtied' ? counts : 'clock';
    const otherCpu = intensityPercent / 100;
    return buildWriter({ ...rest, pacing, otherCpu }, ground);
  },
  bytes: ({ workingSet }: VaryingSpec<string>): number => largestOf(workingSet.values),
};
