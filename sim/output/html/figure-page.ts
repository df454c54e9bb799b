/** A page without words that makes SVG images of plots, for a browser without a window. */

import type { PlotBlock } from '../document/document.ts';
import { html, scriptJson, scriptText } from './html.ts';
import { type Palette, paletteOf } from './palette.ts';

const WIDTH_PIXELS = 760;
const HEIGHT_PIXELS = 500;

/**
 * Plotly names the parts of an image by chance, so chance is replaced: the same plot, the same
 * bytes. (Minimal standard generator of Park and Miller, 1988.)
 */
const FIXED_CHANCE = `
let state = 1;
Math.random = () => { state = (state * 48271) % 2147483647; return state / 2147483647; };
`;

const MAKE = `
window.makeFigures = () => {
  const plots = JSON.parse(document.getElementById('plots').textContent);
  return plots.reduce(async (made, plot) => {
    const before = await made;
    const uri = await Plotly.toImage(plot, { format: 'svg', width: ${WIDTH_PIXELS},
      height: ${HEIGHT_PIXELS} });
    return [...before, decodeURIComponent(uri.slice(uri.indexOf(',') + 1))];
  }, Promise.resolve([]));
};
`;

/** @param titles one a plot. */
export function figurePage(
  plots: readonly PlotBlock[],
  titles: readonly string[],
  plotly: string,
): string {
  const data = plots.map(({ traces, layout }, at) =>
    painted({
      data: traces,
      layout: { ...FRAME, ...layout, title: { text: titles[at], font: { size: 15 }, x: 0.08 } },
    }),
  );
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Figures</title></head><body>
<script type="application/json" id="plots">${scriptJson(data)}</script>
<script>${scriptText(FIXED_CHANCE)}</script>
<script>${scriptText(plotly)}</script>
<script>${scriptText(MAKE)}</script>
</body></html>
`.text;
}

const AXIS = { gridcolor: '@line', zerolinecolor: '@line', linecolor: '@line', automargin: true };

const FRAME = {
  paper_bgcolor: '@ground',
  plot_bgcolor: '@ground',
  font: { color: '@ink', size: 13, family: 'sans-serif' },
  margin: { l: 64, r: 20, t: 78, b: 56 },
  legend: { orientation: 'h', x: 0, y: 1, xanchor: 'left', yanchor: 'bottom' },
  template: { layout: { xaxis: AXIS, yaxis: AXIS } },
};

const LIGHT = paletteOf(0);

/** Palette names as the light colours that they stand for. */
function painted(value: unknown): unknown {
  if (typeof value === 'string') {
    const name = /^@([a-z]+)$/.exec(value)?.[1];
    return name === undefined ? value : LIGHT[name as keyof Palette];
  }
  if (Array.isArray(value)) return value.map(painted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, painted(each)]));
}
