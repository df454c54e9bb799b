/**
 * Xen 4.6 and later, migration v2: five live rounds at most, no volume rule, no skipping.
 *
 * Source: xg_sr_save.c, simple_precopy_policy and send_memory_live; see
 * docs/explanation/xen-algorithm.md, section 6.1. The policy is asked twice a round. With the count
 * of a CLEAN before the round is sent: under 50 pages, they are sent live all the same and the
 * guest is stopped after them. With an unknown count after it: only the number of rounds can stop
 * it. So the few pages come first, and the final set is what was dirtied since the CLEAN before the
 * last live round.
 */
import { z } from 'zod';
import type { PreCopyPolicy } from '../../sim/engine/mechanism/policy.ts';
import { WIRE_V2 as wire } from '../../sim/engine/mechanism/wire-format-v2.ts';
import { maxRounds, minPages, policyKind, scan } from './fields.ts';

const schema = z.strictObject({
  name: z.literal('xen-4').describe('Rules of Xen 4.6 and later, migration v2: few rounds.'),
  scan: scan('plain'),
  maxRounds: maxRounds('default 5').prefault(5),
  minPages: minPages('default 50').prefault(50),
});

export const XEN_4 = policyKind({ name: 'xen-4', schema, make: xen4 });

type Xen4Options = Omit<z.output<typeof schema>, 'name' | 'scan'>;

export function xen4(options: Xen4Options): PreCopyPolicy {
  return {
    name: 'xen-4',
    wire,
    skips: false,
    looks: false,
    stop({ round, sent }) {
      if (sent < options.minPages) return 'few-pages';
      return round >= options.maxRounds ? 'max-rounds' : undefined;
    },
    pace: () => undefined,
  };
}
