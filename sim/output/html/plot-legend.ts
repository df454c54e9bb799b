/** The legend of a plot and its words: where it hides least of what is drawn. */
import { largestOf, smallestOf } from '../../engine/kernel/lists.ts';
import type { PlotTrace } from '../document/plot.ts';
import { html, type Markup } from './html.ts';
import { markSvg, type Pen, strokeSvg } from './plot-marks.ts';

/** A rectangle, pixels. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const LINE_PIXELS = 19;
const SAMPLE_PIXELS = 30;
const PAD_PIXELS = 8;

/** Of a word, on average, of the widest usual font. */
const CHARACTER_PIXELS = 7.1;

/** How a text is written in a plot: with raised parts, and three entities. */
const RAISED = /<sup>(.*?)<\/sup>/u;

const plain = (text: string): string =>
  text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

/** Pixels that a text takes, at most. */
export const widthOf = (text: string): number =>
  CHARACTER_PIXELS * plain(text.replace(/<\/?sup>/gu, '')).length;

/** A text of a plot as the content of a text element. */
export function wordsSvg(text: string): Markup {
  const [before = '', raised, ...after] = text.split(RAISED);
  if (raised === undefined) return html`${plain(before)}`;
  const up = html`<tspan dy="-5" font-size="10">${plain(raised)}</tspan>`;
  return html`${plain(before)}${up}<tspan dy="5">${plain(after.join(''))}</tspan>`;
}

/** Where the legend has least beneath it. @param busy places that are drawn at. */
export function legendBox(
  traces: readonly PlotTrace[],
  plane: Box,
  busy: readonly { readonly x: number; readonly y: number }[],
): Box {
  const wide = SAMPLE_PIXELS + 3 * PAD_PIXELS + largestOf(traces.map(({ name }) => widthOf(name)));
  const high = LINE_PIXELS * traces.length + PAD_PIXELS;
  const room = { x: plane.right - plane.left - wide, y: plane.bottom - plane.top - high };
  const boxes = [1, 0, 0.75, 0.5, 0.25].flatMap((x) =>
    [0, 1, 0.5].map((y) => {
      const left = plane.left + PAD_PIXELS + x * (room.x - 2 * PAD_PIXELS);
      const top = plane.top + PAD_PIXELS / 2 + y * (room.y - PAD_PIXELS);
      // To the very edge: no stub of a line of the grid is left behind it.
      const right = left + wide + (x === 1 ? PAD_PIXELS : 0);
      return { left, right, top, bottom: top + high };
    }),
  );
  const beneath = (box: Box): number =>
    busy.filter(({ x, y }) => {
      return x > box.left - 6 && x < box.right + 6 && y > box.top - 6 && y < box.bottom + 6;
    }).length;
  const counted = boxes.map((box) => ({ box, count: beneath(box) }));
  const least = smallestOf(counted.map(({ count }) => count));
  return (counted.find(({ count }) => count === least) as { box: Box }).box;
}

export function legendSvg(traces: readonly PlotTrace[], box: Box, pen: Pen): Markup {
  const { left, right, top, bottom } = rounded(box);
  return html`<rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"
 fill="${pen.colourOf('ground')}" fill-opacity="0.85"/>
${traces.map((trace, at) => {
  const y = top + PAD_PIXELS / 2 + LINE_PIXELS * (at + 0.5);
  const x = left + 2 * PAD_PIXELS + SAMPLE_PIXELS;
  return html`${sampleSvg(trace, left + PAD_PIXELS, y, pen)}
<text x="${x}" y="${y + 4.5}">${wordsSvg(trace.name)}</text>
`;
})}`;
}

const rounded = ({ left, right, top, bottom }: Box): Box => {
  const [x, y] = [Math.round(left), Math.round(top)];
  return { left: x, top: y, right: x + Math.round(right - left), bottom: y + (bottom - top) };
};

/** A piece of the line of a trace, with one of its marks. */
function sampleSvg({ mode, line, marker }: PlotTrace, x: number, y: number, pen: Pen): Markup {
  const stroke = line ?? { color: marker?.color ?? '@ink' };
  const mark = marker ?? { color: stroke.color };
  const across = strokeSvg(`M${x} ${y}h${SAMPLE_PIXELS}`, stroke, pen);
  const point = markSvg([{ x: x + SAMPLE_PIXELS / 2, y }], mark, pen);
  return html`<g fill="none">${mode === 'markers' ? '' : across}
${mode === 'lines' ? '' : point}</g>`;
}
