/**
 * QEMU: stop when what is left fits into the downtime limit at the measured bandwidth. It knows no
 * number of passes and no volume; without help a guest that dirties faster than that never stops.
 *
 * Source: migration_iteration_run of migration/migration.c and migration_trigger_throttle of
 * migration/ram.c; see docs/explanation/xen-algorithm.md, section 7. A pass ends when the estimate
 * of what is left is under the threshold; only then is the dirty bitmap synchronised. Bandwidth is
 * that of the last window of 100 ms, so zero pages, which are few bytes, lower the threshold. While
 * the guest is stopped there is no limit of bandwidth.
 *
 * Auto-converge: at a synchronisation more than 1 s after the last account, if more was dirtied
 * than half of what was sent, for the second time: the guest is throttled, and more each time.
 *
 * QEMU itself continues without end, until an operator cancels it or stops the guest: `maxSeconds`
 * and `maxRounds` stand for the operator.
 */
import { z } from 'zod';
import {
  BITS_PER_PAGE,
  DAYS_100_NS,
  NS_PER_SECOND,
  PAGE_BYTES,
} from '../../sim/engine/kernel/unit.ts';
import type { CleanedRound, PreCopyPolicy } from '../../sim/engine/mechanism/policy.ts';
import { WIRE_QEMU as wire } from '../../sim/engine/mechanism/wire-format-qemu.ts';
import { quantity } from '../../sim/text/fields.ts';
import { maxRounds, policyKind, rate, scan, trueOrFalse } from './fields.ts';

/** How a guest is slowed down that dirties too fast, percent. */
export interface AutoConverge {
  readonly initialPercent: number;
  readonly incrementPercent: number;
  /** Below 100. */
  readonly mostPercent: number;
  /** Dirtied bytes of what was sent in a period, above which it is too fast. */
  readonly triggerPercent: number;
}

export interface QemuOptions {
  /** max-bandwidth. */
  readonly bitsPerSecond: number;
  /** downtime-limit. */
  readonly downtimeLimitSeconds: number;
  /** Absent: off, as is QEMU's default. */
  readonly autoConverge?: AutoConverge | undefined;
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
    scan: scan('plain'),
    maxBandwidth: rate('Most that is sent while the guest runs; default 128 MiB/s.').prefault(
      '128 MiB/s',
    ),
    downtimeLimit: quantity('ns', 'Longest stop aimed at; default 300 ms.', {
      least: 1e6,
      most: 3600e9,
    }).prefault('300 ms'),
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
  .transform(({ maxBandwidth, downtimeLimit, maxTime, autoConverge, ...rest }) => {
    const { throttleInitial, throttleIncrement, throttleMax, throttleTrigger, ...others } = rest;
    const converge = {
      initialPercent: throttleInitial,
      incrementPercent: throttleIncrement,
      mostPercent: throttleMax,
      triggerPercent: throttleTrigger,
    };
    return {
      ...others,
      bitsPerSecond: maxBandwidth,
      downtimeLimitSeconds: downtimeLimit / NS_PER_SECOND,
      maxSeconds: maxTime / NS_PER_SECOND,
      autoConverge: autoConverge ? converge : undefined,
    };
  });

export const QEMU = policyKind({ name: 'qemu', schema, make: qemu });

/** Pages are sent for this long between two looks at what is left (MAX_WAIT of ram.c). */
const SLICE_SECONDS = 0.05;
/** Least time between two accounts of auto-converge, and how often it must be too much. */
const PERIOD_SECONDS = 1;
const TIMES = 2;

export function qemu(options: QemuOptions): PreCopyPolicy {
  const { downtimeLimitSeconds, maxSeconds, maxRounds = Infinity, autoConverge } = options;
  const threshold = (bits: number): number => (bits * downtimeLimitSeconds) / BITS_PER_PAGE;
  return {
    name: 'qemu',
    wire,
    skips: false,
    looks: true,
    abandons: options.onLimit === 'abandon',
    leaves({ elapsedSeconds, roundSeconds, measuredBitsPerSecond }) {
      if (elapsedSeconds >= maxSeconds) return Infinity;
      return roundSeconds < SLICE_SECONDS ? 0 : threshold(measuredBitsPerSecond);
    },
    stop({ round, dirty, elapsedSeconds, measuredBitsPerSecond }) {
      if (dirty === 0 || dirty < threshold(measuredBitsPerSecond)) return 'downtime-target';
      return round >= maxRounds || elapsedSeconds >= maxSeconds ? 'not-converging' : undefined;
    },
    pace: (_, last) => (last ? undefined : options.bitsPerSecond),
    throttle(before) {
      return autoConverge === undefined ? 0 : throttlePercent(autoConverge, before) / 100;
    },
  };
}

/** The throttle after some passes. */
function throttlePercent(converge: AutoConverge, before: readonly CleanedRound[]): number {
  const { initialPercent, incrementPercent, mostPercent, triggerPercent } = converge;
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
    const isHigh = period.dirtied * PAGE_BYTES > (period.bytes * triggerPercent) / 100;
    period = { seconds: 0, dirtied: 0, bytes: 0 };
    if (!isHigh) continue;
    times += 1;
    if (times < TIMES) continue;
    times = 0;
    percent = percent === 0 ? initialPercent : Math.min(mostPercent, percent + incrementPercent);
  }
  return percent;
}
