/** Migrations of QEMU from what it said of them at some times. */
import {
  type MeasuredRound,
  type Measurement,
  type MigrationOutcome,
  type Parsed,
  type Remark,
  unknownMigration,
  unknownRound,
} from './measurement.ts';
import { checkReplies } from './qemu-checks.ts';
import type { RamReply, Reply } from './qemu-replies.ts';
import { known, statements } from './stated.ts';

/** Where replies are from. */
interface Source {
  readonly fileName: string;
  /** Name of the format. */
  readonly format: string;
}

/** The migrations of replies, which are in the order of time. */
export function measuredReplies(replies: readonly Reply[], source: Source): Parsed {
  const found = split(replies).map((group) => measured(group, source));
  return {
    migrations: found.map(({ migration }) => migration),
    remarks: found.flatMap(({ remarks }) => remarks),
  };
}

/** Replies by migration: a new one where the figures begin again. */
function split(replies: readonly Reply[]): Reply[][] {
  const groups: Reply[][] = [];
  let last: Reply | undefined;
  for (const reply of replies) {
    if (last === undefined || isOther(last, reply)) groups.push([]);
    groups.at(-1)?.push(reply);
    last = reply;
  }
  return groups;
}

function isOther(last: Reply, next: Reply): boolean {
  if (isEnd(last.status)) return !isSame(last, next);
  if (next.status === 'setup' && last.status !== 'setup') return true;
  return (
    isLess(next.totalMs, last.totalMs) &&
    (isLess(next.ram?.syncCount, last.ram?.syncCount) ||
      isLess(next.ram?.transferred, last.ram?.transferred))
  );
}

const isLess = (one: number | null | undefined, other: number | null | undefined): boolean =>
  one != null && other != null && one < other;

const isEnd = (status: string | undefined): boolean =>
  ['completed', 'failed', 'cancelled'].includes(status ?? '');

/** Said again; one of them may be the status alone. */
const isSame = (one: Reply, other: Reply): boolean =>
  one.status === other.status &&
  isEqual(one.totalMs, other.totalMs) &&
  isEqual(one.ram?.transferred, other.ram?.transferred);

const isEqual = (one: number | null | undefined, other: number | null | undefined): boolean =>
  one == null || other == null || one === other;

const isKnown = (reply: Reply): reply is RamReply => reply.ram !== undefined;

function measured(
  replies: readonly Reply[],
  { fileName, format }: Source,
): { migration: Measurement; remarks: Remark[] } {
  const whole = replies.filter(isKnown);
  const last = whole.at(-1);
  const ends = replies.filter(({ status }) => isEnd(status));
  const end = ends.find(({ totalMs }) => totalMs !== null) ?? ends[0];
  const total = end?.status === 'completed' ? end.totalMs : null;
  // It is over as soon as post-copy has begun.
  const stop = replies.findLast(({ status }) => status?.startsWith('postcopy') === true);
  const downtime = end?.downtimeMs ?? stop?.downtimeMs ?? null;
  const final = end === undefined || end.status === 'completed' ? end?.ram : last?.ram;
  const precopy =
    total === null || downtime === null ? null : total - downtime - (end?.setupMs ?? 0);
  const migration: Measurement = {
    ...unknownMigration(`${fileName}:${replies[0]?.line}`, format),
    outcome: outcomeOf(end?.status),
    memoryPages: memoryPagesOf(last),
    pagesSent: final?.normal ?? null,
    zeroPages: final?.duplicate ?? null,
    bytesSent: final?.transferred ?? null,
    totalSeconds: total === null ? null : total / 1000,
    precopySeconds: precopy === null || precopy < 0 ? null : precopy / 1000,
    downtimeSeconds: downtime === null ? null : downtime / 1000,
    rounds: roundsOf(whole),
    ...statements(replies.flatMap(({ stated }) => known(stated) ?? [])),
  };
  return { migration, remarks: checkReplies(replies, whole) };
}

/** A reply that somebody has shortened may be without the total. */
function memoryPagesOf(reply: RamReply | undefined): number | null {
  const { total = null, pageBytes = 1 } = reply?.ram ?? {};
  return total === null ? null : Math.round(total / pageBytes);
}

function outcomeOf(status: string | undefined): MigrationOutcome {
  if (status === undefined) return 'unknown';
  return status === 'completed' ? 'completed' : 'failed';
}

/** Figures at the start of a round: of the first reply that shows its number. */
interface Mark {
  readonly normal: number | null;
  readonly duplicate: number | null;
  readonly transferred: number | null;
  readonly totalMs: number | null;
}

const BEGINNING: Mark = { normal: 0, duplicate: 0, transferred: 0, totalMs: 0 };
const UNKNOWN: Mark = { normal: null, duplicate: null, transferred: null, totalMs: null };
const markOf = ({ ram, totalMs }: RamReply): Mark => ({ ...ram, totalMs });

function roundsOf(replies: readonly RamReply[]): MeasuredRound[] {
  const groups: RamReply[][] = [];
  for (const reply of replies) {
    const current = groups.at(-1);
    if (current?.[0]?.ram.syncCount === reply.ram.syncCount) current.push(reply);
    else groups.push([reply]);
  }
  return groups
    .filter(([first]) => (first?.ram.syncCount ?? 0) > 0)
    .flatMap((group, index, all) => {
      const first = group[0] as RamReply;
      const next = all[index + 1]?.[0];
      const isFirst = first.ram.syncCount === 1;
      const isRunning = group.some(({ status }) => status === 'active' || status === undefined);
      // A number seen only after the end has no reply at its start: the round before has it all.
      const start = isFirst ? BEGINNING : isRunning ? markOf(first) : undefined;
      const last = next ?? (group.at(-1) as RamReply);
      // One reply alone says where the round stood, not what it did.
      const end = last === first && !isFirst ? UNKNOWN : markOf(last);
      return start === undefined ? [] : [roundBetween(first, start, end, isRunning)];
    });
}

function roundBetween(first: RamReply, start: Mark, end: Mark, isRunning: boolean): MeasuredRound {
  const rate = first.ram.dirtyPagesPerSecond;
  const ms = growth(start.totalMs, end.totalMs);
  return {
    ...unknownRound(first.ram.syncCount ?? 0),
    live: isRunning,
    sent: growth(start.normal, end.normal),
    zeroPages: growth(start.duplicate, end.duplicate),
    bytes: growth(start.transferred, end.transferred),
    seconds: ms === null ? null : ms / 1000,
    dirtyPagesPerSecond: isRunning ? rate : null,
  };
}

/** Null where a figure is missing or, damaged, falls. */
const growth = (early: number | null, late: number | null): number | null =>
  early === null || late === null || late < early ? null : late - early;
