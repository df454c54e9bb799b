/**
 * OpenStack Nova over QEMU. It looks each 0.5 s, raises the downtime limit in steps whose delay
 * grows with the guest's memory, and after a time that grows likewise aborts the migration or
 * forces it to its end.
 *
 * Source: openstack/nova@00a03040, downtime_steps, update_downtime, should_trigger_timeout_action
 * and run_tasks of nova/virt/libvirt/migration.py; _live_migration_monitor and
 * _live_migration_data_gb of nova/virt/libvirt/driver.py; defaults of nova/conf/libvirt.py. Each
 * look there comes a little late, so what falls on the time of a look is in it.
 */
import { z } from 'zod';
import { pow } from '../../sim/engine/kernel/portable.ts';
import { GIB, NS_PER_MS, NS_PER_SECOND, PAGE_BYTES } from '../../sim/engine/kernel/unit.ts';
import type { PreCopyPolicy } from '../../sim/engine/mechanism/policy.ts';
import { count, quantity } from '../../sim/text/fields.ts';
import { DOWNTIME_LIMITS, policyKind, rate, scan, trueOrFalse } from './fields.ts';
import { managed, RELEASE } from './managed.ts';

/** The steps of the downtime limit. */
export interface NovaSteps {
  /** The last limit. */
  readonly downtimeMs: number;
  /** Times that it is raised. */
  readonly downtimeSteps: number;
  /** Time between two of them for each GiB of memory. */
  readonly downtimeDelaySeconds: number;
  readonly downtimeCurve: 'linear' | 'exponential';
}

export interface NovaOptions extends NovaSteps {
  readonly release: z.output<typeof RELEASE>;
  /** Absent: no limit. */
  readonly bitsPerSecond?: number | undefined;
  /** For each GiB of memory. */
  readonly completionTimeoutSeconds: number;
  readonly onTimeout: 'abort' | 'force-complete';
  readonly permitPostCopy: boolean;
  readonly permitAutoConverge: boolean;
}

const MS = NS_PER_MS;
const TIME_MOST = 1e6 * NS_PER_SECOND;

const schema = z
  .strictObject({
    name: z
      .literal('nova')
      .describe('OpenStack Nova: QEMU, whose downtime limit is raised in steps.'),
    release: RELEASE,
    scan: scan('plain'),
    bandwidth: rate('live_migration_bandwidth; default no limit.').optional(),
    downtime: quantity('ns', 'live_migration_downtime, the last limit; default 500 ms.', {
      least: 100 * MS,
      most: DOWNTIME_LIMITS.most,
    }).prefault('500 ms'),
    downtimeSteps: count('live_migration_downtime_steps; default 10.', 3, 1000).prefault(10),
    downtimeDelay: quantity(
      'ns',
      'live_migration_downtime_delay, from step to step for each GiB of memory; default 75 s.',
      { least: 3 * NS_PER_SECOND, most: TIME_MOST },
    ).prefault('75 s'),
    downtimeCurve: z
      .enum(['linear', 'exponential'])
      .prefault('linear')
      .describe('How it rises: linear, or exponential as before Ocata (2017). Default linear.'),
    completionTimeout: quantity(
      'ns',
      'live_migration_completion_timeout for each GiB of memory; default 800 s.',
      { least: NS_PER_SECOND, most: TIME_MOST },
    ).prefault('800 s'),
    onTimeout: z
      .enum(['abort', 'force-complete'])
      .prefault('abort')
      .describe(
        'live_migration_timeout_action: leave the guest where it is, or go over to post-copy if ' +
          'that is permitted and else pause the guest and send the rest. Default abort.',
      ),
    permitPostCopy: trueOrFalse(false, 'live_migration_permit_post_copy. Default false.'),
    permitAutoConverge: trueOrFalse(
      false,
      'live_migration_permit_auto_converge: not used where post-copy is permitted. Default false.',
    ),
  })
  .transform(({ bandwidth, downtime, downtimeDelay, completionTimeout, ...rest }) => ({
    ...rest,
    bitsPerSecond: bandwidth,
    downtimeMs: downtime / MS,
    downtimeDelaySeconds: downtimeDelay / NS_PER_SECOND,
    completionTimeoutSeconds: completionTimeout / NS_PER_SECOND,
  }));

export const NOVA = policyKind({ name: 'nova', schema, make: nova });

/** Time between two looks (sleep_time). */
const LOOK_SECONDS = 0.5;
/** Memory that a smaller guest counts as. */
const LEAST_GIB = 2;
/** Against the last digit of a power, where Nova's ms are cut off. */
const EPSILON_MS = 1e-9;

export function nova(options: NovaOptions): PreCopyPolicy {
  const { onTimeout, permitPostCopy, completionTimeoutSeconds } = options;
  const forces = onTimeout === 'force-complete';
  const start = {
    release: options.release,
    bitsPerSecond: options.bitsPerSecond,
    autoConverge: options.permitAutoConverge && !permitPostCopy,
    postCopy: forces && permitPostCopy,
    onLimit: forces ? 'suspend' : 'abandon',
  } as const;
  return managed('nova', start, ({ elapsedSeconds, memoryPages }) => {
    const gib = Math.max(LEAST_GIB, (memoryPages * PAGE_BYTES) / GIB);
    const look = Math.floor(elapsedSeconds / LOOK_SECONDS) * LOOK_SECONDS;
    const timeout = Math.trunc(completionTimeoutSeconds * gib);
    // To force it is a task that the next look does.
    const end = Math.ceil(timeout / LOOK_SECONDS) * LOOK_SECONDS + (forces ? LOOK_SECONDS : 0);
    const downtimeLimitSeconds = limitMs(options, stepAt(options, gib, look)) / 1000;
    return start.postCopy
      ? { downtimeLimitSeconds, postCopySeconds: end }
      : { downtimeLimitSeconds, maxSeconds: end };
  });
}

/** Steps that have been done. */
function stepAt({ downtimeSteps, downtimeDelaySeconds }: NovaSteps, gib: number, seconds: number) {
  const delay = Math.trunc(downtimeDelaySeconds * gib);
  return Math.min(downtimeSteps, Math.floor(seconds / delay));
}

/** The limit after some steps, in whole ms. */
function limitMs({ downtimeMs, downtimeSteps, downtimeCurve }: NovaSteps, step: number): number {
  if (downtimeCurve === 'linear') {
    const base = downtimeMs / downtimeSteps;
    return Math.trunc(base + ((downtimeMs - base) / downtimeSteps) * step);
  }
  const offset = downtimeMs / (downtimeSteps + 1);
  const base = pow(downtimeMs - offset, 1 / downtimeSteps);
  return Math.trunc(offset + pow(base, step) + EPSILON_MS);
}
