/**
 * Xen 3.2.1: at most 29 live rounds, stop below 50 pages or above 3 x the P2M size sent.
 *
 * Source: xc_domain_save.c (DEF_MAX_ITERS 29, DEF_MAX_FACTOR 3, the literal 50), which xend calls
 * with 0, 0. The tests are made in Xen's order: rounds, pages, volume. The fourth rule (sent more
 * than in the last round while the rate is at its maximum) and the rate itself are compiled out
 * (ADAPTIVE_SAVE); `adaptive` compiles them in. See docs/explanation/xen-algorithm.md, sections 1.6
 * and 1.8.
 */
import { z } from 'zod';
import type { PreCopyPolicy } from '../../sim/engine/mechanism/policy.ts';
import { WIRE_V1 as wire } from '../../sim/engine/mechanism/wire-format-v1.ts';
import { adaptiveRate, maxRateRule } from './adaptive-rate.ts';
import { maxFactor, maxRounds, minPages, policyKind, scan, trueOrFalse } from './fields.ts';
import { firstRule } from './stop-rules.ts';

const schema = z
  .strictObject({
    name: z
      .literal('xen-3.2')
      .optional()
      .describe('Rules of xc_linux_save in Xen 3.2 (the default).'),
    scan: scan('rotated'),
    maxRounds: maxRounds('default 29').prefault(29),
    maxFactor: maxFactor('default 3').prefault(3),
    minPages: minPages('default 50').prefault(50),
    adaptive: trueOrFalse(
      false,
      'Whether its rate limiter, ADAPTIVE_SAVE, is compiled in. Default false.',
    ),
  })
  .transform((policy) => ({ ...policy, name: 'xen-3.2' as const }));

export const XEN_32 = policyKind({ name: 'xen-3.2', schema, make: xen32 });

type Xen32Options = Omit<z.output<typeof schema>, 'name' | 'scan'>;

/** Constants of ADAPTIVE_SAVE. */
const ADAPTIVE = {
  minBitsPerSecond: 100e6,
  maxBitsPerSecond: 500e6,
  stepBitsPerSecond: 50e6,
} as const;

/** It compares decimal megabits and then sends as many of 2^20 bits (RATE_TO_BTU). */
const SENT_PER_RATE = 2 ** 20 / 1e6;

export function xen32(options: Xen32Options): PreCopyPolicy {
  const maximum = ADAPTIVE.maxBitsPerSecond * SENT_PER_RATE;
  return {
    name: 'xen-3.2',
    wire,
    skips: true,
    looks: false,
    keepsUnused: true,
    stop: (facts) => firstRule(options, facts) ?? maxRateRule(facts, maximum),
    pace(before) {
      return options.adaptive ? adaptiveRate(before, ADAPTIVE) * SENT_PER_RATE : undefined;
    },
  };
}
