/** The cells of a table's rows by the names of their columns, every mistake with its line. */

import type { Row, Table } from './csv.ts';
import { Problem } from './problem.ts';
import { quote } from './suggest.ts';

/** One row. A column that the table has not reads as an empty cell. */
export class Cells {
  /** `file:line` of the row. */
  readonly where: string;
  readonly #cells: ReadonlyMap<string, string>;

  constructor(table: Table, row: Row) {
    this.where = `${table.fileName}:${row.line}`;
    this.#cells = new Map(table.columns.map((name, at) => [name, row.cells[at] ?? '']));
  }

  text(name: string): string {
    return this.#cells.get(name) ?? '';
  }

  /**
   * Null for an empty cell.
   * @throws Problem when it is neither empty nor a number from 0.
   */
  number(name: string): number | null {
    const text = this.text(name);
    if (text === '') return null;
    const value = /^\d{1,16}(?:\.\d{1,30})?(?:e[+-]?\d{1,3})?$/.test(text)
      ? Number(text)
      : Number.NaN;
    if (Number.isFinite(value)) return value;
    throw this.problem(`column ${quote(name)}: ${quote(text)} is not a number from 0`);
  }

  /** @throws Problem when it is not a number from 0. */
  required(name: string): number {
    const value = this.number(name);
    if (value !== null) return value;
    throw this.problem(`column ${quote(name)}: the cell is empty`, 'it takes a number from 0');
  }

  problem(message: string, hint = 'leave a cell empty that is not known'): Problem {
    return new Problem([{ where: this.where, message, hint }]);
  }
}

/** @throws Problem that names all columns of these that a table has not. */
export function requireColumns(table: Table, names: readonly string[]): void {
  const absent = names.filter((name) => !table.columns.includes(name));
  if (absent.length === 0) return;
  const message = `no column ${absent.map(quote).join(', ')}`;
  const hint = `the columns are ${names.join(',')}`;
  throw new Problem([{ where: table.fileName, message, hint }]);
}
