/**
 * The adaptive rate of Clark et al., Live Migration of Virtual Machines (NSDI 2005), section 5.3:
 * the first round at the minimum, each other at the dirty rate of the round before plus a step;
 * pre-copy ends when that would exceed the maximum or when little is left; the last round goes at
 * the maximum.
 */
import { bitsPerSecond, type PreCopyPolicy } from './policy.ts';
import { WIRE_V1 as wire } from './wire-format-v1.ts';

export interface Clark2005Options {
  readonly minBitsPerSecond: number;
  readonly maxBitsPerSecond: number;
  readonly stepBitsPerSecond: number;
  /** Pages left at which the guest is stopped. */
  readonly minPages: number;
  readonly maxRounds: number;
}

export function clark2005(options: Clark2005Options): PreCopyPolicy {
  const { minBitsPerSecond, maxBitsPerSecond, stepBitsPerSecond, minPages, maxRounds } = options;
  const wanted = (pages: number, seconds: number): number =>
    Math.max(minBitsPerSecond, bitsPerSecond(pages, seconds) + stepBitsPerSecond);
  return {
    name: 'clark-2005',
    wire,
    skips: true,
    looks: true,
    stop({ round, dirty, seconds }) {
      if (dirty < minPages) return 'few-pages';
      if (wanted(dirty, seconds) > maxBitsPerSecond) return 'max-rate';
      return round >= maxRounds ? 'max-rounds' : undefined;
    },
    pace(before, last) {
      if (last) return maxBitsPerSecond;
      const round = before.at(-1);
      if (round === undefined) return minBitsPerSecond;
      // It may have dirtied more between the decision to go on and its CLEAN.
      return Math.min(maxBitsPerSecond, wanted(round.dirtied, round.seconds));
    },
  };
}
