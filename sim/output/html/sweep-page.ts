/** The report of a sweep: its curves, the models that fit them, every point. */

import { unitOf } from '../../run/result/run-table.ts';
import { firstOf } from '../../run/result/together.ts';
import type { SweepResult, SweepRun } from '../../run/sweep.ts';
import { type CurveFit, type Fitter, openFitter } from '../../study/fit/fit.ts';
import { meansInterval } from '../../study/fit/statistics.ts';
import { Problem } from '../../text/problem.ts';
import { type SweepCurve, type SweepCurves, sweepCurves } from '../text/sweep-curves.ts';
import { curvePlot, fitTable, residualPlot } from './curve-plot.ts';
import type { Block, Page, Section, TableBlock } from './page.ts';
import { shortName } from './plot-text.ts';
import type { PageOrigin } from './run-page.ts';

/** Curves whose models are drawn: the plots of more would be a book. */
const FITTED_MOST = 8;

export async function sweepPage(
  { points }: SweepResult,
  { version, command }: PageOrigin,
): Promise<Page> {
  const [first] = points;
  const seeds = [...new Set(points.map(({ result }) => result.seed))];
  return {
    title: first?.result.title ?? 'A sweep without runs',
    facts: [
      { name: 'machine', value: first?.result.machine ?? '' },
      { name: 'runs', value: String(points.length) },
      { name: 'seeds', value: seeds.slice(0, 12).join(', ') + (seeds.length > 12 ? ', …' : '') },
      { name: 'precopy', value: version },
    ],
    command,
    sections: sections(points, await openFitter()),
  };
}

function sections(points: readonly SweepRun[], fitter: Fitter): Section[] {
  const totals = sweepCurves(points, ({ result }) => firstOf(result).totalSeconds);
  const table: Section = { title: 'Every point', blocks: [pointTable(points)] };
  if (totals === undefined) return [table];
  const downs = sweepCurves(points, ({ result }) => firstOf(result).downtimeSeconds) as SweepCurves;
  const fitted = totals.curves.slice(0, FITTED_MOST);
  const drawn = fitted.flatMap((curve) => modelBlocks(curve, totals, fitter));
  return [
    { title: 'Migration time', blocks: [curves(totals, 'migration time, s', 'Migration time')] },
    { title: 'Downtime', blocks: [curves(downs, 'downtime, s', 'Downtime')] },
    ...(drawn.length === 0 ? [] : [{ title: 'Models of the migration time', blocks: drawn }]),
    table,
  ];
}

function axisTitle({ axis, unit }: SweepCurves): string {
  return unit === '' ? axis : `${axis}, ${unit}`;
}

function curves(of: SweepCurves, y: string, what: string): Block {
  const caption =
    `${what} against ${axisTitle(of)}: means over replications with their 95 % intervals, and ` +
    'the single runs.';
  return curvePlot(of.curves, { x: axisTitle(of), y }, caption);
}

/** @returns nothing where no model can be fitted: too few points, or a time of zero. */
function modelBlocks(curve: SweepCurve, of: SweepCurves, fitter: Fitter): Block[] {
  const means = curve.points.map(({ x, values }) => ({ x, y: meansInterval(values).mean }));
  const fits = fitsOf(means, fitter);
  if (fits.length === 0) return [];
  const axes = { x: axisTitle(of), y: 'migration time, s' };
  const which = curve.name === '' ? '' : `${shortName(curve.name)}: `;
  return [
    curvePlot([curve], axes, `${which}the means and every model that fits them, best first.`, fits),
    residualPlot(fits, axes),
    fitTable(fits),
  ];
}

function fitsOf(
  points: readonly { x: number; y: number }[],
  { fitAll }: Fitter,
): readonly CurveFit[] {
  try {
    return fitAll(points).fits;
  } catch (error) {
    if (error instanceof Problem) return [];
    throw error;
  }
}

const isNumber =
  (axis: string) =>
  ({ parameters }: SweepRun): boolean =>
    unitOf(parameters[axis]) !== undefined;

function pointTable(runs: readonly SweepRun[]): TableBlock {
  const groups = new Map<string, SweepRun[]>();
  for (const run of runs) {
    const key = JSON.stringify(run.parameters);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const axes = Object.keys(runs[0]?.parameters ?? {});
  const titles = ['runs', 'total s', '± s', 'downtime s', '± s', 'Mpages sent'];
  return {
    kind: 'table',
    columns: [
      ...axes.map((title) => ({ title, right: runs.every(isNumber(title)) })),
      ...titles.map((title) => ({ title, right: true })),
      { title: 'stopped by' },
    ],
    rows: [...groups.values()].map((own) => {
      const migrations = own.map(({ result }) => firstOf(result));
      const total = meansInterval(migrations.map(({ totalSeconds }) => totalSeconds));
      const down = meansInterval(migrations.map(({ downtimeSeconds }) => downtimeSeconds));
      const sent = meansInterval(migrations.map(({ pagesSent }) => pagesSent / 1e6));
      const reasons = migrations.map(({ stopReason, abandoned }) => {
        return abandoned === true ? `${stopReason}, abandoned` : stopReason;
      });
      return [
        ...axes.map((axis) => String(own[0]?.parameters[axis] ?? '')),
        String(own.length),
        total.mean.toFixed(2),
        total.half?.toFixed(2) ?? '',
        down.mean.toFixed(3),
        down.half?.toFixed(3) ?? '',
        sent.mean.toFixed(3),
        [...new Set(reasons)].join(', '),
      ];
    }),
  };
}
