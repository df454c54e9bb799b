/**
 * Measurements as one table, and back: a row for each round, with the columns of its migration
 * repeated so that every row is complete; a migration without rounds has one row. Unknown is
 * empty.
 */

import { Cells, requireColumns } from '../../text/cells.ts';
import { readCsv, type Table, writeCsv } from '../../text/csv.ts';
import { quote } from '../../text/suggest.ts';
import {
  type Format,
  type MeasuredRound,
  type Measurement,
  OUTCOMES,
  type Parsed,
  ROUND_FIELDS,
  TOTAL_FIELDS,
  unknownRound,
} from './measurement.ts';
import { known, STATED_NAMES } from './stated.ts';

const TEXTS = ['origin', 'format', 'outcome'] as const;
/** A migration and its rounds have zero pages, and share a row. */
const columnOf = (name: keyof MeasuredRound): string =>
  name === 'zeroPages' ? 'roundZeroPages' : name;
/** What a source states beside these; `memoryBytes` and others are apart from fields. */
const statedColumn = (name: string): string => `stated.${name}`;
const COLUMNS: readonly string[] = [...TEXTS, ...TOTAL_FIELDS, ...ROUND_FIELDS.map(columnOf)];

export const TIDY_CSV: Format = {
  name: 'csv',
  title: 'what `precopy import --csv` writes',
  source: '`precopy import LOG --csv`',
  meaning: ['the fields mean what they meant in the source that the column format names'],
  isVerbatim: true,
  recognise: (text) => (text.replace(/^\ufeff/, '').startsWith('origin,format,outcome,') ? 1e9 : 0),
  parse: (text, fileName) => parse(readCsv(text, fileName)),
};

/** A table that `--format csv` reads back as the same measurements. */
export function tidyCsv(migrations: readonly Measurement[]): string {
  const used = STATED_NAMES.filter((name) =>
    migrations.some(({ stated }) => stated?.[name] != null),
  );
  const rows = migrations.flatMap((migration) => {
    const stated = used.map((name) => migration.stated?.[name] ?? null);
    const head = [...TEXTS, ...TOTAL_FIELDS].map((name) => migration[name]);
    if (migration.rounds.length === 0)
      return [[...head, ...ROUND_FIELDS.map(() => null), ...stated]];
    return migration.rounds.map((round) => [
      ...[...head, ...ROUND_FIELDS.map((name) => round[name])],
      ...stated,
    ]);
  });
  return writeCsv(
    [...COLUMNS, ...used.map(statedColumn)],
    rows.map((row) => row.map((cell) => (typeof cell === 'boolean' ? Number(cell) : (cell ?? '')))),
  );
}

function parse(table: Table): Parsed {
  requireColumns(table, COLUMNS);
  const migrations = new Map<string, Measurement & { rounds: MeasuredRound[] }>();
  for (const row of table.rows) {
    const cells = new Cells(table, row);
    const read = headOf(cells);
    const known = migrations.get(read.origin);
    if (known !== undefined) {
      const other = [...TEXTS, ...TOTAL_FIELDS].find((name) => known[name] !== read[name]);
      if (other !== undefined) throw cells.problem(`${other} is not that of an earlier row`);
    } else migrations.set(read.origin, read);
    const round = roundOf(cells);
    if (round !== undefined) (known ?? read).rounds.push(round);
  }
  return { migrations: [...migrations.values()], remarks: [] };
}

function headOf(cells: Cells): Measurement & { rounds: MeasuredRound[] } {
  const [origin, format] = [cells.text('origin'), cells.text('format')];
  const outcome = OUTCOMES.find((name) => name === cells.text('outcome'));
  if (outcome === undefined) {
    throw cells.problem(`the outcome is ${quote(cells.text('outcome'))}`, OUTCOMES.join(', '));
  }
  const numbers = Object.fromEntries(TOTAL_FIELDS.map((name) => [name, cells.number(name)]));
  const totals = numbers as Pick<Measurement, (typeof TOTAL_FIELDS)[number]>;
  const stated = known(
    Object.fromEntries(STATED_NAMES.map((name) => [name, cells.number(statedColumn(name))])),
  );
  return { origin, format, outcome, ...totals, rounds: [], stated };
}

/** Undefined for the row of a migration without rounds. */
function roundOf(cells: Cells): MeasuredRound | undefined {
  const number = cells.number('round');
  if (number === null) return undefined;
  const live = cells.number('live');
  const numbers = Object.fromEntries(
    ROUND_FIELDS.map((name) => [name, cells.number(columnOf(name))]),
  );
  return {
    ...unknownRound(number),
    ...numbers,
    round: number,
    live: live === null ? null : live > 0,
  };
}
