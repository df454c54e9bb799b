/** The paper's figures as plots and sections. */
import type { CurveFit } from '../../study/fit/fit.ts';
import { meansInterval } from '../../study/fit/statistics.ts';
import type { FigureSeries, PaperFigure, Stated } from '../../study/reproduce/paper-figures.ts';
import { COLOURS, fitTrace, inTurn, markerOf, meanTrace } from './curve-plot.ts';
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
    title: `Figure ${figure.figure}`,
    blocks: [{ kind: 'text', text: `${figure.title}.` }, figurePlot(figure), ...r2Table(figure)],
  }));
}

/** Axes as in the paper: the cap from 0 to 100 %, the time in seconds from 0. */
export function figurePlot({ figure, title, x, series, models, stated, ...rest }: PaperFigure) {
  const drawn = models.filter((model) => model.series === rest.drawnModel);
  const points = stated.filter((one) => one.kind === 'point');
  const knees = stated.filter((one) => one.kind === 'knee');
  const plot: PlotBlock = {
    kind: 'plot',
    caption:
      `Figure ${figure}. ${title}. Simulated: means over replications with 95 % intervals.` +
      (points.length > 0
        ? ' Stars: what the text of the paper states, most of it as “about”.'
        : '') +
      (knees.length > 0 ? ' Dashed: where the text says that the curve is flat from.' : ''),
    traces: [
      ...series.map((one, at) => seriesTrace(one, at, series.length)),
      ...drawn.map(({ fit }) => modelTrace(fit)),
      ...(points.length > 0 ? [statedTrace(points)] : []),
    ],
    layout: {
      xaxis: { title: { text: x }, range: [0, 105], dtick: 10 },
      yaxis: { title: { text: 'migration time, s' }, rangemode: 'tozero' },
      shapes: knees.map(({ x: at }) => ({
        type: 'line',
        x0: at,
        x1: at,
        y0: 0,
        y1: 1,
        yref: 'paper',
        line: { color: '@red', width: 1.5, dash: 'dash' },
      })),
      annotations: knees.map(({ x: at, text }) => ({
        x: at,
        y: 0.97,
        yref: 'paper',
        xanchor: 'left',
        xshift: 6,
        showarrow: false,
        text,
        font: { color: '@red', size: 12 },
      })),
    },
    heightPixels: 430,
  };
  return plot;
}

function seriesTrace({ name, points }: FigureSeries, at: number, count: number) {
  const color = inTurn(COLOURS, at);
  const means = points.map(({ x, values }) => ({ x, ...meansInterval(values) }));
  return meanTrace(means, color, { name: plotText(name), marker: markerOf(at, count) });
}

function modelTrace(fit: CurveFit) {
  const value = (name: string): string => {
    return digits(fit.parameters.find((each) => each.name === name)?.value);
  };
  const name = `y = ${value('a')} x<sup>${value('b').replace('-', '−')}</sup>`;
  return fitTrace(fit, [LEAST_CAP, MOST_CAP], name, { color: '@ink', width: 2, dash: 'dash' });
}

function statedTrace(points: readonly Extract<Stated, { kind: 'point' }>[]) {
  return {
    type: 'scatter',
    mode: 'markers',
    name: 'stated in the text',
    showlegend: true,
    x: points.map(({ x }) => x),
    y: points.map(({ y }) => y),
    marker: { color: '@ink', symbol: 'star-open', size: 14, line: { width: 1.8, color: '@ink' } },
  };
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
