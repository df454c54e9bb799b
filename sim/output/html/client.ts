/**
 * The script of a report page: it draws the plots that the page's data describe, and draws them
 * again when the reader's system changes between light and dark. It asks nothing of a network.
 */
export const CLIENT = `
'use strict';
(() => {
  const plots = JSON.parse(document.getElementById('plots').textContent);
  const colour = (name) =>
    getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const painted = (value) => {
    if (typeof value === 'string') {
      return /^@[a-z]+$/.test(value) ? colour(value.slice(1)) : value;
    }
    if (Array.isArray(value)) {
      return value.some((each) => typeof each !== 'number') ? value.map(painted) : value;
    }
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, painted(each)]));
  };
  const axis = { gridcolor: '@line', zerolinecolor: '@line', linecolor: '@line', automargin: true };
  const base = {
    paper_bgcolor: '@ground', plot_bgcolor: '@ground',
    font: { color: '@ink', size: 13, family: getComputedStyle(document.body).fontFamily },
    margin: { l: 60, r: 42, t: 16, b: 48 },
    modebar: { orientation: 'v', bgcolor: 'rgba(0,0,0,0)', color: '@gray', activecolor: '@ink' },
    hoverlabel: { bgcolor: '@shade', bordercolor: '@line', font: { color: '@ink' } },
    legend: { orientation: 'h', x: 0, y: 1, xanchor: 'left', yanchor: 'bottom',
      traceorder: 'normal' },
    hovermode: 'closest', autosize: true,
  };
  const layoutOf = (layout, height) => {
    const all = { ...base, ...layout, height };
    for (const name of ['xaxis', 'yaxis', ...Object.keys(layout)]) {
      if (/^[xy]axis\\d*$/.test(name)) all[name] = { ...axis, ...layout[name] };
    }
    return painted(all);
  };
  const config = { responsive: true, displaylogo: false,
    modeBarButtonsToRemove: ['lasso2d', 'select2d'], toImageButtonOptions: { format: 'svg' } };
  const draw = () => Promise.all(plots.map(({ traces, layout, height }, at) =>
    Plotly.react('plot-' + at, painted(traces), layoutOf(layout, height), config)));
  for (const button of document.querySelectorAll('button[data-plot]')) {
    const { plot, view } = button.dataset;
    button.addEventListener('click', () => {
      Plotly.relayout('plot-' + plot, painted(plots[plot].views[view].change));
    });
  }
  const drawAll = () => draw().then(() => { document.documentElement.dataset.drawn = 'yes'; });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  drawAll();
})();
`;
