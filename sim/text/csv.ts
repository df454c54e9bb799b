/**
 * Tables as comma-separated values (RFC 4180): read strictly, every mistake with its line; written
 * so that reading gives the same cells back.
 *
 * Beyond the RFC: a line that starts with `#` is a comment, blank lines are skipped, blanks around
 * an unquoted cell do not count, and lines are written with a plain line feed. A text that a
 * spreadsheet would take as a formula is written with `'` before it, which reading takes away.
 */
import { CsvError, parse } from 'csv-parse/sync';
import { invariant } from '../engine/kernel/assert.ts';
import { Problem } from './problem.ts';
import { didYouMean, quote } from './suggest.ts';

/** One record of a table. */
export interface Row {
  /** The line of the file, from 1, on which the record starts. */
  readonly line: number;
  /** As many as the table has columns. */
  readonly cells: readonly string[];
}

/** A file that was read: the names of its header and its records. */
export interface Table {
  readonly fileName: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** What csv-parse tells with `info: true`. */
interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

const OPTIONS = {
  bom: true,
  comment: '#',
  comment_no_infix: true,
  info: true,
  record_delimiter: ['\r\n', '\n'],
  skip_empty_lines: true,
  trim: true,
};
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

const problem = (where: string, message: string, hint?: string): Problem =>
  new Problem([hint === undefined ? { where, message } : { where, message, hint }]);

const lineBreaks = (text: string): number => text.split('\n').length - 1;

/** The line on which the record begins that csv-parse could not finish. */
function startOfUnfinished(text: string, bytesRead: number): number {
  const before = new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, bytesRead));
  const done = lineBreaks(before);
  const rest = text.split('\n').slice(done);
  const skipped = rest.findIndex((line) => !/^\s*(?:#|$)/.test(line));
  return done + Math.max(0, skipped) + 1;
}

/** An error of csv-parse as a problem at its line. */
function explain(error: CsvError, text: string, fileName: string): Problem {
  const { record } = error as { record?: string[] };
  const at = `${fileName}:${String(error.lines)}`;
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED': {
      const line = startOfUnfinished(text, Number(error.bytes_records));
      return problem(`${fileName}:${line}`, 'a quote opens in this record and is never closed');
    }
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH': {
      const expected = /expect (\d+)/.exec(error.message)?.[1];
      const hint = 'put a cell that holds a comma in quotes';
      return problem(at, `the header has ${expected} cells, this record ${record?.length}`, hint);
    }
    default:
      return problem(at, error.message, 'a quote inside a quoted cell is written twice');
  }
}

function parseRecords(text: string, fileName: string): Row[] {
  try {
    const parsed = parse(text, OPTIONS) as unknown as Parsed[];
    return parsed.map(({ record, info }) => {
      const inside = record.reduce((sum, cell) => sum + lineBreaks(cell), 0);
      return { line: info.lines - inside, cells: record.map(withoutMark) };
    });
  } catch (error) {
    throw error instanceof CsvError ? explain(error, text, fileName) : error;
  }
}

function checkHeader({ line, cells }: Row, fileName: string): void {
  const where = `${fileName}:${line}`;
  const [only = ''] = cells;
  const other = /[;\t]/.exec(only)?.[0];
  if (cells.length === 1 && other !== undefined) {
    const name = other === '\t' ? 'a tab' : quote(other);
    throw problem(where, `the columns are separated by ${name}`, 'separate them by commas');
  }
  cells.forEach((name, column) => {
    if (name === '') throw problem(where, `column ${column + 1} has no name`);
    if (cells.indexOf(name) < column) throw problem(where, `two columns are named ${quote(name)}`);
  });
}

/**
 * Reads a table whose first record is its header.
 * @param fileName only tells where a mistake is.
 * @throws Problem with the line, for an unclosed quote, a record of another length than the header,
 *   a header that is without a name or has one twice, or no header at all.
 */
export function readCsv(text: string, fileName: string): Table {
  const [header, ...rows] = parseRecords(text, fileName);
  if (header === undefined) {
    throw problem(fileName, 'the file is empty', 'the first line names the columns');
  }
  checkHeader(header, fileName);
  return { fileName, columns: header.cells, rows };
}

/** A cell as a number, `10 %` being 10; otherwise why it is none. */
function readNumber(cell: string): number | string {
  if (cell === '') return 'the cell is empty';
  const text = cell.replace(/\s*%$/, '');
  if (!NUMBER.test(text)) return `${quote(cell)} is not a number`;
  const value = Number(text);
  return Number.isFinite(value) ? value : `${quote(cell)} is too large`;
}

/**
 * The cells of one column, in the order of the rows.
 * @throws Problem when there is no such column.
 */
export function textColumn(table: Table, name: string): string[] {
  const column = table.columns.indexOf(name);
  if (column < 0) {
    const hint = didYouMean(name, table.columns);
    throw problem(table.fileName, `no column ${quote(name)}`, hint);
  }
  return table.rows.map(({ cells }) => cells[column] ?? '');
}

/**
 * The numbers of one column, in the order of the rows. A percent sign is passed over: `10 %` is 10.
 * @throws Problem when there is no such column, or with every cell that is not a number.
 */
export function numberColumn(table: Table, name: string): number[] {
  const values = textColumn(table, name).map((cell, row) => {
    const value = readNumber(cell);
    const where = `${table.fileName}:${table.rows[row]?.line}`;
    return typeof value === 'number'
      ? value
      : { where, message: `column ${quote(name)}: ${value}` };
  });
  const mistakes = values.filter((value) => typeof value !== 'number');
  if (mistakes.length > 0) throw new Problem(mistakes);
  return values.filter((value) => typeof value === 'number');
}

/** A spreadsheet takes what begins so as a formula, unless it is a number or has a mark before. */
const FORMULA = /^'*\s*[=+\-@]/;

/** @param cell as it was read. */
function withoutMark(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}

/**
 * A cell as text, in quotes where reading it bare would not give it back, and with a mark before
 * where a spreadsheet would compute it.
 */
function writeCell(cell: string | number): string {
  const isPlain = typeof cell === 'number' || !FORMULA.test(cell) || NUMBER.test(cell);
  const text = isPlain ? String(cell) : `'${cell}`;
  const isBare = text !== '' && text.trim() === text && !/^#|[",\r\n\ufeff]/.test(text);
  return isBare ? text : `"${text.replaceAll('"', '""')}"`;
}

/**
 * Writes a table, its header first. Numbers are written as JavaScript shows them: the shortest text
 * that reads back as the same number.
 */
export function writeCsv(
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const records = [columns, ...rows].map((record) => {
    invariant(record.length === columns.length, 'every row has as many cells as the header');
    return writeRecord(record);
  });
  return records.join('');
}

/** Writes records, their fields by the names of the columns; one that is missing is empty. */
export function writeRecords<Name extends string>(
  columns: readonly Name[],
  records: readonly { readonly [Key in Name]?: string | number | null | undefined }[],
): string {
  return writeCsv(
    columns,
    records.map((record) => columns.map((name) => record[name] ?? '')),
  );
}

/** One record with its end, for tables that are written row by row. */
export function writeRecord(cells: readonly (string | number)[]): string {
  return `${cells.map(writeCell).join(',')}\n`;
}

/**
 * The rows in which a column has a value.
 * @param condition `column=value`, as a `--where` says it.
 * @throws Problem when there is no such column or no such row.
 */
export function keepRows(from: Table, condition: string): Table {
  const at = condition.indexOf('=');
  const column = condition.slice(0, at).trim();
  const value = condition.slice(at + 1).trim();
  const place = from.columns.indexOf(column);
  if (at < 1 || place < 0) {
    const hint = `write column=value; the columns are ${from.columns.join(', ')}`;
    throw new Problem([{ where: `--where ${condition}`, message: 'no such column', hint }]);
  }
  const rows = from.rows.filter(({ cells }) => cells[place] === value);
  if (rows.length > 0) return { ...from, rows };
  const values = [...new Set(from.rows.map(({ cells }) => cells[place]))].join(', ');
  const hint = `its values are ${values}`;
  throw new Problem([{ where: `--where ${condition}`, message: 'no row has this value', hint }]);
}
