/**
 * The adaptive rate of Clark et al., Live Migration of Virtual Machines (NSDI 2005).
 *
 * By the `text` (section 5.3): the first round at the minimum, each other at the dirty rate of the
 * round before plus a step; pre-copy ends when that would exceed the maximum or when little is
 * left; the last round goes at the maximum.
 *
 * By the `tool`: what the authors' program does, as far as its sources survive (`adaptive-rate.ts`,
 * and the stop rules of Xen's xc_linux_save). The rounds that the paper shows are the tool's: no
 * maximum makes the text give Figure 9, whose seventh round dirtied at 588 Mbit/s and was followed
 * by an eighth, which dirtied at 439 Mbit/s and was the last; see docs/validation/clark-2005.md.
 */
import { type AdaptiveRate, adaptiveRate, maxRateRule } from './adaptive-rate.ts';
import { bitsPerSecond, type PreCopyPolicy } from './policy.ts';
import { firstRule, type StopRules } from './stop-rules.ts';
import { WIRE_V1 as wire } from './wire-format-v1.ts';

export interface Clark2005Options extends AdaptiveRate, StopRules {
  readonly rules: 'text' | 'tool';
  /** Pages left at which the guest is stopped; by the tool, pages that a round had. */
  readonly minPages: number;
  readonly maxRounds: number;
}

export function clark2005(options: Clark2005Options): PreCopyPolicy {
  return options.rules === 'text' ? byTheText(options) : byTheTool(options);
}

const shared = { name: 'clark-2005', wire, skips: true } as const;

function byTheText(options: Clark2005Options): PreCopyPolicy {
  const { minBitsPerSecond, maxBitsPerSecond, stepBitsPerSecond, minPages, maxRounds } = options;
  const wanted = (pages: number, seconds: number): number =>
    Math.max(minBitsPerSecond, bitsPerSecond(pages, seconds) + stepBitsPerSecond);
  return {
    ...shared,
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

function byTheTool(options: Clark2005Options): PreCopyPolicy {
  return {
    ...shared,
    looks: false,
    keepsUnused: true,
    stop: (facts) => firstRule(options, facts) ?? maxRateRule(facts, options.maxBitsPerSecond),
    pace: (before) => adaptiveRate(before, options),
  };
}
