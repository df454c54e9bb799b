/**
 * dirty-limit of QEMU: each virtual CPU may dirty so much per second, held by its dirty ring. It is
 * in force from the moment at which auto-converge would throttle the guest for the first time, and
 * stays so. Source: migration_dirty_limit_guest of migration/ram.c, migration/options.c.
 */
import { z } from 'zod';
import { NS_PER_SECOND } from '../../../sim/engine/kernel/unit.ts';
import type { DirtyLimitRules } from '../../../sim/engine/mechanism/policy.ts';
import { count, quantity } from '../../../sim/text/fields.ts';
import { excesses } from './auto-converge.ts';

const MIB = 2 ** 20;
const RING_LEAST = 1024;
const RING_MOST = 65_536;

/** The options in a scenario file. */
export const dirtyLimitSchema = z
  .strictObject({
    rate: quantity(
      'bit/s',
      'vcpu-dirty-limit, of each virtual CPU, in whole MiB/s; default 1 MiB/s.',
      { least: 8 * MIB, most: 8 * MIB * 2 ** 20 },
    ).prefault('1 MiB/s'),
    period: quantity('ns', 'x-vcpu-dirty-limit-period; default 1 s.', {
      least: 1e6,
      most: 1e9,
    }).prefault('1 s'),
    ring: count(
      'dirty-ring-size of KVM: entries of the ring of each virtual CPU, a power of two; ' +
        'default 4096.',
      RING_LEAST,
      RING_MOST,
    )
      .refine((entries) => (entries & (entries - 1)) === 0, {
        error: 'expected a power of two',
      })
      .prefault(4096),
  })
  .describe(
    'dirty-limit, from release 8.2 on (QEMU 8.1): virtual CPUs that write too fast are slowed ' +
      'down, others are not; `{}` for 1 MiB/s. Not with `autoConverge`. Default off.',
  )
  .transform(({ rate, period, ring }) => ({
    quotaMib: Math.floor(rate / (8 * MIB)),
    periodSeconds: period / NS_PER_SECOND,
    ringPages: ring,
  }));

/** What each virtual CPU may dirty, and how that is measured. */
export interface DirtyLimitOptions extends Omit<DirtyLimitRules, 'begins'> {
  /** Dirtied bytes of what was sent in a period, above which it is too fast. */
  readonly triggerPercent: number;
}

interface Given {
  readonly dirtyLimit?: z.output<typeof dirtyLimitSchema> | undefined;
  readonly throttleTrigger: number;
}

/** What the file says of it; undefined if it is off. */
export function dirtyLimitOf({ dirtyLimit, throttleTrigger }: Given) {
  return dirtyLimit && { ...dirtyLimit, triggerPercent: throttleTrigger };
}

/** What holds while pages go. */
export function dirtyLimitRules({ triggerPercent, ...rest }: DirtyLimitOptions): DirtyLimitRules {
  return {
    ...rest,
    begins: (before) => excesses(triggerPercent, before).next().done !== true,
  };
}
