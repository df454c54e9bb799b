/**
 * A set transfer rate under Xen's stop rules, with or without skipping: how S. Nathan measured 55
 * workloads. With the `ideal` transport the rate alone takes time.
 */
import type { PreCopyPolicy } from './policy.ts';
import { firstRule, type StopRules } from './stop-rules.ts';
import { WIRE_V1 as wire } from './wire-format-v1.ts';

export interface FixedRateOptions extends StopRules {
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
