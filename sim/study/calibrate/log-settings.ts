/**
 * Settings of each migration of a log, from a table: `migration` is its number in the log, from 1,
 * or `line` any of its lines; `file` names the log where there are several. All other columns set
 * what their names say, as in a table of points; an empty cell leaves what the scenario says.
 */
import type { SetOption } from '../../scenario/load.ts';
import { readPath } from '../../scenario/path.ts';
import type { ScenarioTemplate } from '../../scenario/template.ts';
import type { Cells } from '../../text/cells.ts';
import type { Table } from '../../text/csv.ts';
import { type Mistake, Problem } from '../../text/problem.ts';
import { list, quote } from '../../text/suggest.ts';
import type { Measurement } from '../import/measurement.ts';
import { readRows } from '../validate/read-rows.ts';
import { type ColumnNames, settingColumn } from './table-points.ts';

/** A log that was measured. */
export interface MeasuredLog {
  /** As it was named. */
  readonly file: string;
  readonly migrations: readonly Measurement[];
}

/** What migrations set, by their origin. */
export type LogSettings = ReadonlyMap<string, readonly SetOption[]>;

const NUMBER = 'migration';
const LINE = 'line';
const FILE = 'file';

/** @throws Problem for columns that set nothing, and rows that are not one of each migration. */
export function logSettings(
  table: Table,
  logs: readonly MeasuredLog[],
  { template, names }: { readonly template: ScenarioTemplate; readonly names: ColumnNames },
): LogSettings {
  const key = keyOf(table, logs);
  const columns = table.columns.filter((column) => column !== key && column !== FILE);
  const places = columns.map((column) => {
    const name = names.get(column) ?? column;
    const place = settingColumn(column, name, template);
    if (place !== undefined) return place;
    const reading = readPath(name, template.raw);
    const why = reading.ok ? { message: 'it sets nothing', hint: '' } : reading;
    throw new Problem([{ where: `${table.fileName}: column ${quote(column)}`, ...why }]);
  });
  const found = new Map<string, readonly SetOption[]>();
  readRows(table, (cells) => {
    const origin = originOf(cells, key, logs);
    if (found.has(origin)) throw cells.problem(`a second row for ${origin}`, 'leave one out');
    found.set(
      origin,
      places.flatMap((place) => {
        const cell = cells.text(place.column);
        return cell === '' ? [] : place.settings(cell, cells);
      }),
    );
  });
  requireAll(table, logs, found);
  return found;
}

/** The column that tells migrations apart. */
function keyOf({ columns, fileName: where }: Table, logs: readonly MeasuredLog[]): string {
  const keys = [NUMBER, LINE].filter((name) => columns.includes(name));
  const hint = `${quote(NUMBER)} is its number in the log, ${quote(LINE)} a line`;
  const [key, other] = keys;
  if (key === undefined) {
    throw new Problem([{ where, message: 'no column says which migration', hint }]);
  }
  if (other !== undefined) {
    throw new Problem([{ where, message: 'two columns say which migration', hint }]);
  }
  if (logs.length > 1 && !columns.includes(FILE)) {
    const message = `no column ${quote(FILE)} says which of ${logs.length} logs`;
    throw new Problem([
      { where, message, hint: `name ${list(logs.map(({ file }) => file))} in it` },
    ]);
  }
  return key;
}

/** The origin of the migration that a row is about. */
function originOf(cells: Cells, key: string, logs: readonly MeasuredLog[]): string {
  const name = cells.text(FILE);
  const log = name === '' && logs.length === 1 ? logs[0] : logs.find(({ file }) => file === name);
  if (log === undefined) {
    const hint = `measured are ${list(logs.map(({ file }) => file))}`;
    throw cells.problem(`no such log: ${quote(name)}`, hint);
  }
  const number = cells.required(key);
  const { migrations } = log;
  const lines = migrations.map(({ origin }) => lineOf(origin));
  const at = key === LINE ? lines.findLastIndex((line) => line <= number) : number - 1;
  const origin = migrations[at]?.origin;
  if (origin !== undefined) return origin;
  const count = `${log.file} has ${migrations.length} migrations`;
  const hint = lines.length === 0 ? count : `${count}, from line ${lines[0]} on`;
  throw cells.problem(`no such ${key === LINE ? 'line in a ' : ''}migration: ${number}`, hint);
}

const lineOf = (origin: string): number => Number(/:(\d+)$/u.exec(origin)?.[1] ?? 0);

function requireAll(table: Table, logs: readonly MeasuredLog[], found: LogSettings): void {
  const mistakes = logs.flatMap(({ migrations }) =>
    migrations.flatMap(({ origin, outcome }, index): Mistake[] => {
      if (outcome === 'failed' || found.has(origin)) return [];
      const message = `no row for migration ${index + 1}, ${origin}`;
      return [{ where: table.fileName, message, hint: 'an empty cell leaves a setting as it is' }];
    }),
  );
  if (mistakes.length > 0) throw new Problem(mistakes.slice(0, MISTAKES_SHOWN));
}

const MISTAKES_SHOWN = 20;
