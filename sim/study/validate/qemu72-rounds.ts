/**
 * Pages that each live pass sent, from the synchronisations of QEMU's dirty bitmap: those that were
 * pending after one, less those of them that still were at the next.
 */
import { smallestOf } from '../../engine/kernel/lists.ts';
import { requireColumns } from '../../text/cells.ts';
import type { Table } from '../../text/csv.ts';
import { groupBy, median } from '../fit/statistics.ts';
import { readRows } from './read-rows.ts';

const COLUMNS = ['setting', 'rep', 'sync', 'new_dirty_pages', 'pending_pages'];

interface Synchronisation {
  readonly setting: string;
  readonly migration: string;
  readonly newPages: number;
  /** Null after the guest's stop. */
  readonly pending: number | null;
}

/**
 * Medians over the repetitions, by `setting`; passes that not all of them have are left out.
 * @throws Problem for a missing column or a broken cell.
 */
export function sentByPass(table: Table): ReadonlyMap<string, readonly number[]> {
  requireColumns(table, COLUMNS);
  const syncs = readRows(table, (cells): Synchronisation => {
    const setting = cells.text('setting');
    return {
      setting,
      migration: `${setting},${cells.text('rep')}`,
      newPages: cells.required('new_dirty_pages'),
      pending: cells.number('pending_pages'),
    };
  });
  const passes = [...groupBy(syncs, ({ migration }) => migration).values()].map((group) => {
    return { setting: group[0].setting, sent: sentIn(group) };
  });
  const bySetting = groupBy(passes, ({ setting }) => setting);
  return new Map(
    [...bySetting].map(([setting, all]) => {
      const common = smallestOf(all.map(({ sent }) => sent.length));
      const medians = Array.from({ length: common }, (_, pass) => {
        return median(all.map(({ sent }) => sent[pass] as number));
      });
      return [setting, medians];
    }),
  );
}

function sentIn(syncs: readonly Synchronisation[]): number[] {
  return syncs.flatMap(({ pending }, index) => {
    const next = syncs[index + 1];
    if (pending === null || next === undefined || next.pending === null) return [];
    return [pending - (next.pending - next.newPages)];
  });
}
