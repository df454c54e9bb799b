/** At which rate a migration's pages went while the guest ran, and what the log says bounded it. */

import { largestOf, smallestOf } from '../../engine/kernel/lists.ts';
import { BITS_PER_BYTE } from '../../engine/kernel/unit.ts';
import { BYTES_PER_PAGE } from '../../engine/mechanism/wire-format.ts';
import { median, quantile, sum } from '../fit/statistics.ts';
import type { Evidence } from './evidence.ts';
import type { Pass } from './pass.ts';
import type { Estimate } from './writes.ts';

/** The rate on the wire. */
export interface WireRate extends Estimate {
  /** Bytes a second, as are the ends. */
  readonly value: number;
  /** What it is read off. */
  readonly from: string;
  /** Of compressed pages, the bytes a second that they were, by which QEMU decides. */
  readonly compressed?: number;
}

/** QEMU's limit is a quota for each of these. */
const WINDOW_SECONDS = 0.1;
/** Passes shorter than this say more of a scheduler's turns than of a rate. */
const LONG_SECONDS = 0.1;
const INTERVAL = [0.05, 0.95] as const;

/** @returns undefined when no two figures of the source tell a rate. */
export function wireRate(evidence: Evidence): WireRate | undefined {
  if (evidence.system !== 'qemu') return rateOfRounds(evidence.passes);
  const found = statedRate(evidence) ?? rateOfSamples(evidence) ?? rateOfTotals(evidence);
  return found === undefined ? undefined : uncompressed(found, evidence);
}

/** Bytes of pages over the bytes in which they went, from which on they were compressed. */
const COMPRESSED = 1.3;

/** What would have gone without compression: pages are what a migration waits for. */
function uncompressed(rate: WireRate, { stated }: Evidence): WireRate {
  const { sentPages = 0, sentBytes = 0 } = stated;
  const factor = sentBytes === 0 ? 1 : (sentPages * BYTES_PER_PAGE) / sentBytes;
  if (factor < COMPRESSED) return rate;
  const from = `${rate.from}, times ${factor.toPrecision(3)} for the pages were compressed`;
  const high = rate.high === null ? null : rate.high * factor;
  const compressed = rate.value;
  return { value: rate.value * factor, low: rate.low * factor, high, from, compressed };
}

/** QEMU states the rate of its last window while it is active. */
function statedRate({ samples, outcome }: Evidence): WireRate | undefined {
  const active = outcome === 'completed' ? samples.slice(0, -1) : samples;
  const rates = active.flatMap(({ megabitsPerSecond: megabits, bytesPerSecond: bytes }) => {
    const rate = bytes ?? (megabits ?? 0) * (1e6 / BITS_PER_BYTE);
    return rate > 0 ? [rate] : [];
  });
  if (rates.length === 0) return undefined;
  const [low = 0, high = 0] = INTERVAL.map((share) => quantile(rates, share));
  const what = rates.length === 1 ? 'the rate' : `the median of ${rates.length} rates`;
  return { value: median(rates), low, high, from: `${what} that QEMU states of its last window` };
}

/**
 * Bytes over time between samples. A limit is a quota for each window, of which the first is gone
 * at once: after n windows n to n + 1 quotas are sent.
 */
function rateOfSamples({ samples, outcome }: Evidence): WireRate | undefined {
  const active = outcome === 'completed' ? samples.slice(0, -1) : samples;
  const points = active.flatMap(({ elapsedSeconds: seconds, sentBytes: bytes }) => {
    return seconds === undefined || bytes === undefined ? [] : [{ seconds, bytes }];
  });
  const last = points.at(-1);
  const first = points.find(({ seconds }) => seconds >= WINDOW_SECONDS);
  if (last === undefined || first === undefined) return undefined;
  const start = samples[0]?.setupSeconds ?? 0;
  const bounds = points.flatMap(({ seconds, bytes }) => {
    const windows = Math.floor((seconds - start) / WINDOW_SECONDS);
    if (windows < 1 || bytes === 0) return [];
    const quota = bytes / WINDOW_SECONDS;
    return [{ low: quota / (windows + 1), high: quota / windows }];
  });
  if (bounds.length === 0) return undefined;
  const low = largestOf(bounds.map((each) => each.low));
  const high = smallestOf(bounds.map((each) => each.high));
  const from = `bytes over time in ${points.length} samples`;
  if (low <= high) return { value: (low + high) / 2, low, high, from };
  const rates = points.map(({ seconds, bytes }) => bytes / Math.max(seconds - start, 1e-3));
  const value = last.bytes / Math.max(last.seconds - start, 1e-3);
  return { value, low: smallestOf(rates, value), high: largestOf(rates, value), from };
}

/**
 * Of a migration that is over, all bytes while the guest ran. Pages of zeros take time and are no
 * bytes: where most are such, the rate of the stop, which has none, tells more.
 */
function rateOfTotals(evidence: Evidence): WireRate | undefined {
  const { totalSeconds, downtimeSeconds, bytesSent, stated, stopped } = evidence;
  const seconds = totalSeconds ?? stated.elapsedSeconds ?? 0;
  const live = seconds - (stated.setupSeconds ?? 0) - (downtimeSeconds ?? 0);
  if (bytesSent === null || live <= 0) return undefined;
  const stop = (stopped?.pages ?? 0) * BYTES_PER_PAGE;
  const value = (bytesSent - stop) / live;
  if (value <= 0) return undefined;
  const atStop = stopped?.seconds ? stop / stopped.seconds : 0;
  if (isMostlyZero(evidence) && atStop > value) {
    return {
      value: atStop,
      low: value,
      high: null,
      from: 'bytes over time with the guest stopped',
    };
  }
  const high = bytesSent / live;
  return { value, low: value, high, from: 'all bytes over the time in which the guest ran' };
}

/** Whether times are those of pages of zeros. */
export const isMostlyZero = ({ zeroPages, memoryPages }: Evidence): boolean =>
  (zeroPages ?? 0) > (memoryPages ?? Infinity) / 2;

const rateOf = ({ bytes, seconds }: Pass): number => (bytes ?? 0) / (seconds ?? 1);

/** Rounds of Xen: of the long ones. */
function rateOfRounds(passes: readonly Pass[]): WireRate | undefined {
  const timed = passes.filter(({ bytes, seconds }) => bytes !== null && (seconds ?? 0) > 0);
  const long = timed.filter(({ seconds }) => (seconds ?? 0) >= LONG_SECONDS);
  const used = long.length > 0 ? long : timed;
  if (used.length === 0) return undefined;
  const rates = used.map(rateOf);
  const value =
    sum(used.map(({ bytes }) => bytes ?? 0)) / sum(used.map((each) => each.seconds ?? 0));
  const from = `bytes over time in ${used.length === 1 ? 'one round' : `${used.length} rounds`}`;
  return { value, low: smallestOf(rates), high: largestOf(rates), from };
}
