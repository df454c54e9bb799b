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
import { z } from 'zod';
import { bitsPerSecond, type PreCopyPolicy } from '../../sim/engine/mechanism/policy.ts';
import { WIRE_V1 as wire } from '../../sim/engine/mechanism/wire-format-v1.ts';
import { present } from '../../sim/text/fields.ts';
import { type AdaptiveRate, adaptiveRate, maxRateRule } from './adaptive-rate.ts';
import { maxRounds, minPages, policyKind, rate, scan } from './fields.ts';
import { firstRule, type StopRules } from './stop-rules.ts';

/** 256 KiB left; rounds without a bound of their own. */
const BY_THE_TEXT = { minPages: 64, maxRounds: 1000 };
/** DEF_MAX_ITERS, DEF_MAX_FACTOR and the literal 50 of xc_linux_save. */
const BY_THE_TOOL = { minPages: 50, maxRounds: 29, maxFactor: 3 };

const schema = z
  .strictObject({
    name: z
      .literal('clark-2005')
      .describe('The adaptive rate of Clark et al. 2005: a little above the dirty rate.'),
    rules: z
      .enum(['text', 'tool'])
      .prefault('text')
      .describe(
        "As section 5.3 states them (default), or as the sources of the authors' tool have them " +
          'and their figures show: the rate never falls, and rounds end as in Xen 3.2.',
      ),
    scan: scan('rotated'),
    minRate: rate('Rate of the first round, and the least of any; default 100 Mbit/s.').prefault(
      '100 Mbit/s',
    ),
    maxRate: rate('Rate at which pre-copy ends; default 500 Mbit/s.').prefault('500 Mbit/s'),
    step: rate('What is added to the dirty rate; default 50 Mbit/s.').prefault('50 Mbit/s'),
    minPages: minPages('default 64, which is 256 KiB, by the tool 50').optional(),
    maxRounds: maxRounds('default 1000, by the tool 29').optional(),
  })
  .transform(({ minRate, maxRate, step, ...rest }) => ({
    ...(rest.rules === 'text' ? BY_THE_TEXT : BY_THE_TOOL),
    ...present(rest),
    minBitsPerSecond: minRate,
    maxBitsPerSecond: maxRate,
    stepBitsPerSecond: step,
  }));

export const CLARK_2005 = policyKind({ name: 'clark-2005', schema, make: clark2005 });

interface Clark2005Options extends AdaptiveRate, StopRules {
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
