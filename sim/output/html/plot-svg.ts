/**
 * Plots as SVG, made without a browser: the figures that `reproduce` writes, and the plots of pages
 * in which there is nothing to zoom into.
 */
import { largestOf } from '../../engine/kernel/lists.ts';
import type { PlotBlock } from '../document/document.ts';
import type { PlotRule, PlotTrace } from '../document/plot.ts';
import { html, type Markup } from './html.ts';
import { paletteOf } from './palette.ts';
import { type Box, legendBox, legendSvg, widthOf, wordsSvg } from './plot-legend.ts';
import { type Pen, traceSvg } from './plot-marks.ts';
import { type PlotScale, scaleOf } from './plot-scale.ts';

/** How a plot is drawn. */
export interface PlotLook {
  readonly width: number;
  readonly height: number;
  /** A colour of the palette, as it stands in an attribute. */
  readonly colourOf: (name: string) => string;
  /** Of its own, for a file; a page has one. */
  readonly isFile?: boolean;
}

/** Of an image: with 13 pixels for a letter it suits half of a page. */
export const IMAGE_PIXELS = { width: 640, height: 420 };

/** A plot as the text of an SVG file, in the light colours. */
export function plotImage(plot: PlotBlock): string {
  const colours: Readonly<Record<string, string>> = paletteOf(0);
  const colourOf = (name: string): string => colours[name] ?? name;
  return plotSvg(plot, { ...IMAGE_PIXELS, colourOf, isFile: true }).text;
}

const FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";
const FONT_PIXELS = 13;

/** Around the plane, pixels. */
const TOP = 12;
const RIGHT = 16;
const BELOW = 50;
const TICK_PIXELS = 5;

/** Words of a rule stand above all that is drawn. */
const HEADROOM = 1.08;

/** A tick has about so much room along x and along y, pixels. */
const APART = { x: 62, y: 44 };

export function plotSvg(
  { traces, layout, rules = [], caption }: PlotBlock,
  look: PlotLook,
): Markup {
  const { width, height, colourOf, isFile } = look;
  const [xs, ys] = [traces.flatMap(({ x }) => numbers(x)), traces.flatMap(valuesOf)];
  const bottom = height - BELOW;
  const highest = ys.length > 0 && rules.length > 0 ? [HEADROOM * largestOf(ys)] : [];
  const y = scaleOf(layout.yaxis, [...ys, ...highest], [bottom, TOP], height / APART.y);
  const left = leftOf(y);
  const right = width - RIGHT;
  const x = scaleOf(layout.xaxis, xs, [left, right], (right - left) / APART.x);
  const plane = { left, right, top: TOP, bottom };
  const pen: Pen = { x: x.of, y: y.of, colourOf };
  const named = traces.filter((trace) => isNamed(trace, traces.length));
  const busy = [...busyPlaces(traces, pen), ...rules.flatMap((rule) => rulePlaces(rule, x, plane))];
  const label = isFile === true ? '' : html` aria-label="${caption}"`;
  const size = isFile === true ? html` width="${width}" height="${height}"` : html` width="100%"`;
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"${size}
 role="img"${label} font-family="${FONT}" font-size="${FONT_PIXELS}" fill="${colourOf('ink')}">
${isFile === true ? html`<title>${caption}</title>` : ''}
${isFile === true ? html`<rect width="100%" height="100%" fill="${colourOf('ground')}"/>` : ''}
${axesSvg({ x, y, plane, colourOf })}
${titleSvg(layout.xaxis.title.text, (left + right) / 2, height - 10)}
<g transform="rotate(-90)">${titleSvg(layout.yaxis.title.text, -(TOP + bottom) / 2, 15)}</g>
${rules.map((rule) => ruleSvg(rule, pen, plane))}
${traces.map((trace) => traceSvg(trace, pen))}
${named.length === 0 ? '' : legendSvg(named, legendBox(named, plane, busy), pen)}
</svg>
`;
}

/** Room for the labels of the y axis and its name. */
function leftOf({ ticks }: PlotScale): number {
  const longest = largestOf(
    ticks.map(({ text }) => text.length),
    0,
  );
  return 34 + Math.ceil(7.4 * longest);
}

const numbers = (values: PlotTrace['x']): number[] =>
  values.flatMap((value) => (value !== null && Number.isFinite(value) ? [value] : []));

/** What a trace has along y, with the ends of its intervals. */
function valuesOf({ y, error_y: error }: PlotTrace): number[] {
  if (error === undefined || !error.visible) return numbers(y);
  return y.flatMap((value, at) => {
    const half = error.array[at] ?? 0;
    return value === null ? [] : [value - half, value + half];
  });
}

/** Plotly's rule: a lone trace is named only if it asks for that. */
const isNamed = ({ name, showlegend }: PlotTrace, count: number): boolean =>
  name !== '' && (showlegend ?? count > 1);

/** Where something is drawn, pixels: joined points with what lies between them. */
function busyPlaces(traces: readonly PlotTrace[], pen: Pen): { x: number; y: number }[] {
  return traces.flatMap(({ x, y, mode }) => {
    const places = x.map((value, at) => ({ x: pen.x(value ?? NaN), y: pen.y(y[at] ?? NaN) }));
    if (mode === 'markers') return places;
    return places.flatMap((place, at) => {
      const next = places[at + 1] ?? place;
      return [0, 0.25, 0.5, 0.75].map((part) => ({
        x: place.x + part * (next.x - place.x),
        y: place.y + part * (next.y - place.y),
      }));
    });
  });
}

interface Axes {
  readonly x: PlotScale;
  readonly y: PlotScale;
  readonly plane: Box;
  readonly colourOf: PlotLook['colourOf'];
}

function axesSvg({ x, y, plane, colourOf }: Axes): Markup {
  const { left, right, top, bottom } = plane;
  const across = y.ticks.filter(({ text }) => text !== '').map(({ at }) => round(y.of(at)));
  const below = x.ticks.map(({ at, text }) => `M${round(x.of(at))} ${bottom}v${long(text)}`);
  const beside = y.ticks.map(({ at, text }) => `M${left} ${round(y.of(at))}h${-long(text)}`);
  const underX = x.ticks.filter(({ text }) => text !== '');
  const besideY = y.ticks.filter(({ text }) => text !== '');
  return html`<path d="${across.map((at) => `M${left} ${at}H${right}`).join('')}" fill="none"
 stroke="${colourOf('line')}"/>
<path d="M${left} ${top}V${bottom}H${right}${[...below, ...beside].join('')}" fill="none"
 stroke="${colourOf('ink')}"/>
<g text-anchor="middle">${underX.map(({ at, text }) => {
    return html`<text x="${round(x.of(at))}" y="${bottom + 19}">${text}</text>`;
  })}</g>
<g text-anchor="end">${besideY.map(({ at, text }) => {
    return html`<text x="${left - 8}" y="${round(y.of(at) + 4.5)}">${text}</text>`;
  })}</g>`;
}

const long = (text: string): number => (text === '' ? 3 : TICK_PIXELS);

const round = (pixels: number): number => Math.round(10 * pixels) / 10;

function titleSvg(text: string, x: number, y: number): Markup {
  return html`<text x="${round(x)}" y="${y}" text-anchor="middle">${wordsSvg(text)}</text>`;
}

/** Where the words of a rule are, and its line. */
function rulePlaces({ x, text }: PlotRule, { of }: PlotScale, { right, top, bottom }: Box) {
  const [at, wide] = [of(x), widthOf(text)];
  const isLate = at > right / 2;
  const words = [0.1, 0.4, 0.7, 1].map((part) => {
    return { x: at + (isLate ? -part : part) * wide, y: top + 9 };
  });
  const line = [0.1, 0.3, 0.5, 0.7, 0.9].map((part) => ({ x: at, y: top + part * (bottom - top) }));
  return [...words, ...line];
}

/** A dashed line with its words at the upper end, to the side on which there is more room. */
function ruleSvg({ x, text, color }: PlotRule, pen: Pen, { right, top, bottom }: Box): Markup {
  const at = round(pen.x(x));
  const isLate = at > right / 2;
  const colour = pen.colourOf(color.slice(1));
  return html`<path d="M${at} ${top}V${bottom}" stroke="${colour}" stroke-width="1.5"
 stroke-dasharray="6 4" fill="none"/>
<text x="${isLate ? at - 7 : at + 7}" y="${top + 13}" font-size="12" fill="${colour}"
 text-anchor="${isLate ? 'end' : 'start'}">${wordsSvg(text)}</text>`;
}
