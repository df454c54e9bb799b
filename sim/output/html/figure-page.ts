/** A page without words that makes SVG images of plots, for a browser without a window. */

import type { PlotBlock } from '../document/document.ts';
import { html, scriptJson, scriptText } from './html.ts';
import { paletteOf } from './palette.ts';
import { PLOT_FRAME, painted } from './plot-look.ts';

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
    painted(
      {
        data: traces,
        layout: { ...FRAME, ...layout, title: { text: titles[at], font: { size: 15 }, x: 0.08 } },
      },
      (name) => LIGHT[name] ?? name,
    ),
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

const FRAME = { ...PLOT_FRAME, margin: { l: 64, r: 20, t: 78, b: 56 } };

const LIGHT: Readonly<Record<string, string>> = paletteOf(0);
