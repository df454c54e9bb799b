/** Many migrations of one run as a line each; of very many the longest. */
import type { MigrationResult } from '../../run/result/result.ts';
import { table } from './table.ts';

/** More migrations than these are told by a line each instead of in full. */
export const DETAILED_MOST = 8;

/** So many lines fill a screen. */
const LINES_MOST = 40;

export function manyReport(migrations: readonly MigrationResult[]): string {
  const columns = [
    { title: 'guest' },
    { title: 'from' },
    { title: 'to' },
    { title: 'waited s', right: true },
    { title: 'total s', right: true },
    { title: 'down s', right: true },
    { title: 'rounds', right: true },
    { title: 'pages', right: true },
    { title: 'ended by' },
  ];
  const isAll = migrations.length <= LINES_MOST;
  const longest = migrations.toSorted((left, right) => right.totalSeconds - left.totalSeconds);
  const shown = isAll ? migrations : longest.slice(0, LINES_MOST);
  const rows = table(columns, shown.map(lineOf));
  if (isAll) return rows;
  return `${rows}\n\nthe ${shown.length} longest of ${migrations.length}; --json has all`;
}

function lineOf(migration: MigrationResult): string[] {
  const { guest, source, destination, waitedSeconds, totalSeconds, downtimeSeconds } = migration;
  return [
    guest,
    source,
    destination,
    waitedSeconds.toFixed(3),
    totalSeconds.toFixed(3),
    downtimeSeconds.toFixed(3),
    String(migration.rounds.length),
    String(migration.pagesSent),
    migration.abandoned === true ? `${migration.stopReason}, abandoned` : migration.stopReason,
  ];
}
