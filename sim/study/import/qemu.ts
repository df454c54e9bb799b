/**
 * Replies to QEMU's `query-migrate`, asked again and again during a migration. A round is what
 * happens between two synchronisations of the dirty bitmap, and is known as finely as the replies
 * follow one another. Source of the fields: QEMU's qapi/migration.json.
 */
import { countOf } from './line-numbers.ts';
import {
  type Format,
  type MeasuredRound,
  type Measurement,
  type MigrationOutcome,
  type Parsed,
  type Remark,
  unknownRound,
} from './measurement.ts';
import { checkReplies } from './qemu-checks.ts';
import { qemuReplies, type RamReply, type Reply } from './qemu-replies.ts';

export const QEMU: Format = {
  name: 'qemu',
  title: "replies to QEMU's query-migrate, as JSON lines or in libvirt's log",
  meaning: [
    'a round begins with the first reply that shows its dirty-sync-count and ends with the first ' +
      "of the next, so its figures are as coarse as the replies' interval",
    'what is sent after the last reply of a running guest counts in the last round before it',
    'memoryPages are those of all the RAM blocks that QEMU moves, also of devices',
    'precopySeconds are the total time without set-up and downtime',
  ],
  recognise: (text) => countOf(text, /"dirty-sync-count"|"ram" {0,3}:|"query-migrate"/g),
  parse,
};

function parse(text: string, fileName: string): Parsed {
  const { replies, remarks } = qemuReplies(text);
  const groups = split(replies);
  const found = groups.map((group) => measured(group, fileName));
  return {
    migrations: found.map(({ migration }) => migration),
    remarks: [...remarks, ...found.flatMap((each) => each.remarks)].sort((a, b) => a.line - b.line),
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
  const wentBack = (last.ram?.syncCount ?? 0) > (next.ram?.syncCount ?? Number.POSITIVE_INFINITY);
  return wentBack && (last.totalMs ?? 0) > (next.totalMs ?? 0);
}

const isEnd = (status: string): boolean => ['completed', 'failed', 'cancelled'].includes(status);

const isSame = (one: Reply, other: Reply): boolean =>
  one.status === other.status &&
  one.totalMs === other.totalMs &&
  one.ram?.transferred === other.ram?.transferred;

const isKnown = (reply: Reply): reply is RamReply => reply.ram !== undefined;

function measured(
  replies: readonly Reply[],
  fileName: string,
): { migration: Measurement; remarks: Remark[] } {
  const known = replies.filter(isKnown);
  const last = known.at(-1);
  const end = replies.find(({ status }) => isEnd(status));
  const total = end?.status === 'completed' ? end.totalMs : null;
  const downtime = end?.downtimeMs ?? null;
  const precopy =
    total === null || downtime === null ? null : total - downtime - (end?.setupMs ?? 0);
  const migration: Measurement = {
    origin: `${fileName}:${replies[0]?.line}`,
    format: QEMU.name,
    domain: null,
    outcome: outcomeOf(end?.status),
    memoryPages: last === undefined ? null : Math.round(last.ram.total / last.ram.pageBytes),
    pagesSent: end === undefined ? null : (last?.ram.normal ?? null),
    zeroPages: end === undefined ? null : (last?.ram.duplicate ?? null),
    bytesSent: end === undefined ? null : (last?.ram.transferred ?? null),
    totalSeconds: total === null ? null : total / 1000,
    precopySeconds: precopy === null || precopy < 0 ? null : precopy / 1000,
    downtimeSeconds: downtime === null ? null : downtime / 1000,
    rounds: roundsOf(known),
  };
  return { migration, remarks: checkReplies(replies, known) };
}

function outcomeOf(status: string | undefined): MigrationOutcome {
  if (status === undefined) return 'unknown';
  return status === 'completed' ? 'completed' : 'failed';
}

/** Figures at the start of a round: of the first reply that shows its number. */
interface Mark {
  readonly normal: number;
  readonly duplicate: number;
  readonly transferred: number;
  readonly totalMs: number | null;
}

const BEGINNING: Mark = { normal: 0, duplicate: 0, transferred: 0, totalMs: 0 };
const markOf = ({ ram, totalMs }: RamReply): Mark => ({ ...ram, totalMs });

function roundsOf(known: readonly RamReply[]): MeasuredRound[] {
  const groups: RamReply[][] = [];
  for (const reply of known) {
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
      const isRunning = group.some(({ status }) => status === 'active');
      // A number seen only after the end has no reply at its start: the round before has it all.
      const start = isFirst ? BEGINNING : isRunning ? markOf(first) : undefined;
      const end = markOf(next ?? (group.at(-1) as RamReply));
      return start === undefined ? [] : [roundBetween(first, start, end, isRunning)];
    });
}

function roundBetween(first: RamReply, start: Mark, end: Mark, isRunning: boolean): MeasuredRound {
  const rate = first.ram.dirtyPagesPerSecond;
  const ms = growth(start.totalMs, end.totalMs);
  return {
    ...unknownRound(first.ram.syncCount),
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
