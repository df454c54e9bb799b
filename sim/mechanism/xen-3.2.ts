/**
 * Xen 3.2.1: at most 29 live rounds, stop below 50 pages or above 3 x the P2M size sent.
 *
 * Source: xc_domain_save.c (DEF_MAX_ITERS 29, DEF_MAX_FACTOR 3, the literal 50), which xend calls
 * with 0, 0. The tests are made in Xen's order: rounds, pages, volume. The fourth rule (sent more
 * than in the last round while the rate is at its maximum) is compiled out and can never fire.
 */
import type { PreCopyPolicy } from './policy.ts';

export interface Xen32Options {
  readonly maxRounds: number;
  /** Times the P2M size that may be sent. */
  readonly maxFactor: number;
  readonly minPages: number;
}

export function xen32(options: Xen32Options): PreCopyPolicy {
  return {
    name: 'xen-3.2',
    skips: true,
    stop({ round, sent, skipped, totalSent, p2mPages }) {
      if (round >= options.maxRounds) return 'max-rounds';
      if (sent + skipped < options.minPages) return 'few-pages';
      if (totalSent > options.maxFactor * p2mPages) return 'max-factor';
      return undefined;
    },
  };
}
