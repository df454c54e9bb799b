/** What the abstract and the introduction say of all experiments together. */
import type { ClaimGroup } from './claim-check.ts';
import { at, meanCurve, totalSeconds } from './curves.ts';
import type { Experiments } from './experiments.ts';
import {
  CPU_SERIES,
  cpuCurve,
  destinationCurve,
  diskCurve,
  memoryCurve,
  SERIES_CAPS,
  SOURCE_CAP,
} from './figure-curves.ts';
import { holds, row, show, showAll, within } from './finding.ts';
import { r2Percent } from './fits.ts';

function curveOfAll(all: Experiments) {
  return meanCurve(all.runs('paper/figure-1.yaml'), SOURCE_CAP, totalSeconds);
}

/** The ten fits whose R^2 the paper states. */
function statedFits(all: Experiments): Promise<number[]> {
  const curves = [
    ...CPU_SERIES.map((series) => cpuCurve(all, series)),
    ...SERIES_CAPS.map((cap) => destinationCurve(all, cap)),
    memoryCurve(all, 'read'),
    memoryCurve(all, 'write'),
    diskCurve(all),
  ];
  return Promise.all(curves.map(r2Percent));
}

export const SUMMARY_CLAIMS: ClaimGroup = {
  needs: [
    'paper/figure-1.yaml',
    'paper/figure-3.yaml',
    'paper/figure-6.yaml',
    'paper/figure-9.yaml',
  ],
  claims: [
    {
      row: row(
        'C020',
        'abstract',
        'predicted',
        'share of the stated R2 (log) above 90 %',
        '8 of 10',
        'at least 8 of 10',
      ),
      check: async (all) => {
        const values = await statedFits(all);
        const above = values.filter((value) => value > 90).length;
        const shown = `${above} of ${values.length}`;
        return { value: above, shown, pass: above >= 8, note: showAll(values, '%') };
      },
    },
    {
      row: row(
        'C021',
        'abstract',
        'calibrated',
        'migration time depends on Dom0 CPU: t(10 %)/t(50 %)',
        'about 5',
        '4 to 6',
      ),
      check: (all) => within(at(curveOfAll(all), 10) / at(curveOfAll(all), 50), 4, 6, ''),
    },
    {
      row: row(
        'C022',
        'intro',
        'predicted',
        'sign of dt/dcap below the knee',
        'negative',
        'strictly decreasing',
      ),
      check: (all) => {
        const times = curveOfAll(all).filter(({ x }) => x <= 50);
        const falls = times.every(({ y }, index) => index === 0 || y < (times[index - 1]?.y ?? 0));
        return holds(falls, `${times.map(({ y }) => show(y, '')).join(', ')} s`);
      },
    },
  ],
};
