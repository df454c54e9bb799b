/**
 * The script of a report page: it draws what the page's data describe, and draws the plots again
 * when the reader's system changes between light and dark. It asks nothing of a network.
 */
import type { PlotBlock } from '../document/document.ts';
import { cssVariables } from '../html/palette.ts';
import { PLOT_FRAME, painted, plotlyLayout } from '../html/plot-look.ts';
import type { PageData } from '../html/render-page.ts';
import { download } from './download.ts';
import { TimeLineView } from './time-line-view.ts';

/** Plotly, as far as it is used; in pages with plots only. */
declare const Plotly: {
  react(id: string, traces: unknown, layout: unknown, config: object): Promise<unknown>;
  relayout(id: string, change: unknown): void;
};

const root = document.documentElement;
const data = JSON.parse(document.getElementById('data')?.textContent ?? '') as PageData;

const colourOf = (name: string): string =>
  getComputedStyle(root).getPropertyValue(`--${name}`).trim();

const FRAME = {
  ...PLOT_FRAME,
  font: { ...PLOT_FRAME.font, family: getComputedStyle(document.body).fontFamily },
  margin: { l: 60, r: 42, t: 16, b: 48 },
  modebar: { orientation: 'v', bgcolor: 'rgba(0,0,0,0)', color: '@gray', activecolor: '@ink' },
  hoverlabel: { bgcolor: '@shade', bordercolor: '@line', font: { color: '@ink' } },
  hovermode: 'closest',
  autosize: true,
};

const CONFIG = {
  responsive: true,
  displaylogo: false,
  modeBarButtonsToRemove: ['lasso2d', 'select2d'],
  toImageButtonOptions: { format: 'svg' },
};

function draw(plot: PlotBlock, at: number): Promise<unknown> {
  const whole = { ...FRAME, ...plotlyLayout(plot) };
  return Plotly.react(
    `plot-${at}`,
    painted(plot.traces, colourOf),
    painted(whole, colourOf),
    CONFIG,
  );
}

async function drawPlots(): Promise<void> {
  await Promise.all(data.plots.map(draw));
  root.dataset.drawn = 'yes';
}

/** Gives a drawing as a file, in its light colours. */
function save(svg: Element): void {
  const copy = svg.cloneNode(true) as Element;
  copy.setAttribute('style', `${cssVariables(0)} background: var(--ground)`);
  const { width, height } = svg.getBoundingClientRect();
  copy.setAttribute('width', `${width}`);
  copy.setAttribute('height', `${height}`);
  download('time-line.svg', copy.outerHTML, 'image/svg+xml');
}

/** @param act receives which of a drawing's buttons is pressed. */
function onButtons(drawing: string, act: (view: number) => void): void {
  for (const button of document.querySelectorAll(`[data-drawing=${drawing}]`)) {
    const { view } = (button as HTMLElement).dataset;
    button.addEventListener('click', () => act(Number(view)));
  }
}

for (const [at, { line, views }] of data.lines.entries()) {
  const picture = document.getElementById(`line-${at}`) as HTMLElement;
  const view = new TimeLineView(picture, line);
  onButtons(picture.id, (chosen) => {
    const stretch = views[chosen];
    if (stretch !== undefined) view.show(stretch);
    else save(picture.querySelector('svg') as SVGElement);
  });
}
for (const [at, { views = [] }] of data.plots.entries()) {
  const id = `plot-${at}`;
  onButtons(id, (view) => Plotly.relayout(id, painted(views[view]?.change, colourOf)));
}
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => void drawPlots());
void drawPlots();
