/** A policy put together from the stop rules and, if wanted, a rate: fields of a scenario file. */
import { z } from 'zod';
import type { PreCopyPolicy } from '../../sim/engine/mechanism/policy.ts';
import { WIRE_V1 as wire } from '../../sim/engine/mechanism/wire-format-v1.ts';
import { quantity } from '../../sim/text/fields.ts';
import { maxFactor, maxRounds, minPages, policyKind, rate, scan, skips } from './fields.ts';
import { firstRule, type StopRules } from './stop-rules.ts';

const schema = z
  .strictObject({
    name: z.literal('custom').describe('Rules of your own: what is absent never stops pre-copy.'),
    scan: scan('plain'),
    skips: skips(true),
    rate: rate('Most that is sent; default no limit.').optional(),
    maxRounds: maxRounds('default 29').prefault(29),
    maxFactor: maxFactor('default no limit').optional(),
    minPages: minPages('default no limit').optional(),
    downtimeTarget: quantity(
      'ns',
      'Stop when what is dirty could be sent in this time at the rate of the round.',
      { most: 3600e9 },
    ).optional(),
  })
  .transform(({ rate: bitsPerSecond, downtimeTarget, ...rest }) => ({
    ...rest,
    bitsPerSecond,
    downtimeTargetSeconds: downtimeTarget === undefined ? undefined : downtimeTarget / 1e9,
  }));

export const CUSTOM = policyKind({ name: 'custom', schema, make: custom });

interface CustomOptions extends StopRules {
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
