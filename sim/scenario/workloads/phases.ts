/** A guest that does one thing after another, as the scenario file says it. */

import { z } from 'zod';
import { DAYS_100_NS } from '../../engine/kernel/unit.ts';
import { quantity } from '../../text/fields.ts';

/** The schema of phases. @param workload what a phase may do. */
export function phasesOf<Workload extends z.ZodType>(workload: Workload) {
  const phase = z
    .strictObject({
      for: quantity('ns', 'How long.', { least: 1e6, most: DAYS_100_NS }),
      workload,
    })
    .describe('One thing for some time; the t of a formula or series starts at 0 with it.')
    .transform((written) => {
      const { for: durationNs, workload: done } = written as {
        readonly for: number;
        readonly workload: z.output<Workload>;
      };
      return { durationNs, workload: done };
    });
  return z.strictObject({
    kind: z.literal('phases').describe('Does one thing after another.'),
    phases: z
      .array(phase)
      .min(1, { error: 'expected at least one phase' })
      .max(1000, { error: 'at most 1000 phases' })
      .describe('The phases in their order.'),
    repeat: z
      .boolean({ error: 'expected true or false' })
      .prefault(false)
      .describe('Whether the first follows the last; default false: the last goes on for good.'),
  });
}
