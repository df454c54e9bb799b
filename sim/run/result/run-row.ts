/** A run as one row: quantities of its first migration, and of all together if there are more. */
import type { GuestOutcome } from './fate.ts';
import type { RunResult } from './result.ts';
import { firstOf, together } from './together.ts';

/** All of both Dom0s' CPU, then what it went into. */
export const CPU_COLUMNS = [
  'sourceDom0CpuSeconds',
  'destinationDom0CpuSeconds',
  'sourceMigrationCpuSeconds',
  'destinationMigrationCpuSeconds',
  'sourceBackendCpuSeconds',
  'destinationBackendCpuSeconds',
  'sourceToolstackCpuSeconds',
  'destinationToolstackCpuSeconds',
  'sourceRestCpuSeconds',
  'destinationRestCpuSeconds',
] as const;

/** How the guest that moves fared. */
export const PERFORMANCE_COLUMNS = [
  'stoppedSeconds',
  'slowedSeconds',
  'slowedTo',
  'lostSeconds',
] as const;

/** What was sent, and how long that took. */
export const SENT_COLUMNS = [
  'totalSeconds',
  'downtimeSeconds',
  'pagesSent',
  'zeroPages',
  'bytesSent',
] as const;

/** Only where there are several migrations. */
export const TOGETHER_COLUMNS = [
  'migrations',
  'allSeconds',
  'downtimeSumSeconds',
  'downtimeMostSeconds',
] as const;

/** What every row has. */
export const ROW_COLUMNS = [
  'seed',
  ...SENT_COLUMNS,
  'rounds',
  'stopReason',
  ...CPU_COLUMNS,
  ...PERFORMANCE_COLUMNS,
] as const;

type Column = (typeof ROW_COLUMNS)[number];
type TogetherColumn = (typeof TOGETHER_COLUMNS)[number];

/** Plain data, its entries in the order of the columns. */
export type RunRow = Readonly<Record<Exclude<Column, 'seed' | 'stopReason'>, number>> &
  Readonly<Record<'seed' | 'stopReason', string>> & {
    /** Only where the migration was given up. */
    readonly abandoned?: 1;
    /** Only where something may fail, or it is tried again. */
    readonly outcome?: GuestOutcome;
  } & Partial<Readonly<Record<TogetherColumn, number>>>;

/** The row of a run. */
export function runRow(result: RunResult): RunRow {
  const { seed, migrations } = result;
  const first = firstOf(result);
  const { abandoned, fate, guestPerformance } = first;
  const row: Record<string, string | number> = { seed };
  put(row, first, SENT_COLUMNS);
  row.rounds = first.rounds.length;
  row.stopReason = first.stopReason;
  put(row, first, CPU_COLUMNS);
  put(row, guestPerformance, PERFORMANCE_COLUMNS);
  if (abandoned === true) row.abandoned = 1;
  if (fate !== undefined) row.outcome = fate.outcome;
  if (migrations.length > 1) Object.assign(row, togetherCells(result));
  return row as unknown as RunRow;
}

/** What all migrations of a row's run come to; a lone one is all there is. */
export function togetherOf(row: RunRow): Record<TogetherColumn, number> {
  const { totalSeconds, downtimeSeconds } = row;
  return {
    migrations: row.migrations ?? 1,
    allSeconds: row.allSeconds ?? totalSeconds,
    downtimeSumSeconds: row.downtimeSumSeconds ?? downtimeSeconds,
    downtimeMostSeconds: row.downtimeMostSeconds ?? downtimeSeconds,
  };
}

/** In a loop: a row is made for each of many quick runs. */
function put<Name extends string>(
  row: Record<string, string | number>,
  from: Readonly<Record<Name, number>>,
  names: readonly Name[],
): void {
  for (const name of names) row[name] = from[name];
}

function togetherCells(result: RunResult): Record<TogetherColumn, number> {
  const { migrations, seconds, downtimeSumSeconds, downtimeMostSeconds } = together(result);
  return { migrations, allSeconds: seconds, downtimeSumSeconds, downtimeMostSeconds };
}
