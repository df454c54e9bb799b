/** The paper's figures as plots and sections. */
import { meansInterval } from '../../study/fit/statistics.ts';
import type { FigureSeries, PaperFigure, Stated } from '../../study/reproduce/paper-figures.ts';
import {
  axisOf,
  COLOURS,
  fitTrace,
  inTurn,
  markerOf,
  meanTrace,
  publishedTrace,
} from './curve-plot.ts';
import {
  type Block,
  numeric,
  type PlotBlock,
  type Section,
  type TableBlock,
  worded,
} from './document.ts';
import { digits, percent } from './numbers.ts';
import { plotText } from './plot-text.ts';

const LEAST_CAP = 10;
const MOST_CAP = 100;

export function figureSections(figures: readonly PaperFigure[]): Section[] {
  return figures.map((figure) => ({
    title: figure.label,
    blocks: [{ kind: 'text', text: `${figure.title}.` }, figurePlot(figure), ...r2Table(figure)],
  }));
}

/** Axes as in the paper: the cap from 0 to 100 %, the time in seconds from 0. */
export function figurePlot(figure: PaperFigure): PlotBlock {
  const { series, models, stated, drawnModel } = figure;
  const drawn = models.filter((model) => model.series === drawnModel);
  const points = stated.filter((one) => one.kind === 'point');
  const of = [...new Set(points.flatMap((point) => point.series))];
  const whose = of.length < series.length ? `${of.join(', ')}, ` : '';
  const means = series.map((one, at) => seriesTrace(one, at, series.length));
  const apart = means.map((trace) => ({ ...trace, mode: 'markers' as const }));
  return {
    kind: 'plot',
    caption: captionOf(figure),
    traces: [
      ...(drawn.length > 0 ? apart : means),
      ...drawn.map((model) => modelTrace(model, stated)),
      ...(points.length > 0 ? [publishedTrace(`${whose}stated in the paper`, points)] : []),
    ],
    layout: {
      xaxis: { title: { text: figure.x }, range: [0, 105], dtick: 10 },
      yaxis: axisOf('migration time (s)'),
    },
    rules: stated.flatMap((one) => {
      return one.kind === 'knee' ? [{ x: one.x, text: one.text, color: '@red' }] : [];
    }),
    heightPixels: 430,
  };
}

function captionOf({ label, title, stated }: PaperFigure): string {
  const has = (kind: Stated['kind']): boolean => stated.some((one) => one.kind === kind);
  return [
    `${label}. ${title}. Simulated: means over replications with 95 % intervals.`,
    ...(has('point') ? ['Stars: what the text of the paper states, most of it as “about”.'] : []),
    ...(has('knee') ? ['Dashed: from where the text says that little changes.'] : []),
  ].join(' ');
}

function seriesTrace({ name, points }: FigureSeries, at: number, count: number) {
  const color = inTurn(COLOURS, at);
  const means = points.map(({ x, values }) => ({ x, ...meansInterval(values) }));
  return meanTrace(means, color, { name: plotText(name), marker: markerOf(at, count) });
}

/** The law with its R^2, and the R^2 that the text states. */
function modelTrace({ series, fit }: PaperFigure['models'][number], stated: readonly Stated[]) {
  const value = (name: string): string => {
    return digits(fit.parameters.find((each) => each.name === name)?.value);
  };
  const law = `${value('a')} x<sup>${value('b').replace('-', '−')}</sup>`;
  const of = stated.find((one) => one.kind === 'r2' && one.series === series);
  const paper = of?.kind === 'r2' ? ` (the paper: ${of.percent} %)` : '';
  const name = `${law}, R² = ${percent(fit.r2Log, 2)}${paper}`;
  return fitTrace(fit, [LEAST_CAP, MOST_CAP], name, { color: '@ink', width: 2, dash: 'dash' });
}

/** R^2 as stated and as it comes out, of every series that the text speaks of. */
function r2Table({ models, stated }: PaperFigure): Block[] {
  const rows = stated.flatMap((one) => {
    if (one.kind !== 'r2') return [];
    const r2 = models.find(({ series }) => series === one.series)?.fit.r2Log;
    return [[one.series, `${one.percent} %`, percent(r2, 2)]];
  });
  if (rows.length === 0) return [];
  const table: TableBlock = {
    kind: 'table',
    columns: [...worded('power law through'), ...numeric('R² stated', 'R² simulated (log scale)')],
    rows,
  };
  return [table];
}
