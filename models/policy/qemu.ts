/**
 * QEMU: stop when what is left fits into the downtime limit at the measured bandwidth. It knows no
 * number of passes and no volume; without help a guest that dirties faster than that never stops.
 *
 * Source: migration_iteration_run of migration/migration.c and migration_trigger_throttle of
 * migration/ram.c; see docs/explanation/xen-algorithm.md, section 7. A pass ends when the estimate
 * of what is left is under the threshold; only then is the dirty bitmap synchronised. What is left
 * is looked at when a window of 100 ms begins, and rarely in between (`burst-sender.ts`). Bandwidth
 * is that of the last window, so zero pages, which are few bytes, lower the threshold, as which
 * they count in full. While the guest is stopped there is no limit of bandwidth.
 *
 * What a user may turn on is in `qemu/`, a file for each feature; here are the rules that decide.
 *
 * QEMU itself continues without end, until an operator cancels it or stops the guest: `maxSeconds`
 * and `maxRounds` stand for the operator.
 */
import { z } from 'zod';
import { Signal } from '../../sim/engine/kernel/signal.ts';
import { BITS_PER_PAGE, DAYS_100_NS, NS_PER_SECOND } from '../../sim/engine/kernel/unit.ts';
import type { PaceFacts, PreCopyPolicy } from '../../sim/engine/mechanism/policy.ts';
import { WIRE_QEMU as wire } from '../../sim/engine/mechanism/wire-format-qemu.ts';
import { quantity } from '../../sim/text/fields.ts';
import {
  DOWNTIME_LIMITS,
  maxRounds,
  policyKind,
  RELEASES,
  type Release,
  rate,
  scan,
} from './fields.ts';
import { ReadingTimer, throttlePercent } from './qemu/auto-converge.ts';
import {
  checkFeatures,
  FEATURE_FIELDS,
  type Features,
  featuresOf,
  meansOf,
} from './qemu/features.ts';
import { isAskedFor, postCopyRules } from './qemu/post-copy.ts';

export interface QemuOptions extends Features {
  readonly release: Release;
  /** max-bandwidth. */
  readonly bitsPerSecond: number;
  /** downtime-limit. */
  readonly downtimeLimitSeconds: number;
  /** Time of pre-copy after which the operator ends it. */
  readonly maxSeconds: number;
  /** Passes after which the operator ends it; absent: any number. */
  readonly maxRounds?: number | undefined;
  /** How: cancel it, or stop the guest and send the rest. */
  readonly onLimit: 'abandon' | 'suspend';
}

const schema = z
  .strictObject({
    name: z
      .literal('qemu')
      .describe('QEMU: stop when the rest fits into the downtime limit at the measured rate.'),
    release: z
      .union([z.enum(RELEASES), z.literal(RELEASES.map(Number))], {
        error: 'expected 7.2, 8.2, 9.2 or 10.2',
      })
      .transform((release) => String(release) as Release)
      .describe('Whose rules hold: 7.2, 8.2, 9.2 or 10.2; default 8.2.')
      .prefault('8.2'),
    scan: scan('plain'),
    maxBandwidth: rate('Most that is sent while the guest runs; default 128 MiB/s.').prefault(
      '128 MiB/s',
    ),
    downtimeLimit: quantity(
      'ns',
      'Longest stop aimed at; default 300 ms.',
      DOWNTIME_LIMITS,
    ).prefault('300 ms'),
    ...FEATURE_FIELDS,
    maxTime: quantity('ns', 'When it is ended; QEMU itself never ends it. Default 10 min.', {
      least: 1e6,
      most: DAYS_100_NS,
    }).prefault('10 min'),
    maxRounds: maxRounds('default no limit').optional(),
    onLimit: z
      .enum(['abandon', 'suspend'])
      .prefault('abandon')
      .describe('How: leave the guest where it is, or stop it and send the rest. Default abandon.'),
  })
  .superRefine(checkFeatures)
  .transform((given) => {
    const { name, release, maxRounds, onLimit } = given;
    return {
      ...{ name, release, scan: given.scan, maxRounds, onLimit },
      ...featuresOf(given),
      bitsPerSecond: given.maxBandwidth,
      downtimeLimitSeconds: given.downtimeLimit / NS_PER_SECOND,
      maxSeconds: given.maxTime / NS_PER_SECOND,
    };
  });

export const QEMU = policyKind({ name: 'qemu', schema, make: qemu, limits: limitsOf });

/** BUFFER_DELAY of migration.c: length of a window. */
const WINDOW_SECONDS = 0.1;
/** MAX_WAIT of ram.c is 50 ms; whole ms are compared, so it has passed after 51. */
const SLICE_SECONDS = 0.051;
/** Pages between two readings of the clock (ram_save_iterate). */
const CLOCK_PAGES = 64;
const BURSTS = {
  windowSeconds: WINDOW_SECONDS,
  clockSeconds: 0.001,
  sliceSeconds: SLICE_SECONDS,
  clockPages: CLOCK_PAGES,
} as const;
/** What differs between releases. */
interface Rules {
  /** Whether the guest is stopped when what is left just fits. */
  readonly stopsAtLimit: boolean;
  /** Whether the timer is there that has the log read while a guest may be throttled. */
  readonly ticks: boolean;
}

const RULES: Readonly<Record<Release, Rules>> = {
  '7.2': { stopsAtLimit: false, ticks: false },
  '8.2': { stopsAtLimit: false, ticks: false },
  '9.2': { stopsAtLimit: false, ticks: true },
  '10.2': { stopsAtLimit: true, ticks: true },
};

/** What may change on the way, as it is at first. */
function limitsOf({ bitsPerSecond, downtimeLimitSeconds, maxSeconds, postCopy }: QemuOptions) {
  return {
    bitsPerSecond,
    downtimeLimitSeconds,
    maxSeconds,
    postCopySeconds: postCopy?.afterSeconds,
  };
}

export function qemu(options: QemuOptions): PreCopyPolicy {
  const { maxRounds = Infinity, autoConverge, postCopy } = options;
  const retuned = new Signal();
  const limits = limitsOf(options);
  const { stopsAtLimit, ticks } = RULES[options.release];
  const timer = ticks && autoConverge !== undefined ? new ReadingTimer() : undefined;
  /** Pages that fit; nothing is known before the first window has passed. */
  const threshold = (measuredBits: number): number => {
    const bits = measuredBits === 0 ? 0 : (options.switchoverBitsPerSecond ?? measuredBits);
    return (bits * limits.downtimeLimitSeconds) / BITS_PER_PAGE;
  };
  const follows = (facts: PaceFacts): boolean =>
    isAskedFor(postCopy && { ...postCopy, afterSeconds: limits.postCopySeconds }, facts);
  return {
    name: 'qemu',
    wire,
    skips: false,
    looks: true,
    bursts: BURSTS,
    abandons: options.onLimit === 'abandon',
    ...meansOf(options, options.release),
    postCopy: postCopy && postCopyRules(postCopy, stopsAtLimit ? () => 0 : threshold),
    leaves(facts) {
      if (follows(facts)) return Infinity;
      const isForced = facts.elapsedSeconds >= limits.maxSeconds || timer?.ends(facts) === true;
      return isForced ? Infinity : threshold(facts.measuredBitsPerSecond);
    },
    stop(facts) {
      const { round, dirty, elapsedSeconds, measuredBitsPerSecond } = facts;
      const fits = threshold(measuredBitsPerSecond);
      const isLittle = dirty === 0 || dirty < fits || (stopsAtLimit && dirty === fits);
      const atOnce = postCopy?.atThreshold === true || (stopsAtLimit && follows(facts));
      if (isLittle) return atOnce && dirty > 0 ? 'post-copy' : 'downtime-target';
      if (follows(facts)) return 'post-copy';
      return round >= maxRounds || elapsedSeconds >= limits.maxSeconds
        ? 'not-converging'
        : undefined;
    },
    pace: (_, last) => (last ? undefined : limits.bitsPerSecond),
    throttle(before) {
      return autoConverge === undefined ? 0 : throttlePercent(autoConverge, before) / 100;
    },
    retuned,
    retune(change) {
      Object.assign(limits, change);
      retuned.fire();
    },
  };
}
