/** A policy put together from the stop rules and, if wanted, a rate: fields of a scenario file. */
import type { PreCopyPolicy } from './policy.ts';
import { firstRule, type StopRules } from './stop-rules.ts';
import { WIRE_V1 as wire } from './wire-format-v1.ts';

export interface CustomOptions extends StopRules {
  readonly bitsPerSecond?: number | undefined;
  readonly skips: boolean;
}

export function custom(options: CustomOptions): PreCopyPolicy {
  return {
    name: 'custom',
    wire,
    skips: options.skips,
    looks: options.downtimeTargetSeconds !== undefined,
    stop: (facts) => firstRule(options, facts),
    pace: () => options.bitsPerSecond,
  };
}
