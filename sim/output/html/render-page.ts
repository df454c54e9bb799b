/** A report page as the text of one HTML file that needs nothing else, not even a network. */
import { CLIENT } from './client.ts';
import { html, type Markup, named, scriptJson, scriptText } from './html.ts';
import type { Block, Fact, Page, PlotBlock, Section, TableBlock } from './page.ts';
import { STYLE } from './style.ts';

/** @param plotly the text of plotly.js, which goes into the page. */
export function renderPage(page: Page, plotly: string): string {
  const plots = page.sections.flatMap(({ blocks }) => blocks.filter(isPlot));
  const data = plots.map(({ traces, layout, heightPixels: height, views = [] }) => {
    return { traces, layout, height, views };
  });
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${page.title}</title>
<style>${scriptText(STYLE)}</style>
</head>
<body>
<main>
<header>
<h1>${named(page.title)}</h1>
${factList(page.facts, 'head')}
<p>This makes it again:</p>
<pre tabindex="0"><code>${page.command}</code></pre>
${contents(page.sections)}
</header>
${page.sections.map((section, at) => sectionHtml(section, at, plots))}
<noscript><p>The plots need JavaScript; all numbers are in the tables.</p></noscript>
</main>
<script type="application/json" id="plots">${scriptJson(data)}</script>
<script>${scriptText(plotly)}</script>
<script>${scriptText(CLIENT)}</script>
</body>
</html>
`.text;
}

/** Nothing is fetched from anywhere, whatever a name may try. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob:; " +
  "style-src 'unsafe-inline'; img-src data: blob:; font-src data:; worker-src blob:";

const isPlot = (block: Block): block is PlotBlock => block.kind === 'plot';

function contents(sections: readonly Section[]): Markup {
  if (sections.length < 2) return html``;
  const items = sections.map(({ title }, at) => {
    return html`<li><a href="#section-${at}">${title}</a></li>`;
  });
  return html`<nav aria-label="Sections"><ul>${items}</ul></nav>`;
}

function factList(facts: readonly Fact[], name: 'head' | 'facts'): Markup {
  const rows = facts.map(({ name: what, value }) => {
    return html`<div><dt>${what}</dt><dd>${named(value)}</dd></div>`;
  });
  const flat = facts.map(({ name: what, value }) => {
    return html`<dt>${what}</dt><dd>${named(value)}</dd>`;
  });
  return html`<dl class="${name}">${name === 'head' ? flat : rows}</dl>`;
}

function sectionHtml(section: Section, at: number, plots: readonly PlotBlock[]): Markup {
  return html`<section id="section-${at}" aria-labelledby="title-${at}">
<h2 id="title-${at}">${section.title}</h2>
${section.blocks.map((block) => blockHtml(block, plots))}
</section>
`;
}

function blockHtml(block: Block, plots: readonly PlotBlock[]): Markup {
  switch (block.kind) {
    case 'text':
      return html`<p>${block.text}</p>
`;
    case 'facts':
      return factList(block.facts, 'facts');
    case 'table':
      return tableHtml(block);
    case 'code': {
      const code = html`<pre tabindex="0"><code>${block.text}</code></pre>`;
      if (block.folded === undefined) return code;
      return html`<details><summary>${block.folded}</summary>${code}</details>`;
    }
    case 'plot':
      return plotHtml(block, plots.indexOf(block));
  }
}

function tableHtml({ columns, rows, marks = [] }: TableBlock): Markup {
  const side = (at: number): string => (columns[at]?.right === true ? 'right' : '');
  const head = columns.map(({ title }, at) => {
    return html`<th scope="col" class="${side(at)}">${named(title)}</th>`;
  });
  const body = rows.map((row, at) => {
    const cells = row.map((cell, column) => html`<td class="${side(column)}">${named(cell)}</td>`);
    return html`<tr class="${marks[at] ?? ''}">${cells}</tr>
`;
  });
  return html`<div class="scroll" tabindex="0"><table><thead><tr>${head}</tr></thead>
<tbody>${body}</tbody></table></div>
`;
}

function plotHtml({ caption, heightPixels, views = [] }: PlotBlock, at: number): Markup {
  const buttons = views.map(({ label }, view) => {
    return html`<button type="button" data-plot="${at}" data-view="${view}">${label}</button>`;
  });
  const bar = views.length === 0 ? html`` : html`<div class="views">${buttons}</div>`;
  return html`<figure>${bar}<div class="plot" id="plot-${at}" role="img" aria-label="${caption}"
 style="min-height: ${heightPixels}px"></div><figcaption>${caption}</figcaption></figure>
`;
}
