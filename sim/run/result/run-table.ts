/**
 * A table with a row for each run of a sweep. A column for each axis: the bare number where all its
 * values are numbers of one unit (`10` for a cap of `10 %`), else the text of the value or the name
 * of the case. Times are of the first migration; where one was given up, a column says which (1);
 * where there are several, four columns more are of all together.
 */
import type { PointParameters } from '../../scenario/sweep.ts';
import { ROW_COLUMNS, type RunRow, TOGETHER_COLUMNS, togetherOf } from './run-row.ts';

/** What the columns depend on. */
export interface TableShape {
  readonly axes: readonly TableAxis[];
  /** Whether any migration was given up. */
  readonly someStay: boolean;
  /** Whether something may have failed in any run. */
  readonly mayFail: boolean;
  /** Whether any run has several migrations. */
  readonly several: boolean;
}

/** An axis as a column. */
export interface TableAxis {
  readonly name: string;
  /** Whether all its values are numbers of one unit. */
  readonly isNumeric: boolean;
}

/** One run with its place in the sweep. */
export interface PlacedRow {
  readonly parameters: PointParameters;
  readonly replication: number;
  readonly row: RunRow;
}

type Cell = string | number;

/** @param labels all values of the axis. */
export function tableAxis(name: string, labels: Iterable<Cell | undefined>): TableAxis {
  const units = new Set<string | undefined>();
  for (const label of labels) {
    units.add(unitOf(label));
    if (units.size > 1) break;
  }
  return { name, isNumeric: units.size === 1 && !units.has(undefined) };
}

/** The header. */
export function runColumns({ axes, someStay, mayFail, several }: TableShape): string[] {
  return [
    ...axes.map(({ name }) => name),
    'replication',
    ...ROW_COLUMNS,
    ...(someStay ? ['abandoned'] : []),
    ...(mayFail ? ['outcome'] : []),
    ...(several ? TOGETHER_COLUMNS : []),
  ];
}

/** A row of it. */
export function runCells(
  { axes, someStay, mayFail, several }: TableShape,
  placed: PlacedRow,
): Cell[] {
  const { parameters, replication, row } = placed;
  return [
    ...axisCells(axes, parameters),
    replication,
    ...ROW_COLUMNS.map((column) => row[column]),
    ...(someStay ? [row.abandoned ?? 0] : []),
    ...(mayFail ? [row.outcome ?? ''] : []),
    ...(several ? Object.values(togetherOf(row)) : []),
  ];
}

/** The values of a point in the columns of its axes. */
export function axisCells(axes: readonly TableAxis[], parameters: PointParameters): Cell[] {
  return axes.map((axis) => axisCell(axis, parameters[axis.name]));
}

/** A value in the column of its axis. */
export function axisCell({ isNumeric }: TableAxis, value: Cell = ''): Cell {
  return isNumeric ? Number.parseFloat(String(value)) : value;
}

/** What stands behind the number of a value; undefined when it is no number. */
export function unitOf(value: Cell | undefined): string | undefined {
  return /^\s*\d+(?:\.\d+)?\s*(?<unit>[A-Za-z%/]*)\s*$/.exec(String(value))?.groups?.unit;
}
