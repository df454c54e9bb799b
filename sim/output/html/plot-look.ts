/** How Plotly's plots look. */
import type { PlotBlock } from '../document/document.ts';

const AXIS = {
  ...{ gridcolor: '@line', zerolinecolor: '@line', linecolor: '@line', automargin: true },
  ...{ exponentformat: 'none', separatethousands: true, minorloglabels: 'complete' },
};

/** The layout of every plot, which its own completes. */
export const PLOT_FRAME = {
  paper_bgcolor: '@ground',
  plot_bgcolor: '@ground',
  font: { color: '@ink', size: 13, family: 'sans-serif' },
  legend: { orientation: 'h', x: 0, y: 1, xanchor: 'left', yanchor: 'bottom' },
  template: { layout: { xaxis: AXIS, yaxis: AXIS } },
} as const;

/** The layout of a plot as Plotly takes it, without its frame. */
export function plotlyLayout({ layout, rules = [], heightPixels }: PlotBlock) {
  return {
    ...layout,
    height: heightPixels,
    shapes: rules.map(({ x, color }) => ({
      ...{ type: 'line', x0: x, x1: x, y0: 0, y1: 1, yref: 'paper' },
      line: { color, width: 1.5, dash: 'dash' },
    })),
    annotations: rules.map(({ x, text, color }) => ({
      ...{ x, y: 0.97, yref: 'paper', xanchor: 'left', xshift: 6, showarrow: false, text },
      font: { color, size: 12 },
    })),
  };
}

/** Traces or a layout, with colours in place of the palette's names after an @. */
export function painted(value: unknown, colourOf: (name: string) => string): unknown {
  if (typeof value === 'string') {
    const name = /^@([a-z]+)$/.exec(value)?.[1];
    return name === undefined ? value : colourOf(name);
  }
  if (Array.isArray(value)) {
    if (value.every((each) => typeof each === 'number')) return value;
    return value.map((each) => painted(each, colourOf));
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, painted(each, colourOf)]);
  return Object.fromEntries(entries);
}
