/** The time line of one migration as a picture of its own, for documents: an SVG file. */
import { MEANINGS, type Stretch, secondsOf, within } from '../document/time-line.ts';
import { lanesOf, type Seen } from '../document/time-line-lanes.ts';
import { html, Markup } from './html.ts';
import { cssVariables } from './palette.ts';
import { placed, timeLineSvg, usedMeanings } from './time-line-svg.ts';

const WIDTH_PIXELS = 960;
const LEGEND_PIXELS = 30;
/** Of a legend's text, with its square. */
const CHARACTER_PIXELS = 6.4;
const SQUARE_PIXELS = 28;

/** Lanes of the picture, by their titles. */
const TITLES = new Set(['stages', 'rounds', 'guest', 'pages']);

/**
 * Stages, rounds, guest and pages of the first migration.
 * @param window what is drawn of it, s of simulated time; default: all.
 */
export function timeLinePicture({ recording, migrations }: Seen, window?: Stretch): string {
  const all = { from: 0, to: secondsOf(recording.endNs) };
  const shown = window ?? all;
  const only = { guest: migrations[0]?.guest ?? '', hosts: [] };
  const lanes = lanesOf({ recording, migrations, only })
    .filter(({ title }) => TITLES.has(title))
    .map((lane) => ({
      ...lane,
      tracks: lane.tracks.map((track) => within(track, shown, WIDTH_PIXELS)),
    }));
  const line = { ...all, lanes };
  const { height } = placed(line);
  const whole = height + LEGEND_PIXELS;
  const style = new Markup(`<style>svg { ${cssVariables(0)} }</style>`);
  const drawn = timeLineSvg(line, shown, WIDTH_PIXELS);
  const { text } = html`<svg xmlns="http://www.w3.org/2000/svg"
 viewBox="0 0 ${WIDTH_PIXELS} ${whole}" font-size="12"
 font-family="system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif">
${style}
<rect width="${WIDTH_PIXELS}" height="${whole}" fill="var(--ground)"/>
<svg width="${WIDTH_PIXELS}" height="${height}">${drawn}</svg>
${legend(line, height + 18)}
</svg>
`;
  return text;
}

function legend(line: Parameters<typeof usedMeanings>[0], y: number): Markup {
  let x = 4;
  return html`<g fill="var(--ink)">${[...usedMeanings(line).keys()].map((meaning) => {
    const left = x;
    x += SQUARE_PIXELS + CHARACTER_PIXELS * meaning.length;
    const colour = `var(--${MEANINGS[meaning]})`;
    return html`<rect x="${left}" y="${y - 10}" width="12" height="12" fill="${colour}"/>
<text x="${left + 17}" y="${y}">${meaning}</text>`;
  })}</g>`;
}
