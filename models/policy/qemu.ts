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
 * Auto-converge: at a synchronisation more than 1 s after the last account, if more was dirtied
 * than half of what was sent, for the second time: the guest is throttled, and more each time.
 * Since 9.2 a timer has the bitmap synchronised for it where a pass takes long.
 *
 * QEMU itself continues without end, until an operator cancels it or stops the guest: `maxSeconds`
 * and `maxRounds` stand for the operator.
 */
import { z } from 'zod';
import { Signal } from '../../sim/engine/kernel/signal.ts';
import {
  BITS_PER_PAGE,
  DAYS_100_NS,
  NS_PER_SECOND,
  PAGE_BYTES,
} from '../../sim/engine/kernel/unit.ts';
import type { CleanedRound, PaceFacts, PreCopyPolicy } from '../../sim/engine/mechanism/policy.ts';
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
  trueOrFalse,
} from './fields.ts';
import { type DeltaOptions, deltasOf, deltasSchema } from './qemu-deltas.ts';
import {
  isAskedFor,
  type PostCopyOptions,
  postCopyRules,
  postCopySchema,
} from './qemu-post-copy.ts';

/** How a guest is slowed down that dirties too fast, percent. */
export interface AutoConverge {
  readonly initialPercent: number;
  readonly incrementPercent: number;
  /** Below 100. */
  readonly mostPercent: number;
  /** Dirtied bytes of what was sent in a period, above which it is too fast. */
  readonly triggerPercent: number;
  /** Whether a step is no larger than what brings the guest down to the trigger. */
  readonly tailslow: boolean;
}

export interface QemuOptions {
  readonly release: Release;
  /** max-bandwidth. */
  readonly bitsPerSecond: number;
  /** downtime-limit. */
  readonly downtimeLimitSeconds: number;
  /** avail-switchover-bandwidth; absent: what was measured. */
  readonly switchoverBitsPerSecond?: number | undefined;
  /** Absent: off, as is QEMU's default. */
  readonly autoConverge?: AutoConverge | undefined;
  /** When pre-copy becomes post-copy; absent: never. */
  readonly postCopy?: PostCopyOptions | undefined;
  /** XBZRLE; absent: off. */
  readonly xbzrle?: DeltaOptions | undefined;
  /** Time of pre-copy after which the operator ends it. */
  readonly maxSeconds: number;
  /** Passes after which the operator ends it; absent: any number. */
  readonly maxRounds?: number | undefined;
  /** How: cancel it, or stop the guest and send the rest. */
  readonly onLimit: 'abandon' | 'suspend';
}

const percentOf = (about: string, most: number) => quantity('percent', about, { least: 0, most });

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
    availSwitchoverBandwidth: rate(
      'Rate that what is left is held against, from release 8.2 on; default what was measured.',
    ).optional(),
    autoConverge: trueOrFalse(
      false,
      'Whether a guest that writes too fast is slowed down. Default false.',
    ),
    throttleInitial: percentOf('First throttle of auto-converge; default 20 %.', 99).prefault(
      '20 %',
    ),
    throttleIncrement: percentOf('What is added to it each time; default 10 %.', 99).prefault(
      '10 %',
    ),
    throttleMax: percentOf('Most of it; default 99 %.', 99).prefault('99 %'),
    throttleTrigger: percentOf(
      'Pages dirtied, of what was sent, above which it is too fast; default 50 %.',
      100,
    ).prefault('50 %'),
    throttleTailslow: trueOrFalse(
      false,
      'Whether a step is no larger than what brings it down to the trigger. Default false.',
    ),
    postCopy: postCopySchema.optional(),
    xbzrle: deltasSchema.optional(),
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
  .refine(({ postCopy, xbzrle }) => postCopy === undefined || xbzrle === undefined, {
    path: ['xbzrle'],
    error: 'post-copy sends pages whole: not with `postCopy`',
  })
  .refine(
    ({ release, availSwitchoverBandwidth: bandwidth }) => {
      return release !== '7.2' || bandwidth === undefined;
    },
    {
      path: ['availSwitchoverBandwidth'],
      error: 'release 7.2 does not have it',
    },
  )
  .transform(({ maxBandwidth, downtimeLimit, maxTime, autoConverge, ...rest }) => {
    const { throttleInitial, throttleIncrement, throttleMax, throttleTrigger, ...more } = rest;
    const { throttleTailslow, availSwitchoverBandwidth, ...others } = more;
    const converge = {
      initialPercent: throttleInitial,
      incrementPercent: throttleIncrement,
      mostPercent: throttleMax,
      triggerPercent: throttleTrigger,
      tailslow: throttleTailslow,
    };
    return {
      ...others,
      bitsPerSecond: maxBandwidth,
      switchoverBitsPerSecond: availSwitchoverBandwidth,
      downtimeLimitSeconds: downtimeLimit / NS_PER_SECOND,
      maxSeconds: maxTime / NS_PER_SECOND,
      autoConverge: autoConverge ? converge : undefined,
    };
  });

export const QEMU = policyKind({ name: 'qemu', schema, make: qemu });

/** BUFFER_DELAY of migration.c: length of a window. */
const WINDOW_SECONDS = 0.1;
/** MAX_WAIT of ram.c is 50 ms; whole ms are compared, so it has passed after 51. */
const SLICE_SECONDS = 0.051;
/** Pages between two readings of the clock (ram_save_iterate). */
const CLOCK_PAGES = 64;
const BURSTS = {
  windowSeconds: WINDOW_SECONDS,
  sliceSeconds: SLICE_SECONDS,
  clockPages: CLOCK_PAGES,
} as const;
/** Least time between two accounts of auto-converge, and how often it must be too much. */
const PERIOD_SECONDS = 1;
const TIMES = 2;
/** Ticks of the timer that has the log read where it was not since the tick before. */
const TICK_SECONDS = 5;

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
  const readsByTimer = ticks && autoConverge !== undefined;
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
    deltas: options.xbzrle && deltasOf(options.xbzrle),
    postCopy: postCopy && postCopyRules(postCopy, stopsAtLimit ? () => 0 : threshold),
    leaves(facts) {
      if (follows(facts)) return Infinity;
      const isForced =
        facts.elapsedSeconds >= limits.maxSeconds || (readsByTimer && isUnread(facts));
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

/** Whether the last two ticks of the timer have seen the same pass, which is not the first. */
function isUnread({ elapsedSeconds, roundSeconds }: PaceFacts): boolean {
  const roundStart = elapsedSeconds - roundSeconds;
  const tick = Math.floor(elapsedSeconds / TICK_SECONDS) * TICK_SECONDS;
  return roundStart > 0 && roundStart <= tick - TICK_SECONDS;
}

/** The throttle after some passes. */
function throttlePercent(converge: AutoConverge, before: readonly CleanedRound[]): number {
  const { initialPercent, incrementPercent, mostPercent, triggerPercent, tailslow } = converge;
  let percent = 0;
  let times = 0;
  let period = { seconds: 0, dirtied: 0, bytes: 0 };
  for (const { seconds, dirtied, bytes } of before) {
    period = {
      seconds: period.seconds + seconds,
      dirtied: period.dirtied + dirtied,
      bytes: period.bytes + bytes,
    };
    if (period.seconds <= PERIOD_SECONDS) continue;
    const most = (period.bytes * triggerPercent) / 100;
    const found = period.dirtied * PAGE_BYTES;
    period = { seconds: 0, dirtied: 0, bytes: 0 };
    if (found <= most) continue;
    times += 1;
    if (times < TIMES) continue;
    times = 0;
    const tooMuch = (100 - percent) * (1 - most / found);
    const step = tailslow ? Math.min(incrementPercent, Math.floor(tooMuch)) : incrementPercent;
    percent = percent === 0 ? initialPercent : Math.min(mostPercent, percent + step);
  }
  return percent;
}
