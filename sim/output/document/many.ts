/** Many migrations of one run as a line each; of very many the longest. */
import type { FateResult } from '../../run/result/fate.ts';
import type { MigrationResult } from '../../run/result/result.ts';
import { numeric, type TableBlock, worded } from './document.ts';

/** More migrations than these have a line each instead of a section. */
export const DETAILED_MOST = 8;

/** Lines that fill a screen. */
const LINES_MOST = 40;

export function manyTable(migrations: readonly MigrationResult[]): TableBlock {
  const isAll = migrations.length <= LINES_MOST;
  const longest = migrations.toSorted((left, right) => right.totalSeconds - left.totalSeconds);
  const shown = isAll ? migrations : longest.slice(0, LINES_MOST);
  const cut = `\nthe ${shown.length} longest of ${migrations.length}; --json has all`;
  return {
    kind: 'table',
    columns: [
      ...worded('guest', 'from', 'to'),
      ...numeric(['waited s', 'waited (s)'], ['total s', 'total time (s)']),
      ...numeric(['down s', 'downtime (s)'], 'rounds', ['pages', 'pages sent']),
      ...worded('ended by'),
    ],
    rows: shown.map(lineOf),
    notes: isAll ? [] : [cut],
  };
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
    endOf(migration),
  ];
}

/** Why its rounds ended, and whether it was given up. */
export function endOf({
  stopReason,
  abandoned,
  fate,
}: {
  readonly stopReason: string;
  readonly abandoned?: true | 1;
  readonly fate?: FateResult;
}): string {
  if (fate !== undefined)
    return fate.failure === undefined ? fate.outcome : `${fate.failure.fault}: ${fate.outcome}`;
  return abandoned === undefined ? stopReason : `${stopReason}, abandoned`;
}
