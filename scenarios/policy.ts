/**
 * When pre-copy stops, as the scenario file says it. A new policy is one more entry in
 * `policySchema`.
 */
import { z } from 'zod';
import { count } from './fields.ts';

/** Numbers of xc_linux_save in Xen 3.2. */
const xen32 = z
  .strictObject({
    name: z
      .literal('xen-3.2')
      .optional()
      .describe('Rules of xc_linux_save in Xen 3.2 (the default).'),
    scan: z
      .enum(['rotated', 'plain'])
      .prefault('rotated')
      .describe('Order of pages in a round: as Xen mixes them, or ascending. Default rotated.'),
    maxRounds: count('Rounds before the last one; default 29.', 1, 10_000).prefault(29),
    maxFactor: count('Memory sizes sent before the last round; default 3.', 1, 10_000).prefault(3),
    minPages: count('Stop when fewer pages are left; default 50.', 0, 2 ** 34).prefault(50),
  })
  .transform((policy) => ({ ...policy, name: 'xen-3.2' as const }));

/** All policies, told apart by `name`; the one whose name is optional is the default. */
export const policySchema = z.discriminatedUnion('name', [xen32]);
