/**
 * A guest whose rate of writes or working set is a formula of time. `sim/scenario/formula` reads
 * and samples the formulas when the rest of the file is right.
 */

import { z } from 'zod';
import { DAYS_100_NS } from '../../sim/engine/kernel/unit.ts';
import { quantity } from '../../sim/text/fields.ts';
import type { WorkloadKind } from './kind.ts';
import { VARYING, type VaryingSpec, varyingFields } from './varying.ts';

const formula = (about: string, example: string) =>
  z
    .string({ error: `expected a formula with a unit such as \`${example}\`` })
    .describe(`${about} A formula of t, the seconds since the start, and a unit: \`${example}\`.`);

const schema = z
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
export type WrittenFormula = z.output<typeof schema>;

/** A formula workload with its formulas sampled. */
export type FormulaWorkload = VaryingSpec<'formula'>;

export const FORMULA = {
  kind: 'formula',
  schema,
  ...VARYING,
} satisfies WorkloadKind<FormulaWorkload>;
