/** Pages due by round, from the file with a row for each round of each migration. */
import { type Cells, requireColumns } from '../../text/cells.ts';
import type { Table } from '../../text/csv.ts';
import { mean } from '../fit/statistics.ts';
import { readRows } from './read-rows.ts';
import { SET_COLUMNS } from './xen417-row.ts';

/** Tells what was set apart: numbers by their value, however they are written. */
export function setKey(cells: Cells): string {
  return SET_COLUMNS.map((name) => sameText(cells.text(name))).join(',');
}

/** Tells a migration apart. */
export function migrationKey(cells: Cells): string {
  return `${setKey(cells)},${sameText(cells.text('rep'))}`;
}

const sameText = (text: string): string => (/^\d+\.\d*$/.test(text) ? String(Number(text)) : text);

/**
 * Means over the repetitions of what was set, by `setKey`; the first entry is the pass over all
 * memory.
 * @param failed migrations to leave out, by `migrationKey`.
 * @throws Problem for a missing column or a broken cell.
 */
export function meanRoundPages(
  table: Table,
  failed: ReadonlySet<string>,
): ReadonlyMap<string, readonly number[]> {
  requireColumns(table, [...SET_COLUMNS, 'rep', 'round', 'pages_to_send']);
  const found = new Map<string, number[][]>();
  readRows(table, (cells) => {
    const round = cells.required('round');
    const pages = cells.required('pages_to_send');
    if (round > ROUND_MOST || !Number.isInteger(round)) {
      const message = `column \`round\`: \`${round}\` is not a valid round`;
      throw cells.problem(message, 'rounds are 0, 1, 2 and so on');
    }
    if (failed.has(migrationKey(cells))) return;
    const key = setKey(cells);
    const rounds = found.get(key) ?? [];
    found.set(key, rounds);
    for (let missing = rounds.length; missing <= round; missing += 1) rounds.push([]);
    rounds[round]?.push(pages);
  });
  return new Map([...found].map(([key, rounds]) => [key, rounds.map(meanOrNothing)]));
}

/** Far above what any Xen makes. */
const ROUND_MOST = 9999;

/** A round that no repetition has, in between, has no mean. */
const meanOrNothing = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : mean(values);
