/** The plots that commands print under their tables. */

import { largestOf, smallestOf } from '../../engine/kernel/lists.ts';
import { firstOf } from '../../run/result/together.ts';
import type { SweepResult } from '../../run/sweep.ts';
import type { CurveFit } from '../../study/fit/fit.ts';
import { meansInterval } from '../../study/fit/statistics.ts';
import { sweepCurves } from '../document/sweep-curves.ts';
import { linePlot, type PlotLook, type PlottedCurve } from './line-plot.ts';

type Terminal = Pick<PlotLook, 'columns' | 'paint'>;

/** Migration time over the axis with the most numbers; empty where none has any. */
export function sweepPlot({ points }: SweepResult, terminal: Terminal): string {
  const found = sweepCurves(points, ({ result }) => firstOf(result).totalSeconds);
  if (found === undefined) return '';
  const curves = found.curves.map(
    ({ name, points: own }): PlottedCurve => ({
      name,
      points: own.map(({ x, values }) => ({ x, y: meansInterval(values).mean })),
    }),
  );
  const unit = found.unit === '' ? '' : `, ${found.unit}`;
  return linePlot(curves, { ...terminal, x: `${found.axis}${unit}`, y: 'migration time, s' });
}

/** Columns of a drawn curve. */
const STEPS = 80;

/** The points and the curve through them. */
export function fitPlot(fit: CurveFit, names: { x: string; y: string }, terminal: Terminal) {
  const points = fit.residuals.map(({ x, y }) => ({ x, y }));
  const xs = points.map(({ x }) => x);
  const [least, most] = [smallestOf(xs), largestOf(xs)];
  const curve = Array.from({ length: STEPS + 1 }, (_, step) => {
    const x = least + ((most - least) * step) / STEPS;
    return { x, y: fit.predict(x) };
  });
  const both: PlottedCurve[] = [
    { name: 'points', points, joined: false },
    { name: fit.formula, points: curve, marked: false },
  ];
  return linePlot(both, { ...terminal, ...names });
}
