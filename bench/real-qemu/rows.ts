/**
 * The results as rows: one a migration, one a synchronisation of the dirty bitmap. The columns are
 * those of the campaigns `qemu-*` of `precopy validate`.
 */
import { SET_COLUMNS } from '../../sim/study/validate/qemu72-row.ts';
import type { Outcome, Reply } from './migration.ts';
import type { Setting } from './setting.ts';
import type { Sync } from './trace.ts';

type Cell = string | number;

/** A number with so many decimals; undefined is an empty cell. */
function rounded(value: number | undefined, decimals: number): Cell {
  return value === undefined || Number.isNaN(value) ? '' : Number(value.toFixed(decimals));
}

/** What is read of an outcome, by the name of its column. */
const MEASURED: Readonly<Record<string, (outcome: Outcome) => Cell>> = {
  status: ({ status }) => status,
  total_ms: ({ reply }) => reply['total-time'] ?? '',
  downtime_ms: ({ reply }) => reply.downtime ?? '',
  setup_ms: ({ reply }) => reply['setup-time'] ?? '',
  guest_gap_ms: ({ stopSeconds, resumeSeconds }) => msBetween(stopSeconds, resumeSeconds),
  t_stop_s: (outcome) => since(outcome, outcome.stopSeconds),
  t_resume_s: (outcome) => since(outcome, outcome.resumeSeconds),
  t_completed_s: (outcome) => since(outcome, outcome.completedSeconds),
  t_postcopy_s: (outcome) => since(outcome, outcome.postCopySeconds),
  ...ofReply({
    syncs: 'dirty-sync-count',
    normal_pages: 'normal',
    zero_pages: 'duplicate',
    transferred_bytes: 'transferred',
    precopy_bytes: 'precopy-bytes',
    downtime_bytes: 'downtime-bytes',
    postcopy_bytes: 'postcopy-bytes',
    postcopy_requests: 'postcopy-requests',
    multifd_bytes: 'multifd-bytes',
  }),
  mbps: ({ reply }) => rounded(reply.ram?.mbps, 2),
  ...ofReply({
    pages_per_second: 'pages-per-second',
    dirty_pages_rate: 'dirty-pages-rate',
  }),
  throttle_max_pct: ({ throttles }) => Math.max(0, ...throttles.map(({ percent }) => percent)),
  xbzrle_pages: ({ reply }) => reply['xbzrle-cache']?.pages ?? '',
  xbzrle_bytes: ({ reply }) => reply['xbzrle-cache']?.bytes ?? '',
  xbzrle_cache_miss: ({ reply }) => reply['xbzrle-cache']?.['cache-miss'] ?? '',
  xbzrle_overflow: ({ reply }) => reply['xbzrle-cache']?.overflow ?? '',
  guest_rate_before_pps: ({ counters: [first, second] }) => rateBetween(first, second),
  guest_rate_during_pps: ({ counters: [, second, third] }) => rateBetween(second, third),
  max_gap_before_ms: ({ counters: [, before] }) => rounded(before.mostDelayMs, 2),
  load1: ({ load }) => rounded(load, 1),
  stop_pages: ({ trace }) => stopPages(trace.syncs),
  big_waits: ({ trace }) => trace.bigWaits,
  qemu_version: ({ version }) => version,
};

export const MIGRATION_COLUMNS = [
  'campaign',
  'setting',
  'rep',
  ...SET_COLUMNS,
  ...Object.keys(MEASURED),
];

export function migrationRow(setting: Setting, repetition: number, outcome: Outcome): Cell[] {
  const measured = Object.values(MEASURED).map((read) => read(outcome));
  return [setting.campaign, setting.number, repetition, ...setting.cells, ...measured];
}

type Neighbour = Sync | undefined;

/** What is read of a synchronisation, by the name of its column. */
const OF_SYNC: Readonly<Record<string, (sync: Sync, next: Neighbour, whole: Outcome) => Cell>> = {
  t_s: (sync, _, whole) => since(whole, sync.startSeconds),
  until_next_s: (sync, next) => rounded(next && next.startSeconds - sync.startSeconds, 6),
  sync_ms: (sync) => msBetween(sync.startSeconds, sync.endSeconds),
  new_dirty_pages: (sync) => sync.newDirtyPages,
  pending_pages: (sync) => rounded(sync.pendingPages, 0),
  pending_before_next_pages: (sync) => rounded(sync.lastPendingPages, 0),
  bandwidth_bytes_per_ms: (sync) => sync.bytesPerMs,
  threshold_bytes: (sync) => sync.thresholdBytes,
  stopped: (sync) => Number(sync.isStopped),
  throttled: (sync) => Number(sync.isThrottled),
  throttle_pct: (sync, next, whole) => throttleBetween(sync, next, whole),
  period_dirty_pages: (sync) => sync.periodDirtyPages,
};

export const ROUND_COLUMNS = ['setting', 'rep', 'sync', ...Object.keys(OF_SYNC)];

export function roundRows(setting: Setting, repetition: number, outcome: Outcome): Cell[][] {
  return outcome.trace.syncs.map((sync, at, all) => {
    const cells = Object.values(OF_SYNC).map((read) => read(sync, all[at + 1], outcome));
    return [setting.number, repetition, at + 1, ...cells];
  });
}

function ofReply(names: Readonly<Record<string, string>>) {
  const read =
    (name: string) =>
    ({ reply }: { reply: Reply }) =>
      reply.ram?.[name] ?? '';
  return Object.fromEntries(Object.entries(names).map(([column, name]) => [column, read(name)]));
}

const since = ({ startSeconds }: Outcome, seconds: number | undefined): Cell =>
  rounded(seconds && seconds - startSeconds, 6);

const msBetween = (from: number | undefined, to: number | undefined): Cell =>
  from === undefined || to === undefined ? '' : rounded(1000 * (to - from), 3);

function rateBetween(from: Outcome['counters'][0], to: Outcome['counters'][0]): Cell {
  const seconds = to.seconds - from.seconds;
  return seconds > 0 ? rounded((to.writes - from.writes) / seconds, 1) : 0;
}

/** Pages left when the stop was decided, and those found once the guest stood. */
function stopPages(syncs: readonly Sync[]): Cell {
  const [decided, last] = syncs.slice(-2);
  if (!last?.isStopped || decided?.lastPendingPages === undefined) return '';
  return decided.lastPendingPages + last.newDirtyPages;
}

/** Greatest throttle that was seen until the next synchronisation. */
function throttleBetween(sync: Sync, next: Neighbour, { throttles }: Outcome): Cell {
  const percents = throttles
    .filter(({ seconds }) => seconds >= sync.startSeconds)
    .filter(({ seconds }) => seconds < (next?.startSeconds ?? Infinity))
    .map(({ percent }) => percent);
  return percents.length === 0 ? '' : Math.max(...percents);
}
