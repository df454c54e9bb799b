/**
 * Points from a table like a sweep's CSV: a column that is named as a quantity was measured, one
 * that is named as a path of the scenario, or as an axis of its sweep, says where.
 */

import { unitOf } from '../../run/result/run-table.ts';
import type { SetOption } from '../../scenario/load.ts';
import { readPath } from '../../scenario/path.ts';
import type { ScenarioTemplate } from '../../scenario/template.ts';
import type { Cells } from '../../text/cells.ts';
import type { Table } from '../../text/csv.ts';
import { Problem } from '../../text/problem.ts';
import { didYouMean, list, quote } from '../../text/suggest.ts';
import { getIn, isScalar } from '../../text/tree.ts';
import { keyOf, unitFor } from '../plan/simulated-points.ts';
import { readRows } from '../validate/read-rows.ts';
import { aboveZero, type MeasuredData, type MeasuredPoint } from './point.ts';
import { CALIBRATED, quantityOf } from './quantities.ts';

/** What columns mean that are named otherwise, by their name. */
export type ColumnNames = ReadonlyMap<string, string>;

/** A column that says where. */
export interface SettingColumn {
  readonly column: string;
  readonly settings: (cell: string, cells: Cells) => readonly SetOption[];
}

/** @throws Problem for columns that are not there, and with every mistake of the cells. */
export function tablePoints(
  table: Table,
  template: ScenarioTemplate,
  names: ColumnNames,
): MeasuredData {
  const absent = [...names.keys()].filter((name) => !table.columns.includes(name));
  if (absent.length > 0) {
    throw new Problem(
      absent.map((name) => {
        const message = `no such column: ${quote(name)}`;
        return { where: table.fileName, message, hint: didYouMean(name, table.columns) };
      }),
    );
  }
  const means = (column: string): string => names.get(column) ?? column;
  const measured = table.columns.filter((column) => quantityOf(means(column)) !== undefined);
  if (measured.length === 0) throw nothingMeasured(table);
  const rest = table.columns.filter((column) => !measured.includes(column));
  const places = rest.flatMap((column) => settingColumn(column, means(column), template) ?? []);
  const used = new Set([...measured, ...places.map(({ column }) => column)]);
  const points = readRows(table, (cells): MeasuredPoint => {
    const values = measured.map((column) => [means(column), cells.number(column)] as const);
    const settings = places.flatMap((place) => {
      const cell = cells.text(place.column);
      return cell === '' ? [] : place.settings(cell, cells);
    });
    return { where: cells.where, settings, measured: aboveZero(Object.fromEntries(values)) };
  });
  const unused = table.columns.filter((column) => !used.has(column));
  const message = `columns that set and measure nothing are ignored: ${list(unused)}`;
  const hint = '--column "name=path" says what a column means';
  const warnings = unused.length === 0 ? [] : [{ where: table.fileName, message, hint }];
  return { name: table.fileName, points, warnings };
}

function nothingMeasured({ fileName }: Table): Problem {
  const known = Object.values(CALIBRATED).flatMap(({ variants }) => Object.keys(variants));
  const hint = `known: ${list(known)}; --column "seconds=totalSeconds" names another column`;
  return new Problem([{ where: fileName, message: 'no column is a measured quantity', hint }]);
}

/** Undefined for a column that leads nowhere. */
export function settingColumn(
  column: string,
  name: string,
  template: ScenarioTemplate,
): SettingColumn | undefined {
  const cases = template.axes.get(name);
  const path = readPath(name, template.raw);
  if (!path.ok && cases === undefined) {
    // The column was said to mean something.
    if (column === name) return undefined;
    throw new Problem([{ where: `--column ${column}=${name}`, ...path }]);
  }
  const byCase = new Map([...(cases ?? [])].map(([label, set]) => [keyOf(label), set]));
  const present = path.ok ? getIn(template.raw, path.path) : undefined;
  const labels = [...(cases?.keys() ?? []), ...(isScalar(present) ? [present] : [])];
  const unit = unitFor({ name }, labels);
  return {
    column,
    settings: (cell, cells) => {
      const known = byCase.get(keyOf(cell));
      if (known !== undefined) return known;
      if (path.ok) return [{ path: name, value: unitOf(cell) === '' ? `${cell} ${unit}` : cell }];
      const hint = didYouMean(cell, [...(cases?.keys() ?? [])]);
      throw cells.problem(`column ${quote(column)}: no such case: ${quote(cell)}`, hint);
    },
  };
}
