/**
 * A guest whose rate of writes or working set is a formula of time, as the scenario file says it.
 * The formulas are read and sampled when the schema is content, see `formula/resolve.ts`.
 */

import { z } from 'zod';
import { DAYS_100_NS } from '../../engine/kernel/unit.ts';
import { quantity } from '../../text/fields.ts';
import { varyingFields } from './varying.ts';

const formula = (about: string, example: string) =>
  z
    .string({ error: `expected a formula with a unit such as \`${example}\`` })
    .describe(`${about} A formula of t, the seconds since the start, and a unit: \`${example}\`.`);

export const formulaSchema = z
  .strictObject({
    kind: z.literal('formula').describe('Writes to pages at a rate that is a formula of time.'),
    rate: formula('Pages per second, of what `counts` says.', '2000 + 50 * t pages/s'),
    workingSet: formula('Memory written to.', '64 + 8 * sin(t) MiB'),
    until: quantity('ns', 'How long the formulas are followed; default 1 h.', {
      least: 1e6,
      most: DAYS_100_NS,
    }).prefault('1 h'),
    after: z
      .enum(['hold', 'repeat'])
      .prefault('hold')
      .describe('Then the last value holds (default), or all starts again.'),
    every: quantity(
      'ns',
      'Time between values that are computed, with straight lines between them; default 100 ms.',
      { least: 1e6, most: DAYS_100_NS },
    ).prefault('100 ms'),
    ...varyingFields,
  })
  .transform(({ until, every, intensity, ...rest }) => ({
    ...rest,
    untilNs: until,
    everyNs: every,
    intensityPercent: intensity,
  }));

/** A formula workload before its formulas are read. */
export type WrittenFormula = z.infer<typeof formulaSchema>;
