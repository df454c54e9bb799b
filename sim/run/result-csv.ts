/** Results as CSV: the rounds of a run, or a row for each run of a sweep. */

import { writeCsv, writeRecords } from '../text/csv.ts';
import type { RunResult } from './result/result.ts';
import { runRow } from './result/run-row.ts';
import { runCells, runColumns, tableAxis } from './result/run-table.ts';
import { firstOf } from './result/together.ts';
import type { SweepResult } from './sweep.ts';

const ROUND_COLUMNS = [
  'guest',
  'round',
  'live',
  'sent',
  'zeroPages',
  'bytes',
  'skipped',
  'dirtied',
  'seconds',
  'deltaSeconds',
  'sourceDom0CpuSeconds',
  'destinationDom0CpuSeconds',
] as const;

/** Of some migrations only. */
const OPTIONAL_COLUMNS = ['sentStopped', 'holes'] as const;

/** One row a round, of all migrations; optional columns where any migration has such a value. */
export function roundsCsv({ migrations }: RunResult): string {
  const rows = migrations.flatMap(({ guest, rounds }) => {
    return rounds.map((round) => ({ ...round, guest, live: Number(round.live) }));
  });
  const more = OPTIONAL_COLUMNS.filter((name) => rows.some((row) => row[name] !== undefined));
  const all = rows.map((row) => ({ sentStopped: null, holes: null, ...row }));
  return writeRecords([...ROUND_COLUMNS, ...more], all);
}

/** One row a run, see `run-table.ts`. */
export function pointsCsv({ points }: SweepResult): string {
  const names = Object.keys(points[0]?.parameters ?? {});
  const rows = points.map(({ parameters, replication, result }) => {
    return { parameters, replication, row: runRow(result) };
  });
  const shape = {
    axes: names.map((name) => {
      return tableAxis(
        name,
        points.map(({ parameters }) => parameters[name]),
      );
    }),
    several: points.some(({ result }) => result.migrations.length > 1),
    someStay: points.some(({ result }) => firstOf(result).abandoned === true),
    mayFail: points.some(({ result }) => firstOf(result).fate !== undefined),
  };
  return writeCsv(
    runColumns(shape),
    rows.map((row) => runCells(shape, row)),
  );
}
