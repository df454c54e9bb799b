/** The rounds of a Xen 4 migration: from its progress lines, or from its log-dirty calls. */
import { type MeasuredRound, type Remark, unknownRound } from './profile.ts';
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
/** With the entry of its batch; records that are no pages come on top. */
const BYTES_PER_PAGE = 4104;

/** Microseconds, so that a difference of two stamps reads as it was written. */
export const difference = (late: number, early: number): number =>
  Math.round((late - early) * 1e6) / 1e6;

type Called = XlEvent & { kind: 'dirty-call' };

/** Rounds between log-dirty calls; the first begins where the log is enabled. */
export function roundsOfCalls(calls: readonly Called[]): XlRounds {
  const remarks: Remark[] = [];
  const rounds: MeasuredRound[] = [];
  let due: number | null = null;
  calls.slice(1).forEach(({ of, line }, index) => {
    const before = calls[index] as Called;
    const isFinal = before.of.mode === 1;
    const follows = of.op === OP_CLEAN || (of.op === OP_OFF && isFinal);
    const sent: number | null = before.of.op === OP_ENABLE ? of.rc : due;
    due = of.dirty;
    if (!follows || of.call < before.of.ret) {
      remarks.push({ line, message: 'a log-dirty call before this one is missing' });
      return;
    }
    const round = roundBetween(before.of, of, sent, rounds.length + 1);
    rounds.push(round);
    if (
      round.bytes !== null &&
      sent !== null &&
      round.bytes > sent * BYTES_PER_PAGE * 1.01 + 65_536
    ) {
      const message = `round ${round.round} wrote ${round.bytes} bytes for ${sent} pages`;
      remarks.push({ line, message });
    }
  });
  const [first] = calls;
  const final = calls.find(({ of }) => of.mode === 1);
  const last = calls.at(-1);
  const isWhole = first?.of.op === OP_ENABLE && last?.of.op === OP_OFF && remarks.length === 0;
  return {
    rounds,
    remarks,
    bytesSent: isWhole ? last.of.bytes : null,
    precopySeconds:
      first?.of.op === OP_ENABLE && final ? difference(final.of.call, first.of.ret) : null,
  };
}

function roundBetween(
  before: DirtyCall,
  after: DirtyCall,
  sent: number | null,
  round: number,
): MeasuredRound {
  const span = after.ret - before.ret;
  const percent = (cpuSeconds: number): number | null => {
    return span > 0 ? Math.round((1000 * cpuSeconds) / span) / 10 : null;
  };
  const isFinal = before.mode === 1;
  return {
    ...unknownRound(round),
    live: !isFinal,
    sent,
    dirtied: isFinal ? null : after.dirty,
    seconds: difference(after.call, before.ret),
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
      seconds: isTimed ? difference(end.seconds as number, start.seconds as number) : null,
    };
  });
  return { rounds, remarks, bytesSent: null, precopySeconds: null };
}
