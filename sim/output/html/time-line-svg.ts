/** Draws a time line as SVG: in reports, and again and again in the lab. */
import { ticksBetween } from '../document/ticks.ts';
import {
  type Lane,
  MEANINGS,
  type Meaning,
  partsOf,
  type Stretch,
  type TimeLine,
  type Track,
  within,
} from '../document/time-line.ts';
import { html, type Markup } from './html.ts';

/** Room to the left and right of the lanes, for names and scales, pixels. */
export const GUTTER_PIXELS = 66;
const MARGIN_PIXELS = 16;

const HEAD_PIXELS = 24;
const GAP_PIXELS = 5;
const AXIS_PIXELS = 38;

/** A lane with a scale is at least this high. */
const SCALED_PIXELS = 40;

/** Pixels that a character of a label takes. */
const CHARACTER_PIXELS = 6.1;

/** Lines closer than this are left out. */
const RULES_APART_PIXELS = 5;

/** Names of marks stand above the first lane. */
const MARKS_PIXELS = 18;

/** A lane and where it is drawn, pixels from the top. */
export interface PlacedLane {
  readonly lane: Lane;
  readonly top: number;
  /** Whether the name of its group stands above it. */
  readonly isHead: boolean;
}

/** The lanes below one another, and the height of all with the axis. */
export function placed({ lanes, marks }: TimeLine): { places: PlacedLane[]; height: number } {
  let top = marks === undefined ? 0 : MARKS_PIXELS;
  const places = lanes.map((lane, at) => {
    const isHead = lane.group !== lanes[at - 1]?.group;
    const place = { lane, top: top + (isHead ? HEAD_PIXELS : 0), isHead };
    top = place.top + lane.heightPixels + GAP_PIXELS;
    return place;
  });
  return { places, height: top + AXIS_PIXELS };
}

/** The width of the lanes in a picture. */
export const lanesWidth = (width: number): number => width - GUTTER_PIXELS - MARGIN_PIXELS;

const colour = (name: string): string => `var(--${name})`;
const tenth = (value: number): number => Math.round(value * 10) / 10;

/** @param width of the whole picture, pixels. */
export function timeLineSvg(line: TimeLine, window: Stretch, width: number): Markup {
  const { places, height } = placed(line);
  const wide = Math.max(1, lanesWidth(width));
  const ticks = ticksBetween(window.from, window.to, wide / 90);
  const xOf = (seconds: number): number =>
    tenth((wide * (seconds - window.from)) / (window.to - window.from));
  const groups = [...new Set(line.lanes.map(({ group }) => group))].join('; ');
  const pen: Pen = { window, wide, xOf };
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"
 width="100%" role="img" aria-label="Time line of ${groups}" font-size="12"
 font-family="system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif" fill="${colour('ink')}">
<g stroke="${colour('line')}">${ticks.map((tick) => {
    return html`<path d="M${GUTTER_PIXELS + xOf(tick)} 0V${height - AXIS_PIXELS + 5}"/>`;
  })}</g>
${places.map((place) => laneSvg(place, pen))}${marksSvg(line, pen, downTo(places, height))}
${axisSvg(ticks, pen, height)}</svg>`;
}

/** What lanes are drawn with. */
interface Pen {
  readonly window: Stretch;
  /** Pixels of the window. */
  readonly wide: number;
  readonly xOf: (seconds: number) => number;
}

function axisSvg(ticks: readonly number[], { wide, xOf }: Pen, height: number): Markup {
  const top = height - AXIS_PIXELS;
  const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
  const decimals = Math.min(6, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
  return html`<g text-anchor="middle" fill="${colour('faint')}">${ticks.map((tick) => {
    const x = GUTTER_PIXELS + xOf(tick);
    return html`<text x="${x}" y="${top + 17}">${tick.toFixed(decimals)}</text>`;
  })}
<text x="${GUTTER_PIXELS + wide / 2}" y="${top + 34}">simulated time, seconds</text></g>`;
}

function laneSvg({ lane, top, isHead }: PlacedLane, pen: Pen): Markup {
  const { group, title, heightPixels: height, tracks, labels = [], rules = [] } = lane;
  const words = title.split(' ');
  const middle = top + height / 2 + 4 - 7 * (words.length - 1);
  const span = pen.window.to - pen.window.from;
  const drawn = tracks.filter(({ windowMost = span }) => span <= windowMost);
  const head = html`<text x="0" y="${top - 8}" font-weight="600">${group}</text>`;
  return html`${isHead ? head : ''}
${words.map((word, at) => html`<text x="0" y="${middle + 14 * at}">${word}</text>`)}
${height >= SCALED_PIXELS ? scaleSvg(lane, top) : ''}
<svg x="${GUTTER_PIXELS}" y="${top}" width="${pen.wide}" height="${height}">
<path d="M0 ${height - 0.5}H${pen.wide}" stroke="${colour('line')}"/>
${drawn.map((track) => trackSvg(track, height, pen))}
${rulesSvg(rules, height, pen)}${labels.map((label) => labelSvg(label, height, pen))}</svg>`;
}

function scaleSvg({ tracks: [first], heightPixels }: Lane, top: number): Markup {
  const { most = 1, unit = '' } = first?.scale ?? {};
  const text = unit === '%' ? `${100 * most} %` : shorten(most);
  const x = GUTTER_PIXELS - 6;
  return html`<g font-size="11" text-anchor="end" fill="${colour('faint')}">
<text x="${x}" y="${top + 10}">${text}</text><text x="${x}" y="${top + heightPixels}">0</text></g>`;
}

/** A number of few characters. */
export function shorten(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))} M`;
  return value >= 1e4 ? `${Number((value / 1e3).toPrecision(3))} k` : String(value);
}

function rulesSvg(rules: readonly number[], height: number, { window, xOf }: Pen): Markup {
  let free = Number.NEGATIVE_INFINITY;
  const paths = rules.flatMap((rule) => {
    const x = xOf(rule);
    if (rule < window.from || rule > window.to || x < free) return [];
    free = x + RULES_APART_PIXELS;
    return `M${x} 0V${height}`;
  });
  return html`<path d="${paths.join('')}" stroke="${colour('faint')}" stroke-dasharray="2 3"/>`;
}

/** The way of a line from the top to the axis, which leaves the names of groups out. */
function downTo(places: readonly PlacedLane[], height: number): string {
  const gaps = places.filter(({ isHead }) => isHead);
  const steps = gaps.map(({ top }) => `V${top - HEAD_PIXELS}m0 ${HEAD_PIXELS}`);
  return `${steps.join('')}V${height - AXIS_PIXELS}`;
}

/**
 * Lines across all lanes; a name that would run into the one before is left out.
 * @param down the way of each from its top.
 */
function marksSvg({ marks = [] }: TimeLine, pen: Pen, down: string): Markup {
  const { window, wide, xOf } = pen;
  let free = Number.NEGATIVE_INFINITY;
  return html`${marks
    .filter(({ at }) => at >= window.from && at <= window.to)
    .map(({ at, text }) => {
      const x = xOf(at);
      const long = CHARACTER_PIXELS * text.length;
      const isLate = x + long > wide;
      const left = isLate ? x - long : x;
      const name = html`<text x="${GUTTER_PIXELS + x}" y="12" fill="${colour('fail')}"
 font-size="11" text-anchor="${isLate ? 'end' : 'start'}">${text}</text>`;
      const hasRoom = left >= free;
      if (hasRoom) free = left + long + CHARACTER_PIXELS;
      const d = `M${GUTTER_PIXELS + x} 0${down}`;
      const across = html`<path d="${d}" stroke="${colour('fail')}" stroke-width="2"/>`;
      return html`${across}${hasRoom ? name : ''}`;
    })}`;
}

/** Words where they have room. */
function labelSvg(
  { from, to, text }: Stretch & { text: string },
  height: number,
  pen: Pen,
): Markup {
  const left = Math.max(0, pen.xOf(from));
  const right = Math.min(pen.wide, pen.xOf(to));
  if (right - left < CHARACTER_PIXELS * text.length + 6) return html``;
  return html`<text x="${tenth((left + right) / 2)}" y="${height / 2 + 5}" font-size="11"
 text-anchor="middle" fill="${colour('on-accent')}">${text}</text>`;
}

function trackSvg(track: Track, height: number, pen: Pen): Markup {
  const { look, meanings, scale, times, levels } = within(
    track,
    pen.window,
    partsOf(track, pen.window, Math.ceil(pen.wide)),
  );
  const { least, most } = scale;
  const high = (level: number): number => tenth(((level - least) / (most - least)) * (height - 1));
  const xs = times.map(pen.xOf);
  if (look === 'area') {
    const base = xs.map(() => 0);
    return html`${meanings.map((meaning, at) => {
      const d = areaPath(
        xs,
        (levels[at] ?? []).map((level) => high(level ?? least)),
        base,
        height,
      );
      return d === '' ? '' : html`<path d="${d}" fill="${colour(MEANINGS[meaning])}"/>`;
    })}`;
  }
  return html`${meanings.map((meaning, at) => {
    const ys = (levels[at] ?? []).map((level) => (level === null ? null : height - high(level)));
    const d = linePath(xs, ys, look === 'steps');
    const dashes = meaning === 'the same without the migration' ? '5 3' : '';
    const wide = meaning === 'credits of Dom0' ? 1 : 1.8;
    return html`<path d="${d}" fill="none" stroke="${colour(MEANINGS[meaning])}"
 stroke-width="${wide}" stroke-dasharray="${dashes}"/>`;
  })}`;
}

/** Rectangles on top of what is there; equal neighbours are one. @param base grows by them. */
function areaPath(
  xs: readonly number[],
  highs: readonly number[],
  base: number[],
  height: number,
): string {
  let d = '';
  for (let at = 0; at < highs.length && at < xs.length - 1; at += 1) {
    const [high, low, first] = [highs[at] as number, base[at] as number, at];
    while (highs[at + 1] === high && base[at + 1] === low && at < xs.length - 2) at += 1;
    for (let each = first; each <= at; each += 1) base[each] = low + high;
    const wide = tenth((xs[at + 1] as number) - (xs[first] as number));
    if (high > 0 && wide > 0) {
      d += `M${xs[first]} ${tenth(height - low)}v${-high}h${wide}v${high}z`;
    }
  }
  return d;
}

function linePath(xs: readonly number[], ys: readonly (number | null)[], isStep: boolean): string {
  let d = '';
  let isDown = false;
  for (const [at, y] of ys.entries()) {
    const x = xs[at] as number;
    if (y !== null)
      d += isDown ? (isStep ? `V${tenth(y)}` : `L${x} ${tenth(y)}`) : `M${x} ${tenth(y)}`;
    isDown = y !== null;
    const next = xs[at + 1];
    if (isDown && isStep && next !== undefined) d += `H${next}`;
  }
  return d;
}

/** What is drawn in it, and how. */
export function usedMeanings({ lanes }: Pick<TimeLine, 'lanes'>): Map<Meaning, Track['look']> {
  const tracks = lanes.flatMap((lane) => lane.tracks);
  return new Map(
    tracks.flatMap(({ look, meanings, levels }) => {
      const used = meanings.filter((_, at) => levels[at]?.some((level) => level));
      return used.map((meaning) => [meaning, look] as const);
    }),
  );
}

/** What the colours stand for: areas as squares, lines as strokes. */
export function timeLineKeys(line: TimeLine): Markup {
  const looks = usedMeanings(line);
  return html`<ul class="keys" aria-label="Colours">${[...looks].map(([meaning, look]) => {
    const kind = look === 'area' ? 'swatch' : 'swatch stroke';
    const style = `background: ${colour(MEANINGS[meaning])}`;
    return html`<li><span class="${kind}" style="${style}"></span> ${meaning}</li>`;
  })}</ul>`;
}
