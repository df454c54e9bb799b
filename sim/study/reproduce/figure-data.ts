/**
 * The data behind the claims as files: every run of each experiment, the fitted models of every
 * curve, and the tables that are made from several runs.
 */

import { SCHEMA_VERSION } from '../../run/result/result.ts';
import { pointsCsv } from '../../run/result-csv.ts';
import { writeCsv } from '../../text/csv.ts';
import { describeFit, openFitter } from '../fit/fit.ts';
import type { Point } from '../fit/model.ts';
import { bandwidthRows } from './bandwidth.ts';
import type { Experiments, ScenarioFileName } from './experiments.ts';
import {
  CPU_SERIES,
  cpuCurve,
  DESTINATION_CAP,
  destinationCurve,
  diskCurve,
  GUEST_CAP,
  loadCurve,
  memoryCurve,
  networkCurve,
  SERIES_CAPS,
  SOURCE_CAP,
} from './figure-curves.ts';
import { parallelRows } from './parallel.ts';
import { table1 } from './table-1.ts';

/** Texts by file name. */
export type DataFiles = Readonly<Record<string, string>>;

interface DrawnCurve {
  readonly figure: string;
  readonly series: string;
  /** What the x axis is, percent of one CPU. */
  readonly x: string;
  readonly points: readonly Point[];
}

/** All files that the prepared experiments give. */
export async function figureData(all: Experiments): Promise<DataFiles> {
  const runs = all.files.map((file) => {
    const name = file.replace('paper/', '').replace('.yaml', '.csv');
    const points = all.runs(file).map(({ parameters, replication, result }) => {
      return { parameters, replication, result };
    });
    return [name, pointsCsv({ schemaVersion: SCHEMA_VERSION, points })] as const;
  });
  const has = (file: ScenarioFileName): boolean => all.files.includes(file);
  return {
    ...Object.fromEntries(runs),
    'fits.json': `${JSON.stringify(await fits(drawn(all)), null, 1)}\n`,
    ...(has('paper/table-1.yaml') ? { 'table-1-errors.csv': rowsCsv(await table1(all)) } : {}),
    ...(has('paper/figure-1.yaml') ? { 'bandwidth-caps.csv': rowsCsv(bandwidthRows(all)) } : {}),
    ...(has('paper/parallel.yaml') ? { 'parallel-ratios.csv': parallelCsv(all) } : {}),
  };
}

/** Every curve of the paper of which the experiments have the runs. */
function drawn(all: Experiments): DrawnCurve[] {
  const source = { x: SOURCE_CAP };
  const makers: Partial<Record<ScenarioFileName, () => DrawnCurve[]>> = {
    'paper/figure-1.yaml': () =>
      CPU_SERIES.map((series) => {
        return { figure: '1, 2', series, ...source, points: cpuCurve(all, series) };
      }),
    'paper/figure-3.yaml': () =>
      SERIES_CAPS.map((cap) => {
        const points = destinationCurve(all, cap);
        return { figure: '3, 4', series: `source cap ${cap} %`, x: DESTINATION_CAP, points };
      }),
    'paper/figure-5.yaml': () =>
      ['memory read', 'memory write'].map((series) => {
        const points = loadCurve(all, 'paper/figure-5.yaml', series, GUEST_CAP);
        return { figure: '5', series, x: GUEST_CAP, points };
      }),
    'paper/figure-6.yaml': () =>
      (['read', 'write'] as const).map((kind) => {
        const figure = kind === 'read' ? '6, 7' : '6, 8';
        return { figure, series: `memory ${kind}`, ...source, points: memoryCurve(all, kind) };
      }),
    'paper/figure-9.yaml': () => [
      { figure: '9, 10', series: 'disk read', ...source, points: diskCurve(all) },
    ],
    'paper/network.yaml': () =>
      (['sender', 'receiver'] as const).map((role) => {
        return { figure: 'section D', series: role, ...source, points: networkCurve(all, role) };
      }),
  };
  return all.files.flatMap((file) => makers[file]?.() ?? []);
}

/** Every curve with all models that it allows, the best first. */
async function fits(curves: readonly DrawnCurve[]): Promise<unknown[]> {
  const { fitAll } = await openFitter();
  return curves.map(({ figure, series, x, points }) => {
    const { fits } = fitAll(points, `${figure}, ${series}`);
    return { figure, series, x, y: 'totalSeconds', fits: fits.map(describeFit) };
  });
}

/** Rows of plain fields, the columns named after them. */
function rowsCsv<Row extends { readonly [Key in keyof Row]: string | number }>(
  rows: readonly Row[],
): string {
  const columns = Object.keys(rows[0] ?? {}) as (keyof Row & string)[];
  return writeCsv(
    columns,
    rows.map((row) => columns.map((column) => row[column])),
  );
}

function parallelCsv(all: Experiments): string {
  const rows = parallelRows(all).map(({ slowdowns, ...row }) => {
    const [cpuGuestSlowdown = 0, writerSlowdown = 0] = slowdowns;
    return { ...row, cpuGuestSlowdown, writerSlowdown };
  });
  return rowsCsv(rows);
}
