/** What a plot draws of each trace: its line, its intervals, its marks. */
import type { PlotDash, PlotMarker, PlotTrace } from '../document/plot.ts';
import { html, type Markup } from './html.ts';

/** What traces are drawn with: pixels of values, and colours by their names. */
export interface Pen {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly colourOf: (name: string) => string;
}

const DASHES: Readonly<Record<PlotDash, string>> = {
  solid: '',
  dash: '7 4',
  dot: '2 3',
  dashdot: '8 3 2 3',
  longdash: '12 4',
};

const LINE_PIXELS = 2;
const MARKER_PIXELS = 6;

/** Half of the stroke across the end of an interval, pixels. */
const END_PIXELS = 4;

const round = (pixels: number): number => Math.round(10 * pixels) / 10;

export function traceSvg(trace: PlotTrace, pen: Pen): Markup {
  const { mode, opacity = 1 } = trace;
  const places = trace.x.map((value, at) => {
    return { x: pen.x(value ?? NaN), y: pen.y(trace.y[at] ?? NaN), at };
  });
  const line = mode === 'markers' ? '' : lineSvg(trace, places, pen);
  const marks = mode === 'lines' ? '' : marksSvg(trace, places, pen);
  const faded = opacity < 1 ? html` opacity="${opacity}"` : '';
  return html`<g fill="none"${faded}>${line}${intervalsSvg(trace, places, pen)}${marks}</g>
`;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly at: number;
}

const isKnown = ({ x, y }: Place): boolean => Number.isFinite(x) && Number.isFinite(y);

/** @param places only those that are next to each other are joined. */
function lineSvg({ line, marker }: PlotTrace, places: readonly Place[], pen: Pen): Markup {
  let isDown = false;
  const steps = places.map((place) => {
    const wasDown = isDown;
    isDown = isKnown(place);
    return isDown ? `${wasDown ? 'L' : 'M'}${round(place.x)} ${round(place.y)}` : '';
  });
  return strokeSvg(steps.join(''), line ?? { color: marker?.color ?? '@ink' }, pen);
}

/** A line of a trace, or the sample of it in a legend. */
export function strokeSvg(d: string, line: NonNullable<PlotTrace['line']>, pen: Pen): Markup {
  const dashes = DASHES[line.dash ?? 'solid'];
  const dashed = dashes === '' ? '' : html` stroke-dasharray="${dashes}"`;
  return html`<path d="${d}" stroke="${pen.colourOf(line.color.slice(1))}"
 stroke-width="${line.width ?? LINE_PIXELS}" stroke-linejoin="round"${dashed}/>`;
}

function intervalsSvg({ error_y: error, y }: PlotTrace, places: readonly Place[], pen: Pen) {
  if (error === undefined || !error.visible) return '';
  const bars = places.filter(isKnown).flatMap(({ x, at }) => {
    const half = error.array[at] ?? 0;
    const [high, low] = [half, -half].map((off) => round(pen.y((y[at] as number) + off)));
    if (half === 0 || !Number.isFinite(high) || !Number.isFinite(low)) return [];
    const end = (place?: number) => `M${round(x - END_PIXELS)} ${place}h${2 * END_PIXELS}`;
    return [`${end(high)}${end(low)}M${round(x)} ${high}V${low}`];
  });
  if (bars.length === 0) return '';
  return html`<path d="${bars.join('')}" stroke="${pen.colourOf(error.color.slice(1))}"
 stroke-width="${error.thickness}"/>`;
}

function marksSvg({ marker, line }: PlotTrace, places: readonly Place[], pen: Pen): Markup {
  const look = marker ?? { color: line?.color ?? '@ink' };
  return markSvg(places.filter(isKnown), look, pen);
}

/** Marks of one look at several places. */
export function markSvg(
  places: readonly { readonly x: number; readonly y: number }[],
  { color, symbol = 'circle', size = MARKER_PIXELS, opacity = 1, line }: PlotMarker,
  pen: Pen,
): Markup {
  const isOpen = symbol.endsWith('-open');
  const colour = pen.colourOf(color.slice(1));
  const stroke = pen.colourOf((line?.color ?? color).slice(1));
  const shape = shapeOf(symbol.replace('-open', ''), size / 2);
  const faded = opacity < 1 ? html` opacity="${opacity}"` : '';
  return html`<path d="${places.map(shape).join('')}" fill="${isOpen ? 'none' : colour}"
 stroke="${stroke}" stroke-width="${line?.width ?? 1}"${faded}/>`;
}

/** The outline of a mark at a place. @param r half of its size, pixels. */
function shapeOf(symbol: string, r: number): (place: { x: number; y: number }) => string {
  const corners = CORNERS[symbol];
  if (corners === undefined) {
    const arc = (way: number) => `a${r} ${r} 0 1 0 ${2 * r * way} 0`;
    return ({ x, y }) => `M${round(x - r)} ${round(y)}${arc(1)}${arc(-1)}z`;
  }
  return ({ x, y }) => {
    const places = corners.map(([right, down]) => `${round(x + r * right)} ${round(y + r * down)}`);
    return `M${places.join('L')}z`;
  };
}

type Corner = readonly [right: number, down: number];

const PLUS: readonly Corner[] = [0, 1, 2, 3].flatMap((quarter) => {
  const arm: readonly Corner[] = [
    [-0.4, -0.4],
    [-0.4, -1.2],
    [0.4, -1.2],
  ];
  return arm.map((corner) => turned(corner, 90 * quarter));
});

const STAR: readonly Corner[] = Array.from({ length: 10 }, (_, at) => {
  return turned([0, at % 2 === 0 ? -1.3 : -0.52], 36 * at);
});

/** Of half the size of a mark; a circle has none. Areas are about those of the circle. */
const CORNERS: Readonly<Record<string, readonly Corner[]>> = {
  square: [0, 1, 2, 3].map((quarter) => turned([-0.9, -0.9], 90 * quarter)),
  diamond: [0, 1, 2, 3].map((quarter) => turned([0, -1.25], 90 * quarter)),
  cross: PLUS,
  x: PLUS.map((corner) => turned(corner, 45)),
  'triangle-up': [0, 1, 2].map((third) => turned([0, -1.3], 120 * third)),
  star: STAR,
};

/** A corner turned to the right about the middle. */
function turned([right, down]: Corner, degrees: number): Corner {
  const radians = (Math.PI * degrees) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  return [right * cos - down * sin, right * sin + down * cos];
}
