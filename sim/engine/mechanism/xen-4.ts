/**
 * Xen 4.6 and later, migration v2: five live rounds at most, no volume rule, no skipping.
 *
 * Source: xg_sr_save.c, simple_precopy_policy and send_memory_live (section 6.1 of the algorithm's
 * description). The policy is asked twice a round. With the count of a CLEAN before the round is
 * sent: under 50 pages, they are sent live all the same and the guest is stopped after them. With
 * an unknown count after it: only the number of rounds can stop it. So the few pages come first,
 * and the final set is what was dirtied since the CLEAN before the last live round.
 */
import type { PreCopyPolicy } from './policy.ts';
import { WIRE_V2 as wire } from './wire-format-v2.ts';

export interface Xen4Options {
  readonly maxRounds: number;
  readonly minPages: number;
}

export function xen4({ maxRounds, minPages }: Xen4Options): PreCopyPolicy {
  return {
    name: 'xen-4',
    wire,
    skips: false,
    looks: false,
    stop({ round, sent }) {
      if (sent < minPages) return 'few-pages';
      return round >= maxRounds ? 'max-rounds' : undefined;
    },
    pace: () => undefined,
  };
}
