/** Results as CSV: the rounds of a run, or a row for each run of a sweep. */
import type { RunResult } from '../result.ts';
import type { SweepResult } from '../sweep.ts';
import { together } from '../together.ts';
import { writeCsv } from './csv.ts';

/** One row a round, of all migrations. */
export function roundsCsv(result: RunResult): string {
  const columns = [
    'guest',
    'round',
    'live',
    'sent',
    'skipped',
    'dirtied',
    'seconds',
    'deltaSeconds',
    'sourceDom0CpuSeconds',
    'destinationDom0CpuSeconds',
  ];
  const rows = (result.migrations ?? [result]).flatMap(({ guest, rounds }) => {
    return rounds.map((round) => [
      guest,
      round.round,
      round.live ? 1 : 0,
      round.sent,
      round.skipped,
      round.dirtied ?? '',
      round.seconds,
      round.deltaSeconds,
      round.sourceDom0CpuSeconds,
      round.destinationDom0CpuSeconds,
    ]);
  });
  return writeCsv(columns, rows);
}

/**
 * One row a run. A column for each axis: the bare number where all its values are numbers of one
 * unit (`10` for a cap of `10 %`), else the text of the value or the name of the case. Times are of
 * the first migration; where one was given up, a column says which (1); where there are several,
 * four columns more are of all together.
 */
export function pointsCsv({ points }: SweepResult): string {
  const axes = Object.keys(points[0]?.parameters ?? {});
  const several = points.some(({ result }) => result.migrations !== undefined);
  const someStay = points.some(({ result }) => result.abandoned === true);
  const numeric = new Set(
    axes.filter(
      (axis) => new Set(points.map(({ parameters }) => unitOf(parameters[axis]))).size === 1,
    ),
  );
  const columns = [
    ...axes,
    'replication',
    'seed',
    'totalSeconds',
    'downtimeSeconds',
    'pagesSent',
    'bytesSent',
    'rounds',
    'stopReason',
    ...CPU_COLUMNS,
    ...PERFORMANCE_COLUMNS,
    ...(someStay ? ['abandoned'] : []),
    ...(several ? TOGETHER_COLUMNS : []),
  ];
  const rows = points.map(({ parameters, replication, result }) => [
    ...axes.map((axis) => {
      const value = parameters[axis] ?? '';
      return numeric.has(axis) && unitOf(value) !== undefined
        ? Number.parseFloat(String(value))
        : value;
    }),
    replication,
    result.seed,
    result.totalSeconds,
    result.downtimeSeconds,
    result.pagesSent,
    result.bytesSent,
    result.rounds.length,
    result.stopReason,
    ...CPU_COLUMNS.map((column) => result[column]),
    ...PERFORMANCE_COLUMNS.map((column) => result.guestPerformance[column]),
    ...(someStay ? [result.abandoned === true ? 1 : 0] : []),
    ...(several ? togetherCells(result) : []),
  ]);
  return writeCsv(columns, rows);
}

/** All of both Dom0s' CPU, then what it went into. */
const CPU_COLUMNS = [
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
const PERFORMANCE_COLUMNS = ['stoppedSeconds', 'slowedSeconds', 'slowedTo', 'lostSeconds'] as const;

const TOGETHER_COLUMNS = [
  'migrations',
  'allSeconds',
  'downtimeSumSeconds',
  'downtimeMostSeconds',
] as const;

function togetherCells(result: RunResult): number[] {
  const { migrations, seconds, downtimeSumSeconds, downtimeMostSeconds } = together(result);
  return [migrations, seconds, downtimeSumSeconds, downtimeMostSeconds];
}

/** What stands behind the number of a value; undefined when it is no number. */
export function unitOf(value: string | number | undefined): string | undefined {
  return /^\s*\d+(?:\.\d+)?\s*(?<unit>[A-Za-z%/]*)\s*$/.exec(String(value))?.groups?.unit;
}
