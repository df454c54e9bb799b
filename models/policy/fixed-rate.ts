/**
 * A set transfer rate under Xen's stop rules, with or without skipping: how S. Nathan measured 55
 * workloads. With the `ideal` transport the rate alone takes time.
 */
import { z } from 'zod';
import type { PreCopyPolicy } from '../../sim/engine/mechanism/policy.ts';
import { WIRE_V1 as wire } from '../../sim/engine/mechanism/wire-format-v1.ts';
import { maxFactor, maxRounds, minPages, policyKind, rate, scan, skips } from './fields.ts';
import { firstRule, type StopRules } from './stop-rules.ts';

const schema = z
  .strictObject({
    name: z.literal('fixed-rate').describe("Xen's stop rules at a set transfer rate."),
    rate: rate('Rate at which page contents are sent.'),
    skips: skips(true),
    scan: scan('rotated'),
    maxRounds: maxRounds('default 29').prefault(29),
    maxFactor: maxFactor('default 3').prefault(3),
    minPages: minPages('default 50').prefault(50),
  })
  .transform(({ rate: ratePerSecond, ...rest }) => ({ ...rest, bitsPerSecond: ratePerSecond }));

export const FIXED_RATE = policyKind({ name: 'fixed-rate', schema, make: fixedRate });

interface FixedRateOptions extends StopRules {
  readonly bitsPerSecond: number;
  readonly skips: boolean;
}

export function fixedRate(options: FixedRateOptions): PreCopyPolicy {
  return {
    name: 'fixed-rate',
    wire,
    skips: options.skips,
    looks: false,
    stop: (facts) => firstRule(options, facts),
    pace: () => options.bitsPerSecond,
  };
}
