/** A policy that a user wrote, in a file of its own; `checked-policy.ts` checks what it gives. */
import { z } from 'zod';
import { invariant } from '../../sim/engine/kernel/assert.ts';
import { policyKind, scan } from './fields.ts';

const schema = z.strictObject({
  name: z.literal('module').describe('A policy of your own: see docs/how-to/write-a-policy.md.'),
  file: z
    .string({ error: 'expected the path of a file' })
    .refine((path) => /\.m?js$/u.test(path), { error: 'expected a file that ends in .mjs or .js' })
    .describe('JavaScript module that exports `policy`, seen from the scenario file.'),
  options: z
    .record(z.string(), z.unknown())
    .prefault({})
    .describe('What its `policy` is given, as it stands here.'),
  scan: scan('plain'),
});

export const MODULE = policyKind({
  name: 'module',
  schema,
  make({ file, options }, modules) {
    const factory = modules.get(file);
    invariant(factory !== undefined, `the policy ${file} was not loaded`);
    return factory(options);
  },
});
