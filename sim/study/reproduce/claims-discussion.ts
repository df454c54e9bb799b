/** Section 5: CPU caps and bandwidth caps, and migrations in parallel. */
import { largestOf, smallestOf } from '../../engine/kernel/lists.ts';
import { bandwidthRows } from './bandwidth.ts';
import type { ClaimGroup } from './claim-check.ts';
import { correlation } from './curves.ts';
import { show } from './finding.ts';
import { parallelRows } from './parallel.ts';

/** Claims of the discussion. */
export const DISCUSSION_CLAIMS: ClaimGroup = {
  needs: ['paper/figure-1.yaml', 'paper/parallel.yaml'],
  checks: {
    C981: (all) => {
      const rows = bandwidthRows(all);
      const variation = largestOf(rows.map((each) => each.variation));
      const below = rows.filter(({ capPercent }) => capPercent <= 50);
      const r = correlation(below.map(({ capPercent: x, bytesPerSecond: y }) => ({ x, y })));
      const shown = `CV ${show(variation, '')}, r ${show(r, '')}`;
      return { value: variation, shown, pass: variation <= 0.15 && r >= 0.9 };
    },
    C982: (all) => {
      const errors = bandwidthRows(all).map(({ seconds, linkSeconds }) => {
        return Math.abs(linkSeconds - seconds) / seconds;
      });
      return largestOf(errors);
    },
    C983: (all) => smallestOf(parallelRows(all).flatMap(({ slowdowns }) => slowdowns)),
    C984: (all) => smallestOf(parallelRows(all).map(({ cpuOverSum }) => cpuOverSum)),
  },
};
