/**
 * The data behind the claims as files: every run of each experiment, the fitted models of every
 * curve, and the tables that are made from several runs.
 */

import { SCHEMA_VERSION } from '../../run/result/result.ts';
import { pointsCsv } from '../../run/result-csv.ts';
import { writeRecords } from '../../text/csv.ts';
import { describeFit } from '../fit/fit.ts';
import { bandwidthRows } from './bandwidth.ts';
import type { Experiments, ScenarioFileName } from './experiments.ts';
import { curveOf, DRAWN, type DrawnFile } from './figure-curves.ts';
import { figuresWith } from './paper-figures.ts';
import { parallelRows } from './parallel.ts';
import { table1 } from './table-1.ts';

/** Texts by file name. */
export type DataFiles = Readonly<Record<string, string>>;

/** All files that the prepared experiments give. */
export function figureData(all: Experiments): DataFiles {
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
    'fits.json': `${JSON.stringify(fits(all), null, 1)}\n`,
    ...(has('paper/table-1.yaml') ? { 'table-1-errors.csv': rowsCsv(table1(all)) } : {}),
    ...(has('paper/figure-1.yaml') ? { 'bandwidth-caps.csv': rowsCsv(bandwidthRows(all)) } : {}),
    ...(has('paper/parallel.yaml') ? { 'parallel-ratios.csv': parallelCsv(all) } : {}),
  };
}

/** Every curve of the paper with all models that it allows, the best first. */
function fits(all: Experiments): unknown[] {
  const files = all.files.filter((file): file is DrawnFile => file in DRAWN);
  return files.flatMap((file) => {
    const { axis, names } = DRAWN[file];
    return names.map((series) => {
      const figure = figuresWith(file, series);
      const { fits } = all.fitter.fitAll(curveOf(all, file, series), `${figure}, ${series}`);
      return { figure, series, x: axis, y: 'totalSeconds', fits: fits.map(describeFit) };
    });
  });
}

/** Rows of plain fields, the columns named after them. */
function rowsCsv(rows: readonly object[]): string {
  return writeRecords(Object.keys(rows[0] ?? {}), rows);
}

function parallelCsv(all: Experiments): string {
  const rows = parallelRows(all).map(({ slowdowns, ...row }) => {
    const [cpuGuestSlowdown = 0, writerSlowdown = 0] = slowdowns;
    return { ...row, cpuGuestSlowdown, writerSlowdown };
  });
  return rowsCsv(rows);
}
