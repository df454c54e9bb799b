/**
 * What a measured migration shows, in one form for all formats: its passes over dirty pages, with
 * how long each took and what was found dirty at its end, and where it stands or how it ended.
 */

import { BATCH_PAGES, PAGE_BYTES } from '../../engine/kernel/unit.ts';
import { BYTES_PER_PAGE } from '../../engine/mechanism/wire-format.ts';
import { FORMATS } from '../import/formats.ts';
import type { MeasuredRound, Measurement } from '../import/measurement.ts';
import type { Stated } from '../import/stated.ts';
import type { Pass, Standing, Stopped } from './pass.ts';
import { passesOfSamples } from './sample-passes.ts';

/** What moved the guest. */
export type System = 'xen-3' | 'xen-4' | 'xenserver' | 'qemu';

/** A migration as a source shows it. */
export interface Evidence {
  readonly origin: string;
  readonly format: string;
  readonly system: System;
  /** `cut`: the source ends before the migration does, and is no view of one that still runs. */
  readonly outcome: 'completed' | 'failed' | 'running' | 'cut';
  readonly memoryPages: number | null;
  /** Whether the first round went through frames without memory: the guest is not PV. */
  readonly hasHoles: boolean;
  /** Pages sent as a mark in the first pass. */
  readonly zeroPages: number | null;
  readonly passes: readonly Pass[];
  /** Pages sent while the guest stood, and the time that it took; null when it is not known. */
  readonly stopped: Stopped | null;
  readonly totalSeconds: number | null;
  readonly downtimeSeconds: number | null;
  readonly pagesSent: number | null;
  readonly bytesSent: number | null;
  /** Where a running one stands. */
  readonly now: Standing | null;
  readonly stated: Stated;
  readonly samples: readonly Stated[];
}

const SYSTEMS: Readonly<Record<string, System>> = {
  xend: 'xen-3',
  xl: 'xen-4',
  xenguest: 'xenserver',
};
/** Times of these are whole seconds, so a difference of two has this standard error. */
const WHOLE_SECONDS_ERROR = Math.sqrt(2 / 12);

/** @param memoryPages where the user knows them. */
export function evidenceOf(measurement: Measurement, memoryPages: number | null = null): Evidence {
  const { format, outcome, rounds, stated = {} } = measurement;
  const system = SYSTEMS[format] ?? systemOfRounds(measurement);
  const pages = memoryPages ?? measurement.memoryPages ?? statedPages(stated.memoryBytes);
  const samples = (measurement.samples ?? [stated]).filter(({ elapsedSeconds }) => {
    return elapsedSeconds !== undefined;
  });
  const source = FORMATS.find(({ name }) => name === format);
  const stampError = source?.isToSecond === true ? WHOLE_SECONDS_ERROR : 0;
  const { downtimeSeconds } = measurement;
  const context = { memoryPages: pages, outcome, downtimeSeconds, stampError };
  const sampled = passesOfSamples(samples, context);
  const mapped = system === 'xen-4' ? mappedPages(rounds[0]) : null;
  const passes =
    system === 'qemu' ? sampled.passes : passesOfRounds(rounds, stampError, measurement, mapped);
  const hasNow = system === 'qemu' && outcome === 'unknown';
  return {
    origin: measurement.origin,
    format,
    system,
    outcome: outcome === 'unknown' ? (hasNow ? 'running' : 'cut') : outcome,
    memoryPages: memoryPages ?? mapped ?? pages ?? (passes[0]?.round === 1 ? passes[0].due : null),
    hasHoles: mapped !== null,
    zeroPages: sampled.zeroPages ?? rounds[0]?.zeroPages ?? null,
    passes,
    stopped: system === 'qemu' ? sampled.stopped : stoppedRound(rounds),
    totalSeconds: measurement.totalSeconds,
    downtimeSeconds,
    pagesSent: measurement.pagesSent ?? stated.sentPages ?? null,
    bytesSent: measurement.bytesSent ?? stated.sentBytes ?? null,
    now: hasNow ? sampled.now : null,
    stated,
    samples,
  };
}

const statedPages = (bytes: number | undefined): number | null =>
  bytes === undefined ? null : Math.round(bytes / PAGE_BYTES);

/** A tidy file does not say what it is of: rounds with skipped pages are those of Xen 3. */
function systemOfRounds({ format, rounds }: Measurement): System {
  if (format !== 'csv' && format !== 'json') return 'qemu';
  if (rounds.length === 0) return 'qemu';
  return rounds.some(({ skipped }) => skipped !== null) ? 'xen-3' : 'xen-4';
}

/**
 * Rounds of a Xen log. What the last live one finds has the guest's suspend in it, so it is no
 * measure of its work.
 */
function passesOfRounds(
  rounds: readonly MeasuredRound[],
  secondsError: number,
  { outcome }: Measurement,
  mapped: number | null,
): Pass[] {
  const numbered = rounds.some(({ round }) => round === 0) ? 1 : 0;
  const stop = rounds.findIndex(({ live }) => live === false);
  const isWhole = stop < 0 && outcome === 'completed';
  let start: number | null = 0;
  return rounds.flatMap((each, index): Pass[] => {
    const next = rounds[index + 1];
    const startSeconds = start;
    start = start === null || each.seconds === null ? null : start + each.seconds;
    if (each.live === false) return [];
    const isLast = next === undefined ? isWhole : next.live === false || next.sent === null;
    const sent = mapped !== null && each.round + numbered === 1 ? mapped : each.sent;
    const due = sent === null ? null : sent + (each.skipped ?? 0);
    return [
      {
        round: each.round + numbered,
        count: 1,
        startSeconds,
        seconds: each.seconds,
        secondsError,
        due,
        sent,
        bytes: each.bytes ?? (each.sent === null ? null : each.sent * BYTES_PER_PAGE),
        found: each.dirtied,
        left: 0,
        throttle: 0,
        live: !isLast,
        dom0CpuPercent: each.dom0CpuPercent,
        guestCpuPercent: each.guestCpuPercent,
      },
    ];
  });
}

/**
 * Pages of a first round that has frames without memory among those it went through, by its bytes:
 * a frame is a word, a batch 32 bytes more. Null where it has none, or that is not known.
 */
function mappedPages(round: MeasuredRound | undefined): number | null {
  if (round?.live !== true || round.sent === null || round.bytes === null) return null;
  const heads = (8 + 32 / BATCH_PAGES) * round.sent;
  const pages = Math.round((round.bytes - heads) / PAGE_BYTES);
  return pages > 0 && pages < HOLES * round.sent ? pages : null;
}

/** Of the frames, pages with contents up to which the rest are holes and not chance. */
const HOLES = 0.95;

function stoppedRound(rounds: readonly MeasuredRound[]): Evidence['stopped'] {
  const last = rounds.find(({ live }) => live === false);
  if (last?.sent == null) return null;
  return { pages: last.sent, seconds: last.seconds, dom0CpuPercent: last.dom0CpuPercent };
}
