/** How a scenario says which CPU scheduler its hosts have, and how it is simulated. */
import { z } from 'zod';
import {
  ALGORITHMS,
  type Algorithm,
  FORMS,
  type Form,
} from '../engine/machine/scheduler/schedulers.ts';
import { present } from '../text/fields.ts';
import { list } from '../text/suggest.ts';

export const algorithmSchema = (about: string) => z.enum(ALGORITHMS).optional().describe(about);

/** A form or an algorithm alone is a short way to write both. */
export const schedulerSchema = z
  .union(
    [
      z
        .enum([...FORMS, ...ALGORITHMS])
        .describe('A form, or an algorithm in turns: that of the machine profile, or on-off.'),
      z.strictObject({
        algorithm: algorithmSchema("Xen's; default: the machine profile."),
        form: z
          .enum(FORMS)
          .prefault('on-off')
          .describe('In turns as Xen does it, or shares at every instant. Default on-off.'),
      }),
    ],
    { error: `expected one of ${list([...FORMS, ...ALGORITHMS])}, or {algorithm: , form: }` },
  )
  .transform((value): { algorithm?: Algorithm; form: Form } => {
    if (typeof value !== 'string') return present(value);
    const form = FORMS.find((name) => name === value);
    return form === undefined ? { algorithm: value as Algorithm, form: 'on-off' } : { form };
  });

/** What `scheduler` of a file may be, by words. */
export function schedulerSamples(): Readonly<Record<string, unknown>> {
  const short = [...FORMS, ...ALGORITHMS].map((name) => [name, name] as const);
  return {
    ...Object.fromEntries(short),
    'credit2, fluid': { algorithm: 'credit2', form: 'fluid' },
  };
}

/** @param weight a number. */
export const dom0Weight = <Weight extends z.ZodType>(weight: Weight) =>
  z
    .union([weight, z.literal('automatic')])
    .describe(
      'Weight of Dom0 in the credit scheduler, or `automatic`: a CPU for each of its active ' +
        'virtual CPUs, at most half of the host, as XCP-ng sets it; default: the machine, 256 ' +
        'of most.',
    );
