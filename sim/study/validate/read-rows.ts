/** Rows of a table, with all their mistakes reported at once. */

import { addAll } from '../../engine/kernel/lists.ts';
import { Cells } from '../../text/cells.ts';
import type { Row, Table } from '../../text/csv.ts';
import { type Mistake, Problem } from '../../text/problem.ts';

/** More are not shown. */
const MISTAKES_SHOWN = 20;

/**
 * Reads every row of a table.
 * @throws Problem with the mistakes of all rows, the first 20.
 */
export function readRows<Value>(
  table: Table,
  read: (cells: Cells, row: Row) => Value,
): readonly Value[] {
  return collect(table.rows, (row) => read(new Cells(table, row), row));
}

/**
 * Maps a list and continues after a mistake.
 * @throws Problem with the mistakes of all entries, the first 20.
 */
export function collect<Entry, Value>(
  entries: readonly Entry[],
  map: (entry: Entry) => Value,
): readonly Value[] {
  const mistakes: Mistake[] = [];
  const values = entries.flatMap((entry) => {
    try {
      return [map(entry)];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      addAll(mistakes, error.mistakes);
      return [];
    }
  });
  if (mistakes.length > 0) throw new Problem(mistakes.slice(0, MISTAKES_SHOWN));
  return values;
}
