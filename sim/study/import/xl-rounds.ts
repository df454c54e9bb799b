/** The rounds of a Xen 4 migration: from its progress lines, or from its log-dirty calls. */

import { BATCH_PAGES } from '../../engine/kernel/unit.ts';
import { BYTES_PER_PAGE } from '../../engine/mechanism/wire-format.ts';
import { type MeasuredRound, type Remark, unknownRound } from './measurement.ts';
import { secondsBetween } from './time-stamp.ts';
import type { DirtyCall, XlEvent } from './xl-events.ts';

/** What the rounds come from says of the migration as a whole. */
export interface XlRounds {
  readonly rounds: readonly MeasuredRound[];
  readonly remarks: readonly Remark[];
  readonly bytesSent: number | null;
  readonly precopySeconds: number | null;
}

const OP_OFF = 0;
const OP_ENABLE = 2;
const OP_CLEAN = 11;
/** At most, of a record's headers. */
const BATCH_BYTES = 64;
/** At most, of what follows the last page: virtual CPUs and the like. */
const TAIL_BYTES = 1_048_576;

type Called = XlEvent & { kind: 'dirty-call' | 'damaged-call' };

/**
 * Rounds between log-dirty calls; the first begins where the log is enabled. A damaged call takes
 * both rounds that it bounds with it.
 */
export function roundsOfCalls(calls: readonly Called[]): XlRounds {
  const remarks: Remark[] = [];
  const rounds: MeasuredRound[] = [];
  calls.slice(1).forEach((after, index) => {
    const before = calls[index] as Called;
    if (after.kind === 'damaged-call') {
      remarks.push({ line: after.line, message: 'a log-dirty call is damaged' });
      return;
    }
    if (before.kind === 'damaged-call') return;
    const round = roundBetween(before.of, after.of, index + 1);
    if (isPair(before.of, after.of, round)) rounds.push(round);
    else remarks.push({ line: after.line, message: 'a log-dirty call before this one is missing' });
  });
  const whole = calls.filter((event) => event.kind === 'dirty-call').map(({ of }) => of);
  const start = whole.find(({ op }) => op === OP_ENABLE);
  const final = whole.find(({ mode }) => mode === 1);
  const end = whole.find(({ op }) => op === OP_OFF);
  return {
    rounds,
    remarks,
    bytesSent: end?.bytes ?? null,
    precopySeconds: start && final ? secondsBetween(start.ret, final.call) : null,
  };
}

/** Whether no call is missing between two, by their kinds, times and bytes. */
function isPair(before: DirtyCall, after: DirtyCall, { sent, bytes }: MeasuredRound): boolean {
  const isFinal = before.mode === 1;
  const follows = isFinal ? after.op === OP_OFF : after.op === OP_CLEAN && before.op !== OP_OFF;
  if (!follows || after.call < before.ret || sent === null || bytes === null) return false;
  const headers = isFinal ? TAIL_BYTES : BATCH_BYTES * (1 + sent / BATCH_PAGES);
  return bytes >= 0 && bytes <= sent * BYTES_PER_PAGE + headers;
}

function roundBetween(before: DirtyCall, after: DirtyCall, round: number): MeasuredRound {
  const span = after.ret - before.ret;
  const percent = (cpuSeconds: number): number | null => {
    return span > 0 && cpuSeconds >= 0 ? Math.round((1000 * cpuSeconds) / span) / 10 : null;
  };
  const isFinal = before.mode === 1;
  return {
    ...unknownRound(round),
    live: !isFinal,
    sent: before.op === OP_ENABLE ? after.rc : before.dirty,
    dirtied: isFinal ? null : after.dirty,
    seconds: secondsBetween(before.ret, after.call),
    bytes: after.bytes - before.bytes,
    dom0CpuPercent: percent(after.d0cpu - before.d0cpu),
    guestCpuPercent: percent(after.ducpu - before.ducpu),
  };
}

type Frames = XlEvent & { kind: 'frames' };

/** Rounds from progress lines: their pages are printed, their times are those of the stamps. */
export function roundsOfFrames(
  frames: readonly Frames[],
  suspended: XlEvent | undefined,
  ended: XlEvent | undefined,
): XlRounds {
  const first = new Map<number, Frames>();
  const done = new Map<number, number>();
  const remarks: Remark[] = [];
  for (const event of frames) {
    const { iteration, total, line } = event;
    const known = first.get(iteration);
    if (known === undefined) first.set(iteration, event);
    else if (known.total !== total) {
      const message = `iteration ${iteration} has ${total} pages here, ${known.total} before`;
      remarks.push({ line, message });
    }
    if (event.done > total) {
      remarks.push({ line, message: `${event.done} of ${total} pages are sent` });
    }
    done.set(iteration, Math.max(done.get(iteration) ?? 0, event.done));
  }
  const starts = [...first.values()].sort((a, b) => a.iteration - b.iteration);
  const rounds = starts.map((start, index): MeasuredRound => {
    const next = starts[index + 1];
    const isNext = next?.iteration === start.iteration + 1;
    if (!isNext && next !== undefined) {
      const message = `iterations are missing before iteration ${next.iteration}`;
      remarks.push({ line: next.line, message });
    }
    const end = isNext ? next : next === undefined ? ended : undefined;
    const isTimed = end?.seconds !== undefined && start.seconds !== undefined;
    return {
      ...unknownRound(start.iteration + 1),
      live: suspended === undefined ? null : start.line < suspended.line,
      sent: done.get(start.iteration) ?? null,
      dirtied: isNext ? next.total : null,
      seconds: isTimed ? secondsBetween(start.seconds, end.seconds) : null,
    };
  });
  return { rounds, remarks, bytesSent: null, precopySeconds: null };
}
