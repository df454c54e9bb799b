/**
 * Xen 4.6 and later, migration v2: five live rounds at most, no volume rule, no skipping.
 *
 * Source: xg_sr_save.c, the simple policy (section 6.1 of the algorithm's description). A bitmap of
 * fewer than 50 pages is still sent live before the suspend, and no CLEAN lies between the last
 * live round and the suspend: both are what the loop does for any policy.
 */
import type { PreCopyPolicy } from './policy.ts';
import { firstRule } from './stop-rules.ts';

export interface Xen4Options {
  readonly maxRounds: number;
  readonly minPages: number;
}

export function xen4(options: Xen4Options): PreCopyPolicy {
  return {
    name: 'xen-4',
    skips: false,
    looks: false,
    stop: (facts) => firstRule(options, facts),
    pace: () => undefined,
  };
}
