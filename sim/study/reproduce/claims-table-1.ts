/** Table 1: what the power law says of caps it was not fitted to. */
import { median } from '../fit/statistics.ts';
import type { ClaimGroup } from './claim-check.ts';
import { axisNumber, mean } from './curves.ts';
import { SOURCE_CAP } from './figure-curves.ts';
import { holds, row, show, showAll, within } from './finding.ts';
import { TABLE_1_LOADS, type Table1Row, TRAINING_CAPS, table1 } from './table-1.ts';

const FILE = 'paper/table-1.yaml';

/** The CPU-intensive guest has the first row of the table; the others have what their names say. */
const [CPU_LOAD, MEMORY_READ, ...CONTENDING] = TABLE_1_LOADS;
const LOADED = [MEMORY_READ, ...CONTENDING];

function absolute(rows: readonly Table1Row[]): number[] {
  return rows.map(({ errorSeconds }) => Math.abs(errorSeconds));
}

/** Mean error at low caps over mean error at high ones. */
function lowOverHigh(rows: readonly Table1Row[]): number {
  const low = rows.filter(({ capPercent }) => capPercent <= 30);
  const high = rows.filter(({ capPercent }) => capPercent >= 50);
  return mean(absolute(low)) / mean(absolute(high));
}

export const TABLE_1_CLAIMS: ClaimGroup = {
  needs: [FILE],
  claims: [
    {
      row: row('C971', 'Table 1', 'input', 'training points, evenly picked', '5', 'exact'),
      check: (all) => {
        const caps = new Set(all.runs(FILE).map((run) => axisNumber(run, SOURCE_CAP)));
        const present = TRAINING_CAPS.every((cap) => caps.has(cap));
        return holds(present && TRAINING_CAPS.length === 5, showAll(TRAINING_CAPS, '%'));
      },
    },
    {
      row: row(
        'C972',
        'Table 1',
        'predicted',
        'median error of the unseen caps',
        'a few s',
        '<= 5 s',
      ),
      check: async (all) => within(median(absolute(await table1(all))), 0, 5, 's'),
    },
    {
      row: row('C973', 'Table 1', 'predicted', 'greatest error / t, CPU 80 %', 'small', '<= 25 %'),
      check: async (all) => {
        const rows = (await table1(all)).filter(({ load }) => load === CPU_LOAD);
        const errors = rows.map(({ errorPercent }) => Math.abs(errorPercent));
        return within(Math.max(...errors), 0, 25, '%');
      },
    },
    {
      row: row(
        'C974',
        'Table 1',
        'predicted',
        'memory, disk, network: mean error at caps <= 30 % over >= 50 %',
        '> 1',
        '> 1',
      ),
      check: async (all) => {
        const rows = await table1(all);
        const each = LOADED.map((name) => lowOverHigh(rows.filter(({ load }) => load === name)));
        const least = Math.min(...each);
        const note = LOADED.map((name, index) => `${name} ${show(each[index] ?? 0, '')}`).join(
          ', ',
        );
        return { value: least, shown: `${show(least, '')} or more`, pass: least > 1, note };
      },
    },
  ],
};
