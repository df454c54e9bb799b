/**
 * Passes of QEMU from what it said of a migration at some times. Between two samples the pages that
 * were found dirty follow from an account that holds at any time:
 *
 *     found so far = remaining + sent - memory
 *
 * It grows at synchronisations only. When one was, lies between the last sample that shows its
 * number and the first that shows the next: as far as what remained could be sent in between.
 */

import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import { BYTES_PER_PAGE } from '../../engine/mechanism/wire-format.ts';
import { median } from '../fit/statistics.ts';
import type { Stated } from '../import/stated.ts';
import type { Pass, Standing, Stopped } from './pass.ts';

/** What is known beside the samples. */
export interface SampleContext {
  readonly memoryPages: number | null;
  readonly outcome: 'completed' | 'failed' | 'unknown';
  readonly downtimeSeconds: number | null;
  /** Standard error of the time between two samples. */
  readonly stampError: number;
}

/** What samples show. */
export interface SampledCourse {
  readonly passes: readonly Pass[];
  readonly zeroPages: number | null;
  readonly stopped: Stopped | null;
  readonly now: Standing | null;
}

/** A sample in pages. */
interface Point {
  readonly seconds: number;
  /** Its synchronisations; null when it does not say. */
  readonly syncs: number | null;
  readonly remaining: number | null;
  /** Pages sent, zero pages among them as far as the source counts them. */
  readonly sent: number | null;
  readonly bytes: number | null;
  readonly throttle: number;
}

/** A guest that is stopped within this of a pass's begin has written nothing that tells a rate. */
const SHORT_SECONDS = 0.005;
/** A synchronisation is known no better than this. */
const LEAST_ERROR = 0.001;

export function passesOfSamples(samples: readonly Stated[], context: SampleContext): SampledCourse {
  const { outcome, memoryPages } = context;
  const points = samples.map(pointOf);
  const isOver = outcome === 'completed';
  const running = isOver ? points.slice(0, -1) : points;
  const groups = bySyncs(running);
  const rate = usualRate(running);
  const starts = startsOf(groups, samples[0]?.setupSeconds ?? 0, rate);
  const between = groups.slice(1).flatMap((group, index): Pass[] => {
    const before = groups[index] as readonly Point[];
    const span = [starts[index] ?? null, starts[index + 1] ?? null] as const;
    return passBetween(before, group, span, { ...context, rate });
  });
  const last = groups.at(-1);
  const lastStart = starts.at(-1) ?? null;
  const ending = isOver && last ? lastPass(last, points.at(-1), lastStart, context) : [];
  const known = [...between, ...ending].filter(({ found }) => found !== null);
  const passes = known.length > 0 ? [...between, ...ending] : wholeCourse(samples, context);
  const standing = outcome === 'unknown' ? points.at(-1) : undefined;
  return {
    passes,
    zeroPages: samples.at(-1)?.sentZeroPages ?? null,
    stopped: stoppedOf(samples.at(-1), context),
    now: standing === undefined ? null : standingOf(standing, lastStart, memoryPages),
  };
}

function pointOf(sample: Stated): Point {
  const { remainingBytes, sentPages, sentZeroPages = 0, sentBytes, pageBytes } = sample;
  const size = pageBytes || PAGE_BYTES;
  const byBytes = sentBytes === undefined ? null : sentBytes / BYTES_PER_PAGE;
  return {
    seconds: sample.elapsedSeconds ?? 0,
    syncs: sample.syncs ?? null,
    remaining: remainingBytes === undefined ? null : remainingBytes / size,
    sent: sentPages === undefined ? byBytes : sentPages + sentZeroPages,
    bytes: sentBytes ?? null,
    throttle: (sample.throttlePercent ?? 0) / 100,
  };
}

/** Samples that show the same synchronisation; those that show none are one group. */
function bySyncs(points: readonly Point[]): Point[][] {
  const groups: Point[][] = [];
  for (const point of points) {
    const current = groups.at(-1);
    if (current?.[0]?.syncs === point.syncs) current.push(point);
    else groups.push([point]);
  }
  return groups;
}

/** When the pass of each group began. */
function startsOf(
  groups: readonly (readonly Point[])[],
  setupSeconds: number,
  bytes: number | null,
): (number | null)[] {
  return groups.map(([first], index) => {
    if (first === undefined) return null;
    const before = groups[index - 1]?.at(-1);
    if (before === undefined) {
      if (first.syncs !== null && first.syncs > 1) return null;
      return first.sent === 0 || first.bytes === 0 ? first.seconds : setupSeconds;
    }
    return before.seconds + (first.seconds - before.seconds) * partBefore(before, first, bytes);
  });
}

/** Of the time between two samples, the part in which what remained was sent. */
function partBefore(before: Point, after: Point, bytes: number | null): number {
  const sent = (after.sent ?? 0) - (before.sent ?? 0);
  if (isTooMuch(before, after, bytes)) return 1;
  if (before.remaining === null || sent <= 0) return before.remaining === 0 ? 0 : 1;
  return Math.min(1, before.remaining / sent);
}

/** Bytes a second between samples, in the middle of them; null when they do not tell. */
function usualRate(points: readonly Point[]): number | null {
  const rates = points.slice(1).flatMap((after, index) => {
    const before = points[index] as Point;
    const seconds = after.seconds - before.seconds;
    if (before.bytes === null || after.bytes === null || seconds < SPAN_SECONDS) return [];
    return [(after.bytes - before.bytes) / seconds];
  });
  return rates.length < 2 ? null : median(rates);
}

/** Below it the bursts of QEMU, ten a second, show. */
const SPAN_SECONDS = 0.15;
const TOO_MUCH = 1.5;

/** Whether more is said to have been sent than the rate allows: QEMU's counters restart. */
function isTooMuch(before: Point, after: Point, rate: number | null): boolean {
  if (rate === null || before.bytes === null || after.bytes === null) return false;
  const seconds = after.seconds - before.seconds + SPAN_SECONDS;
  return after.bytes - before.bytes > TOO_MUCH * rate * seconds;
}

type Span = readonly [number | null, number | null];

/** The passes between two groups; more than one where numbers are missing. */
function passBetween(
  group: readonly Point[],
  next: readonly Point[],
  [start, end]: Span,
  { memoryPages, stampError, rate }: SampleContext & { readonly rate: number | null },
): Pass[] {
  const [first, before, after] = [group[0], group.at(-1), next[0]];
  if (!first || !before || !after || before.syncs === null) return [];
  const count = (after.syncs ?? 0) - before.syncs;
  if (count < 1) return [];
  const sentBetween = (after.sent ?? 0) - (before.sent ?? 0);
  const growth = isTooMuch(before, after, rate) ? null : foundBetween(before, after);
  const isCounted = growth !== null && growth >= 0;
  // What was never sent yet comes first, and is none of the pages that are written again.
  const unsent = Math.max(0, (memoryPages ?? 0) - (after.sent ?? 0));
  const due = Math.max(0, (before.remaining ?? 0) - Math.max(0, sentBetween));
  const left = isCounted ? Math.max(0, due - unsent) : 0;
  const byRemaining = before.sent === null || growth !== null ? after.remaining : null;
  const gap = end === null ? 0 : Math.min(end - before.seconds, after.seconds - end);
  return [
    {
      round: before.syncs,
      count,
      startSeconds: start,
      seconds: start === null || end === null ? null : Math.max(0, end - start),
      secondsError: Math.hypot(stampError, Math.max(0, gap) / 2, LEAST_ERROR),
      due: before.syncs === 1 ? memoryPages : first.remaining,
      sent: first.sent === null || after.sent === null ? null : after.sent - first.sent,
      bytes: first.bytes === null || after.bytes === null ? null : after.bytes - first.bytes,
      found: isCounted ? growth : byRemaining,
      left,
      throttle: first.throttle,
      live: true,
      dom0CpuPercent: null,
      guestCpuPercent: null,
    },
  ];
}

/** How the account grew. */
function foundBetween(before: Point, after: Point): number | null {
  if (before.remaining === null || after.remaining === null) return null;
  if (before.sent === null || after.sent === null) return null;
  return after.remaining + after.sent - before.remaining - before.sent;
}

/** From the last sample of a running guest to its stop: what came of it is in the totals. */
function lastPass(
  group: readonly Point[],
  end: Point | undefined,
  start: number | null,
  { downtimeSeconds, stampError }: SampleContext,
): Pass[] {
  const before = group.at(-1);
  if (before === undefined || end === undefined || start === null) return [];
  const seconds = end.seconds - (downtimeSeconds ?? 0) - start;
  const found = foundBetween(before, { ...end, remaining: end.remaining ?? 0 });
  const isKnown = seconds > SHORT_SECONDS && found !== null && found >= 0;
  if (!isKnown || before.syncs === null) return [];
  return [
    {
      ...BLANK,
      round: before.syncs,
      count: Math.max(1, (end.syncs ?? 0) - 1 - before.syncs),
      startSeconds: start,
      seconds,
      secondsError: Math.hypot(stampError, SHORT_SECONDS),
      due: group[0]?.remaining ?? null,
      found,
      throttle: before.throttle,
    },
  ];
}

const BLANK: Pass = {
  round: 1,
  count: 1,
  startSeconds: 0,
  seconds: null,
  secondsError: 0,
  due: null,
  sent: null,
  bytes: null,
  found: null,
  left: 0,
  throttle: 0,
  live: true,
  dom0CpuPercent: null,
  guestCpuPercent: null,
};

/** Of the pages found dirty, the part that may be missed. */
const MISSED_MOST = 0.5;

/** Of the time of one pass, when only the sum of several is known. */
const SUM_ERROR = 0.05;

/** Of single statements: all passes so far as one, or QEMU's own figure of the last. */
function wholeCourse(samples: readonly Stated[], context: SampleContext): Pass[] {
  const last = samples.at(-1);
  if (last === undefined) return [];
  const { memoryPages, outcome, downtimeSeconds } = context;
  const point = pointOf(last);
  const { dirtyPagesPerSecond: rate = 0 } = last;
  const isCounted = last.sentPages !== undefined && last.sentZeroPages !== undefined;
  const over = outcome === 'completed' ? 1 : 0;
  const found = (point.remaining ?? 0) + (point.sent ?? 0) - (memoryPages ?? 0);
  // Bytes do not tell zero pages, of which there are at most as many as the memory has pages.
  const missed = isCounted ? 0 : (memoryPages ?? 0) / Math.max(1, found);
  const isTold = memoryPages !== null && missed <= MISSED_MOST;
  if (isTold && (point.remaining !== null || over === 1)) {
    const seconds = point.seconds - (downtimeSeconds ?? 0) - (last.setupSeconds ?? 0);
    const stopped = ((point.sent ?? 0) / seconds) * (downtimeSeconds ?? 0);
    const passes =
      point.syncs === null
        ? uncounted(found, Math.max(stopped, point.remaining ?? 0))
        : point.syncs - 1 - over;
    if (found < 0 || passes < 1 || seconds <= 0) return [];
    const secondsError = seconds * Math.hypot(SUM_ERROR, missed / 2);
    return [{ ...BLANK, count: passes, seconds, secondsError, found }];
  }
  if (rate === 0 || over === 1) return [];
  const seconds = Math.min(point.seconds, Math.max(1, (point.remaining ?? 0) / rate));
  return [{ ...BLANK, seconds, secondsError: seconds * SUM_ERROR, found: rate * seconds }];
}

/** Where nothing counts them, each found as many as the last has to send. */
const uncounted = (found: number, due: number): number =>
  Math.max(1, Math.round(found / Math.max(1, due)));

function stoppedOf(
  last: Stated | undefined,
  { downtimeSeconds: seconds }: SampleContext,
): Stopped | null {
  const pages = (last?.downtimeBytes ?? 0) / BYTES_PER_PAGE;
  return pages === 0 ? null : { pages, seconds, dom0CpuPercent: null };
}

function standingOf(
  { seconds, remaining, syncs, sent }: Point,
  roundStartSeconds: number | null,
  memoryPages: number | null,
): Standing {
  const unsent = memoryPages === null || sent === null ? null : Math.max(0, memoryPages - sent);
  return { seconds, remainingPages: remaining ?? unsent, round: syncs, roundStartSeconds };
}
