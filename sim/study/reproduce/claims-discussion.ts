/** Section 5: CPU caps and bandwidth caps, and migrations in parallel. */
import { bandwidthRows } from './bandwidth.ts';
import type { ClaimCheck, ClaimGroup } from './claim-check.ts';
import { correlation } from './curves.ts';
import { row, show, within } from './finding.ts';
import { parallelRows } from './parallel.ts';

const bandwidth: ClaimCheck[] = [
  {
    row: row(
      'C981',
      'section 5',
      'predicted',
      'rate under a CPU cap: variation over 5 s windows; r with the cap',
      '~0; positive',
      'CV <= 0.15; r >= 0.9',
    ),
    check: (all) => {
      const rows = bandwidthRows(all);
      const variation = Math.max(...rows.map((each) => each.variation));
      const below = rows.filter(({ capPercent }) => capPercent <= 50);
      const r = correlation(below.map(({ capPercent: x, bytesPerSecond: y }) => ({ x, y })));
      const shown = `CV ${show(variation, '')}, r ${show(r, '')}`;
      return { value: variation, shown, pass: variation <= 0.15 && r >= 0.9 };
    },
  },
  {
    row: row(
      'C982',
      'section 5',
      'predicted',
      'greatest |t(CPU cap) - t(bandwidth cap)|/t, the latter inferred',
      '0',
      '<= 0.10',
    ),
    check: (all) => {
      const errors = bandwidthRows(all).map(({ seconds, linkSeconds }) => {
        return Math.abs(linkSeconds - seconds) / seconds;
      });
      return within(Math.max(...errors), 0, 0.1, '');
    },
  },
];

const parallel: ClaimCheck[] = [
  {
    row: row(
      'C983',
      'section 5',
      'predicted',
      'least t(in parallel)/t(alone)',
      '>= 1',
      'must hold',
    ),
    check: (all) => {
      const ratios = parallelRows(all).flatMap(({ slowdowns }) => slowdowns);
      return within(Math.min(...ratios), 1, Number.POSITIVE_INFINITY, '');
    },
  },
  {
    row: row(
      'C984',
      'section 5',
      'predicted',
      'least CPU(in parallel) / sum of CPU(alone), both Dom0s',
      '>= 1',
      'must hold',
    ),
    check: (all) => {
      const ratios = parallelRows(all).map(({ cpuOverSum }) => cpuOverSum);
      return within(Math.min(...ratios), 1, Number.POSITIVE_INFINITY, '');
    },
  },
];

export const DISCUSSION_CLAIMS: ClaimGroup = {
  needs: ['paper/figure-1.yaml', 'paper/parallel.yaml'],
  claims: [...bandwidth, ...parallel],
};
