/** Table 1: what the power law says of caps it was not fitted to. */
import { largestOf, smallestOf } from '../../engine/kernel/lists.ts';
import { mean, median } from '../fit/statistics.ts';
import type { ClaimGroup } from './claim-check.ts';
import { axisNumber } from './curves.ts';
import { SOURCE_CAP } from './figure-curves.ts';
import { holds, show, showAll } from './finding.ts';
import { TABLE_1_LOADS, type Table1Row, TRAINING_CAPS, table1 } from './table-1.ts';

const FILE = 'paper/table-1.yaml';

/** The CPU-intensive guest has the first row of the table; the others have what their names say. */
const [CPU_LOAD, ...LOADED] = TABLE_1_LOADS;

function absolute(rows: readonly Table1Row[]): number[] {
  return rows.map(({ errorSeconds }) => Math.abs(errorSeconds));
}

/** Mean error at low caps over mean error at high ones. */
function lowOverHigh(rows: readonly Table1Row[]): number {
  const low = rows.filter(({ capPercent }) => capPercent <= 30);
  const high = rows.filter(({ capPercent }) => capPercent >= 50);
  return mean(absolute(low)) / mean(absolute(high));
}

/** Claims on Table 1. */
export const TABLE_1_CLAIMS: ClaimGroup = {
  needs: [FILE],
  checks: {
    C971: (all) => {
      const caps = new Set(all.runs(FILE).map((run) => axisNumber(run, SOURCE_CAP)));
      const present = TRAINING_CAPS.every((cap) => caps.has(cap));
      return holds(present && TRAINING_CAPS.length === 5, showAll(TRAINING_CAPS, '%'));
    },
    C972: (all) => median(absolute(table1(all))),
    C973: (all) => {
      const rows = table1(all).filter(({ load }) => load === CPU_LOAD);
      return largestOf(rows.map(({ errorPercent }) => Math.abs(errorPercent)));
    },
    C974: (all) => {
      const rows = table1(all);
      const each = LOADED.map((name) => lowOverHigh(rows.filter(({ load }) => load === name)));
      const least = smallestOf(each);
      const notes = LOADED.map((name, index) => `${name} ${show(each[index] ?? 0, '')}`);
      const shown = `${show(least, '')} or more`;
      return { value: least, shown, pass: least > 1, note: notes.join(', ') };
    },
  },
};
