/** Curves with their replications, intervals and fitted models, and what the models leave over. */
import { largestOf, smallestOf } from '../../engine/kernel/lists.ts';
import type { CurveFit } from '../../study/fit/fit.ts';
import { CURVE_WORDS } from '../../study/fit/model.ts';
import { meansInterval, type ValuesAt } from '../../study/fit/statistics.ts';
import { unitIn } from './axis-words.ts';
import type { PlotBlock } from './document.ts';
import type { PlotAxis, PlotDash, PlotLine, PlotMarker, PlotSymbol, PlotTrace } from './plot.ts';
import { plotText, shortName } from './plot-text.ts';

/** Colours of curves and models, in turn; symbols and dashes differ as well. */
export const COLOURS = [
  '@blue',
  '@orange',
  '@green',
  '@pink',
  '@red',
  '@sky',
  '@yellow',
  '@gray',
] as const;
export const SYMBOLS = ['circle', 'square', 'diamond', 'cross', 'x', 'triangle-up'] as const;
const DASHES: readonly PlotDash[] = ['solid', 'dash', 'dot', 'dashdot', 'longdash'];

/** What joins means says nothing: it is thinner than the curve of any model. */
const JOIN_PIXELS = 1;
const MODEL_PIXELS = 2.2;

/** The entry of a list for the nth thing; the list begins again after its end. */
export function inTurn<Each>(list: readonly Each[], at: number): Each {
  return list[at % list.length] as Each;
}

/** Markers that show each other where curves coincide: hollow and large, then small and full. */
export function markerOf(at: number, count: number): PlotMarker {
  const color = inTurn(COLOURS, at);
  const symbol = inTurn(SYMBOLS, at);
  if (at === count - 1) return { color, symbol, size: 6 };
  const size = Math.max(7, 15 - 4 * (at % 3));
  return { color, symbol: `${symbol}-open` as PlotSymbol, size, line: { color, width: 1.6 } };
}

export interface DrawnCurve {
  readonly name: string;
  readonly points: readonly ValuesAt[];
  /** Nothing that is joined by lines: measured points. */
  readonly apart?: boolean;
}

/** What stands along the axes. */
export interface Axes {
  readonly x: string;
  readonly y: string;
}

/** An axis from 0 with its name. */
export const axisOf = (name: string): PlotAxis => ({
  title: { text: plotText(name, 70) },
  rangemode: 'tozero',
});

/** Curves of a plot at most: more cannot be told apart. */
const CURVES_MOST = 12;

/** Points at which a fitted curve is computed. */
const FIT_POINTS = 120;

/** @param fits drawn over the points of the first curve, which nothing joins then. */
export function curvePlot(
  curves: readonly DrawnCurve[],
  axes: Axes,
  caption: string,
  fits: readonly CurveFit[] = [],
): PlotBlock {
  const drawn = curves.slice(0, CURVES_MOST);
  const omitted = curves.length - drawn.length;
  const xs = drawn.flatMap(({ points }) => points.map(({ x }) => x));
  const ends = [smallestOf(xs), largestOf(xs)] as const;
  const { distinct, same } = distinctFits(fits, ends);
  const more = omitted > 0 ? ` ${omitted} more curves are in the table only.` : '';
  return {
    kind: 'plot',
    caption: [caption + more, ...same].join(' '),
    traces: [
      ...drawn.flatMap((curve, at) => {
        return curveTraces({ ...curve, apart: curve.apart === true || fits.length > 0 }, at, drawn);
      }),
      ...distinct.map(({ fit, at }) => {
        const look = { color: inTurn(COLOURS, at + 1), dash: inTurn(DASHES, at) };
        return fitTrace(fit, ends, CURVE_WORDS[fit.model], { ...look, width: MODEL_PIXELS });
      }),
    ],
    layout: { xaxis: axisOf(axes.x), yaxis: axisOf(axes.y) },
    heightPixels: 430,
    views: [
      { label: 'linear', change: scale('linear') },
      { label: 'logarithmic', change: scale('log') },
    ],
  };
}

/** Curves that nowhere differ by more than this part of themselves are one. */
const SAME = 0.002;

/** Each curve once, with its place among all, and which others are the same as it. */
function distinctFits(fits: readonly CurveFit[], ends: readonly [number, number]) {
  const values = fits.map(({ predict }) => placesBetween(ends).map(predict));
  const isSame = (one: number, other: number): boolean =>
    values[one]?.every((value, at) => {
      return Math.abs(value - (values[other]?.[at] ?? 0)) <= SAME * Math.abs(value);
    }) ?? false;
  const firstOf = fits.map((_, at) => fits.findIndex((__, before) => isSame(before, at)));
  const distinct = fits.flatMap((fit, at) => (firstOf[at] === at ? [{ fit, at }] : []));
  const same = fits.flatMap(({ model }, at) => {
    const first = fits[firstOf[at] ?? at]?.model ?? model;
    if (first === model) return [];
    return [`The ${CURVE_WORDS[model]} is the same curve as the ${CURVE_WORDS[first]}.`];
  });
  return { distinct, same };
}

/** So few that Plotly labels 1, 2 and 5 of each power of ten: 9 and 10 would run together. */
export const LOG_TICKS = 3;

function scale(type: 'linear' | 'log') {
  const nticks = type === 'log' ? LOG_TICKS : 0;
  return {
    ...{ 'xaxis.type': type, 'xaxis.nticks': nticks },
    ...{ 'yaxis.type': type, 'yaxis.nticks': nticks },
    'xaxis.autorange': true,
    'yaxis.autorange': true,
  };
}

/** A mean at an x, with half of its 95 % interval where it is known. */
export interface Mean {
  readonly x: number;
  readonly mean: number;
  readonly half?: number | null | undefined;
}

/** Means with their intervals. @param look what differs from a joined line with a legend. */
export function meanTrace(
  means: readonly Mean[],
  color: string,
  look: Partial<PlotTrace> & Pick<PlotTrace, 'name'>,
): PlotTrace {
  return {
    type: 'scatter',
    mode: 'lines+markers',
    showlegend: true,
    x: means.map(({ x }) => x),
    y: means.map(({ mean }) => mean),
    error_y: {
      type: 'data',
      array: means.map(({ half }) => half ?? 0),
      visible: means.some(({ half }) => typeof half === 'number'),
      color,
      thickness: 1.3,
      width: 4,
    },
    line: { color, width: JOIN_PIXELS },
    ...look,
  };
}

/** Values that somebody else has published, as stars. */
export function publishedTrace(
  name: string,
  points: readonly { readonly x: number; readonly y: number }[],
): PlotTrace {
  return {
    type: 'scatter',
    mode: 'markers',
    name,
    showlegend: true,
    x: points.map(({ x }) => x),
    y: points.map(({ y }) => y),
    marker: { color: '@ink', symbol: 'star-open', size: 14, line: { width: 1.6, color: '@ink' } },
  };
}

function curveTraces(
  { name, points, apart = false }: DrawnCurve,
  at: number,
  { length: curves }: readonly DrawnCurve[],
): PlotTrace[] {
  const color = inTurn(COLOURS, at);
  const repeated = points.some(({ values }) => values.length > 1);
  const title = plotText(name === '' ? 'mean' : name);
  const single = points.flatMap(({ x, values }) => values.map((y) => ({ x, y })));
  const means = points.map(({ x, values }) => ({ x, ...meansInterval(values) }));
  const mean = meanTrace(means, color, {
    mode: apart ? 'markers' : 'lines+markers',
    name: title,
    showlegend: curves > 1 || name !== '' || repeated,
    line: { color, dash: inTurn(DASHES, Math.floor(at / COLOURS.length)), width: JOIN_PIXELS },
    marker: markerOf(at, curves),
  });
  if (!repeated) return [mean];
  const runs: PlotTrace = {
    type: 'scatter',
    mode: 'markers',
    name: curves > 1 ? `${title}, single runs` : 'single runs',
    showlegend: curves === 1,
    x: single.map(({ x }) => x),
    y: single.map(({ y }) => y),
    marker: { color, symbol: 'circle-open', size: 4, opacity: 0.6 },
  };
  return [runs, mean];
}

const placesBetween = ([least, most]: readonly [number, number]): number[] =>
  Array.from({ length: FIT_POINTS + 1 }, (_, step) => {
    return least + ((most - least) * step) / FIT_POINTS;
  });

/** A fitted curve between two x. */
export function fitTrace(
  { predict }: CurveFit,
  ends: readonly [number, number],
  name: string,
  line: PlotLine,
): PlotTrace {
  const x = placesBetween(ends);
  const look = { type: 'scatter', mode: 'lines', showlegend: true, hoverinfo: 'name+x+y' } as const;
  return { ...look, name, x, y: x.map((each) => predict(each)), line };
}

/** Points of a curve that lie above and below 0. */
interface Deviation {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number | null }[];
}

/** What is off, above and below 0. @param first place of the first colour. */
export function deviationPlot(
  deviations: readonly Deviation[],
  x: string,
  yaxis: PlotAxis,
  caption: string,
  first = 0,
): PlotBlock {
  return {
    kind: 'plot',
    caption,
    traces: deviations.map(({ name, points }, at) => ({
      type: 'scatter',
      mode: 'lines+markers',
      name,
      showlegend: true,
      x: points.map((point) => point.x),
      y: points.map((point) => point.y),
      line: { color: inTurn(COLOURS, at + first), dash: inTurn(DASHES, at + first), width: 1.2 },
      marker: { color: inTurn(COLOURS, at + first), symbol: inTurn(SYMBOLS, at), size: 7 },
    })),
    layout: { xaxis: axisOf(x), yaxis: { ...yaxis, zerolinewidth: 2 } },
    heightPixels: 300,
  };
}

/** What the models leave over at each point. */
export function residualPlot(fits: readonly CurveFit[], axes: Axes): PlotBlock {
  const left = fits.map(({ model, residuals }) => {
    return { name: CURVE_WORDS[model], points: residuals.map(({ x, residual: y }) => ({ x, y })) };
  });
  const caption =
    `What each model leaves of ${shortName(axes.y)}: the point less the curve. ` +
    'A good model leaves no shape.';
  return deviationPlot(left, axes.x, { title: { text: withUnit('residual', axes) } }, caption, 1);
}

/** A difference of what is on the y axis, with its unit. */
export function withUnit(what: string, { y }: Axes): string {
  const unit = unitIn(y);
  return unit === '' ? what : `${what} (${plotText(unit)})`;
}
