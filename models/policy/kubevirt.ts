/**
 * KubeVirt over QEMU. It looks each 0.4 s, may raise the downtime limit in steps, and after a time
 * that grows with the guest's memory cancels the migration or forces it to its end.
 *
 * Source: kubevirt/kubevirt@d923fdb8, tuneDowntime, handleLegacyConvergence and startMonitor of
 * pkg/virt-launcher/virtwrap/live-migration-source.go, getVMIMigrationDataSize of manager.go
 * there; defaults of pkg/virt-config/virt-config.go. Detection of stalls (VEP 248) is not in it.
 */
import { z } from 'zod';
import {
  BITS_PER_PAGE,
  NS_PER_MS,
  NS_PER_SECOND,
  PAGE_BYTES,
} from '../../sim/engine/kernel/unit.ts';
import type { PaceFacts, PreCopyPolicy } from '../../sim/engine/mechanism/policy.ts';
import { count, quantity } from '../../sim/text/fields.ts';
import { DOWNTIME_LIMITS, policyKind, rate, scan, trueOrFalse } from './fields.ts';
import { DEFAULT_LIMIT_SECONDS, managed, RELEASE } from './managed.ts';

/** How the downtime limit rises. */
export interface DowntimeRamp {
  readonly initialMs: number;
  readonly maxDowntimeMs: number;
  readonly steps: number;
  /** The pass from which on it rises; 1 for the first. */
  readonly startAfterIteration: number;
  /** Least time between two changes. */
  readonly cooldownSeconds: number;
  /** Whether the first step waits for as long after that pass has begun. */
  readonly cooldownFirst: boolean;
}

export interface KubevirtOptions {
  readonly release: z.output<typeof RELEASE>;
  /** Absent: no limit. */
  readonly bitsPerSecond?: number | undefined;
  /** For each GB of memory. */
  readonly completionTimeoutSeconds: number;
  /** Time without a page after which it is cancelled; 0: never. */
  readonly progressTimeoutSeconds: number;
  readonly allowAutoConverge: boolean;
  readonly allowPostCopy: boolean;
  readonly allowWorkloadDisruption: boolean;
  /** Absent: QEMU's limit of 300 ms holds. */
  readonly downtimeRamp?: DowntimeRamp | undefined;
}

const TIMES = { least: NS_PER_SECOND, most: 1e6 * NS_PER_SECOND } as const;

const ramp = z
  .strictObject({
    initial: quantity(
      'ns',
      'initialMs, the first limit; default 150 ms.',
      DOWNTIME_LIMITS,
    ).prefault('150 ms'),
    maxDowntime: quantity('ns', 'maxDowntimeMs, the last; default 900 ms.', {
      least: DOWNTIME_LIMITS.least,
      most: 2000 * NS_PER_SECOND,
    }).prefault('900 ms'),
    steps: count('Steps from the first to the last; default 7.', 1, 1000).prefault(7),
    startAfterIteration: count(
      'The pass with which it begins to rise; default 3.',
      0,
      1000,
    ).prefault(3),
    cooldown: quantity('ns', 'cooldownSeconds, from step to step; default 10 s.', TIMES).prefault(
      '10 s',
    ),
    cooldownFirst: trueOrFalse(
      false,
      'Whether the first step waits as long from that pass on: VEP 291 does, its code does not. ' +
        'Default false.',
    ),
  })
  .describe('downtimeTuning of VEP 291: a rising downtime limit; `{}` for its defaults.')
  .transform(({ initial, maxDowntime, cooldown, ...rest }): DowntimeRamp => {
    const maxDowntimeMs = Math.trunc(maxDowntime / NS_PER_MS);
    const initialMs = Math.min(maxDowntimeMs, Math.trunc(initial / NS_PER_MS));
    return { ...rest, initialMs, maxDowntimeMs, cooldownSeconds: cooldown / NS_PER_SECOND };
  });

const schema = z
  .strictObject({
    name: z
      .literal('kubevirt')
      .describe('KubeVirt: QEMU with a time for each GB and, if set, a rising downtime limit.'),
    release: RELEASE,
    scan: scan('plain'),
    bandwidthPerMigration: rate(
      'Most that is sent while the guest runs; default no limit.',
    ).optional(),
    completionTimeoutPerGiB: quantity(
      'ns',
      'Time for each begun GB of memory, after which it is ended; default 150 s.',
      TIMES,
    ).prefault('150 s'),
    progressTimeout: quantity(
      'ns',
      'It is cancelled where less than a page goes out in this time; 0 s: never. Default 150 s.',
      { most: TIMES.most },
    ).prefault('150 s'),
    allowAutoConverge: trueOrFalse(
      false,
      'Whether a guest that writes too fast is slowed down. Default false.',
    ),
    allowPostCopy: trueOrFalse(
      false,
      'Whether what is forced goes by post-copy, not by a pause of the guest. Default false.',
    ),
    allowWorkloadDisruption: z
      .boolean({ error: 'expected true or false' })
      .optional()
      .describe('Whether it is forced at the time-out, not cancelled. Default as `allowPostCopy`.'),
    downtimeRamp: ramp.optional(),
  })
  .transform(({ bandwidthPerMigration, completionTimeoutPerGiB, progressTimeout, ...rest }) => ({
    ...rest,
    bitsPerSecond: bandwidthPerMigration,
    completionTimeoutSeconds: completionTimeoutPerGiB / NS_PER_SECOND,
    progressTimeoutSeconds: progressTimeout / NS_PER_SECOND,
    allowWorkloadDisruption: rest.allowWorkloadDisruption ?? rest.allowPostCopy,
  }));

export const KUBEVIRT = policyKind({ name: 'kubevirt', schema, make: kubevirt });

/** Time between two looks (monitorSleepPeriodMS). */
const LOOK_SECONDS = 0.4;
const BYTES_PER_GB = 1e9;

export function kubevirt(options: KubevirtOptions): PreCopyPolicy {
  const { allowPostCopy, allowWorkloadDisruption, downtimeRamp } = options;
  const { completionTimeoutSeconds, progressTimeoutSeconds } = options;
  const start = {
    release: options.release,
    bitsPerSecond: options.bitsPerSecond,
    autoConverge: options.allowAutoConverge,
    postCopy: allowPostCopy && allowWorkloadDisruption,
    onLimit: allowWorkloadDisruption ? 'suspend' : 'abandon',
  } as const;
  let isStuck = false;
  const policy = managed('kubevirt', start, (facts) => {
    const gb = Math.ceil((facts.memoryPages * PAGE_BYTES) / BYTES_PER_GB);
    // Whole seconds are compared, and have to be more.
    const end = lookFrom(Math.trunc(completionTimeoutSeconds) * gb + 1);
    const bits = facts.measuredBitsPerSecond * progressTimeoutSeconds;
    isStuck = bits > 0 && bits < BITS_PER_PAGE;
    const downtimeLimitSeconds =
      downtimeRamp === undefined ? DEFAULT_LIMIT_SECONDS : limitSeconds(downtimeRamp, facts);
    return {
      downtimeLimitSeconds,
      maxSeconds: isStuck ? 0 : start.postCopy ? Infinity : end,
      postCopySeconds: start.postCopy && !isStuck ? end : Infinity,
    };
  });
  return {
    ...policy,
    /** What stands still is cancelled, even where it may be forced. */
    get abandons() {
      return isStuck || policy.abandons === true;
    },
  };
}

/** The first look at a time or after it. */
function lookFrom(seconds: number): number {
  return Math.ceil(seconds / LOOK_SECONDS) * LOOK_SECONDS;
}

/**
 * The limit of the ramp. The first is set at the first look, and each other at the first one that
 * is in a late enough pass and long enough after the change before.
 */
function limitSeconds(ramp: DowntimeRamp, { elapsedSeconds, before }: PaceFacts): number {
  const { initialMs, maxDowntimeMs, steps, startAfterIteration, cooldownSeconds } = ramp;
  if (elapsedSeconds < LOOK_SECONDS) return DEFAULT_LIMIT_SECONDS;
  const passes = Math.max(0, startAfterIteration - 1);
  if (before.length < passes) return initialMs / 1000;
  const start = before.slice(0, passes).reduce((sum, { seconds }) => sum + seconds, 0);
  const waitSeconds = ramp.cooldownFirst ? cooldownSeconds : 0;
  const first = lookFrom(Math.max(lookFrom(start) + waitSeconds, LOOK_SECONDS + cooldownSeconds));
  const raised = Math.floor((elapsedSeconds - first) / lookFrom(cooldownSeconds)) + 1;
  const stepMs = Math.max(1, Math.trunc((maxDowntimeMs - initialMs) / steps));
  return Math.min(maxDowntimeMs, initialMs + Math.max(0, raised) * stepMs) / 1000;
}
