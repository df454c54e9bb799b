/** A sweep: its curves, the models that fit them, every point. */

import { runRow, togetherOf } from '../../run/result/run-row.ts';
import { type PlacedRow, unitOf } from '../../run/result/run-table.ts';
import { firstOf } from '../../run/result/together.ts';
import type { SweepResult, SweepRun } from '../../run/sweep.ts';
import type { CurveFit, Fitter } from '../../study/fit/fit.ts';
import { groupBy, meansInterval } from '../../study/fit/statistics.ts';
import { QUANTITIES } from '../../study/validate/quantity.ts';
import { Problem } from '../../text/problem.ts';
import { axisWords } from './axis-words.ts';
import { curvePlot, residualPlot } from './curve-plot.ts';
import {
  type Block,
  type Column,
  type Heading,
  numeric,
  type ReportDocument,
  type Section,
  type TableBlock,
  worded,
} from './document.ts';
import { modelTable } from './fit.ts';
import { endOf } from './many.ts';
import { shortName } from './plot-text.ts';
import { type Published, publishedTraces } from './published.ts';
import {
  COINCIDE,
  distinctCurves,
  type SweepCurve,
  type SweepCurves,
  sweepCurves,
} from './sweep-curves.ts';

/** Curves whose models are drawn: the plots of more would be a book. */
const FITTED_MOST = 8;

/** What is on a page of a sweep beside its runs. */
export interface SweepExtras {
  /** Fits models to the curves. */
  readonly fitter: Fitter;
  readonly published?: Published | undefined;
}

/** All runs of a sweep. @param extras what is on a page only. */
export function sweepDocument({ points }: SweepResult, extras?: SweepExtras): ReportDocument {
  const [first] = points;
  const seeds = [...new Set(points.map(({ result }) => result.seed))];
  const { published } = extras ?? {};
  const totals = sweepCurves(points, ({ result }) => firstOf(result).totalSeconds);
  return {
    title: first?.result.title ?? 'A sweep without runs',
    facts: [
      { name: 'machine', value: first?.result.machine ?? '' },
      { name: 'runs', value: String(points.length) },
      { name: 'seeds', value: seeds.slice(0, 12).join(', ') + (seeds.length > 12 ? ', …' : '') },
      ...(published === undefined ? [] : [{ name: 'published', value: published.file }]),
    ],
    sections: [
      ...(totals === undefined ? [] : curveSections(points, totals, extras)),
      { title: 'Every point', blocks: [pointTable(grouped(points))] },
    ],
  };
}

function curveSections(
  points: readonly SweepRun[],
  totals: SweepCurves,
  { fitter, published }: Partial<SweepExtras> = {},
): Section[] {
  const downs = sweepCurves(points, ({ result }) => firstOf(result).downtimeSeconds) as SweepCurves;
  const fitted = fitter === undefined ? [] : distinctCurves(totals.curves).slice(0, FITTED_MOST);
  const models = fitted.flatMap(({ curve, same }) => {
    const blocks = modelBlocks(curve, totals, fitter as Fitter);
    return blocks.length === 0 ? [] : [...blocks, ...coincidence(curve, same)];
  });
  const all = [
    { title: 'Total time', blocks: [curves(totals, 'totalSeconds', published)] },
    { title: 'Downtime', blocks: [curves(downs, 'downtimeSeconds', published)] },
    { title: 'Models of the total time', blocks: models },
  ];
  return all.flatMap((section) => {
    return section.blocks.length === 0 ? [] : [{ ...section, onPage: true }];
  });
}

const axisTitle = ({ axis, unit }: SweepCurves): string => axisWords(axis, unit || undefined);

function curves(
  of: SweepCurves,
  quantity: 'totalSeconds' | 'downtimeSeconds',
  published: Published | undefined,
): Block {
  const { title } = QUANTITIES[quantity];
  const stars =
    published === undefined ? [] : publishedTraces(published, quantity, of.curves.length);
  const caption =
    `The ${title} against ${axisTitle(of)}: means over replications with their 95 % intervals, ` +
    `and the single runs.${stars.length > 0 ? ' Stars: published values.' : ''}`;
  const plot = curvePlot(of.curves, { x: axisTitle(of), y: axisWords(quantity) }, caption);
  return { ...plot, traces: [...plot.traces, ...stars] };
}

/** Curves that the models of one are for as well. */
function coincidence({ name }: SweepCurve, same: readonly string[]): Block[] {
  if (same.length === 0) return [];
  const others = same.map((each) => shortName(each)).join(', ');
  const by = `${100 * COINCIDE} % at any point`;
  return [
    {
      kind: 'text',
      text: `The means of ${others} differ from those of ${shortName(name)} by at most ${by}.`,
    },
  ];
}

/** @returns nothing where no model can be fitted: too few points, or a time of zero. */
function modelBlocks(curve: SweepCurve, of: SweepCurves, fitter: Fitter): Block[] {
  const means = curve.points.map(({ x, values }) => ({ x, y: meansInterval(values).mean }));
  const fits = fitsOf(means, fitter);
  if (fits.length === 0) return [];
  const axes = { x: axisTitle(of), y: axisWords('totalSeconds') };
  const which = curve.name === '' ? '' : `${shortName(curve.name)}: `;
  return [
    curvePlot([curve], axes, `${which}the means and every model that fits them, best first.`, fits),
    residualPlot(fits, axes),
    modelTable(fits, axes),
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

/** The runs of each point together. */
function grouped(points: readonly SweepRun[]): PlacedRow[][] {
  const rows = points.map(({ result, ...place }) => ({ ...place, row: runRow(result) }));
  return [...groupBy(rows, ({ parameters }) => JSON.stringify(parameters)).values()];
}

/**
 * One row a point, means over replications: axes, total time with its 95 % interval, downtime, why
 * rounds ended. @param points each with all its runs.
 */
export function pointTable(points: readonly (readonly PlacedRow[])[]): TableBlock {
  const axes = Object.keys(points[0]?.[0]?.parameters ?? {});
  const several = points.some((runs) => runs.some(({ row }) => row.migrations !== undefined));
  const ofPages = (...names: readonly Heading[]): Column[] =>
    numeric(...names).map((column) => ({ ...column, onPage: true }));
  return {
    kind: 'table',
    columns: [
      ...axes.flatMap((axis) => axisColumn(axis, points)),
      ...numeric('runs', ['total s', 'total time (s)'], ['+-', '± 95 % (s)']),
      ...numeric(['downtime s', 'downtime (s)']),
      ...ofPages('± 95 % (s)', 'pages sent (million)'),
      ...(several ? numeric(['all s', 'all (s)'], ['worst downtime s', 'worst downtime (s)']) : []),
      ...worded('stopped by'),
    ],
    rows: points.map((runs) => {
      const totals = meansInterval(runs.map(({ row }) => row.totalSeconds));
      const downs = meansInterval(runs.map(({ row }) => row.downtimeSeconds));
      const pages = meansInterval(runs.map(({ row }) => row.pagesSent / 1e6));
      return [
        ...axes.map((axis) => String(runs[0]?.parameters[axis] ?? '')),
        String(runs.length),
        totals.mean.toFixed(2),
        totals.half?.toFixed(2) ?? '',
        downs.mean.toFixed(3),
        downs.half?.toFixed(3) ?? '',
        pages.mean.toFixed(3),
        ...(several ? togetherCells(runs) : []),
        [...new Set(runs.map(({ row }) => endOf(row)))].join(', '),
      ];
    }),
  };
}

/** Words stand to the left; numbers that carry their unit need none above them. */
function axisColumn(axis: string, points: readonly (readonly PlacedRow[])[]): Column[] {
  const units = points.map(([run]) => unitOf(run?.parameters[axis]));
  const words = axisWords(axis, units.every((unit) => unit === '') ? undefined : '');
  const areWords = units.every((unit) => unit === undefined);
  return (areWords ? worded : numeric)([axis, words]);
}

/** Means over replications of what all migrations come to; of a lone one its own. */
function togetherCells(runs: readonly PlacedRow[]): string[] {
  const all = runs.map(({ row }) => togetherOf(row));
  const seconds = meansInterval(all.map(({ allSeconds }) => allSeconds)).mean;
  const worst = meansInterval(all.map(({ downtimeMostSeconds }) => downtimeMostSeconds)).mean;
  return [seconds.toFixed(2), worst.toFixed(3)];
}
