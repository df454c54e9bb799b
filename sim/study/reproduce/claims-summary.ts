/** What the abstract and the introduction say of all experiments together. */
import type { Point } from '../fit/model.ts';
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
import { holds, show, showAll } from './finding.ts';
import { r2Percent } from './fits.ts';

function curveOfAll(all: Experiments): Point[] {
  return meanCurve(all.runs('paper/figure-1.yaml'), SOURCE_CAP, totalSeconds);
}

/** R^2 of the ten fits for which the paper states it, percent. */
function statedFits(all: Experiments): number[] {
  const curves = [
    ...CPU_SERIES.map((series) => cpuCurve(all, series)),
    ...SERIES_CAPS.map((cap) => destinationCurve(all, cap)),
    memoryCurve(all, 'read'),
    memoryCurve(all, 'write'),
    diskCurve(all),
  ];
  return curves.map((curve) => r2Percent(all.fitter, curve));
}

/** Claims on all figures. */
export const SUMMARY_CLAIMS: ClaimGroup = {
  needs: [
    'paper/figure-1.yaml',
    'paper/figure-3.yaml',
    'paper/figure-6.yaml',
    'paper/figure-9.yaml',
  ],
  checks: {
    C020: (all, { least }) => {
      const values = statedFits(all);
      const above = values.filter((value) => value > 90).length;
      const shown = `${above} of ${values.length}`;
      return { value: above, shown, pass: above >= least, note: showAll(values, '%') };
    },
    C021: (all) => at(curveOfAll(all), 10) / at(curveOfAll(all), 50),
    C022: (all) => {
      const times = curveOfAll(all).filter(({ x }) => x <= 50);
      const falls = times.every(({ y }, index) => index === 0 || y < (times[index - 1]?.y ?? 0));
      return holds(falls, `${times.map(({ y }) => show(y, '')).join(', ')} s`);
    },
  },
};
