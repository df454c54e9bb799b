/** A report page as the text of one HTML file that needs nothing else, not even a network. */

import {
  type Block,
  type Fact,
  headingOf,
  type PlotBlock,
  type ReportDocument,
  type Section,
  type TableBlock,
  type VerdictsBlock,
} from '../document/document.ts';
import { shortName } from '../document/plot-text.ts';
import { CLIENT } from './client.ts';
import { html, type Markup, named, scriptJson, scriptText } from './html.ts';
import { STYLE } from './style.ts';

/** How a page was made. */
export interface PageOrigin {
  readonly version: string;
  /** The command that makes it again. */
  readonly command: string;
}

/** @param plotly the text of plotly.js, which goes into the page. */
export function renderPage(page: ReportDocument, origin: PageOrigin, plotly: string): string {
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
${factList([...page.facts, { name: 'precopy', value: origin.version }], 'head')}
<p>This makes it again:</p>
<pre tabindex="0"><code>${origin.command}</code></pre>
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
  const items = sections.map((section, at) => {
    return html`<li><a href="#section-${at}">${titleOf(section)}</a></li>`;
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
<h2 id="title-${at}">${titleOf(section)}</h2>
${headFirst(section.blocks).map((block) => blockHtml(block, plots))}
</section>
`;
}

/** Characters of a title that names a guest and its hosts. */
const TITLE_MOST = 120;

const titleOf = ({ title }: Section): string => shortName(title, TITLE_MOST);

/** Large numbers stand at the head of their section. */
function headFirst(blocks: readonly Block[]): Block[] {
  const isHead = ({ kind }: Block): boolean => kind === 'facts';
  return [...blocks.filter(isHead), ...blocks.filter((block) => !isHead(block))];
}

function blockHtml(block: Block, plots: readonly PlotBlock[]): Markup {
  switch (block.kind) {
    case 'text':
      return paragraph(block.text);
    case 'facts':
      return factList(block.facts, 'facts');
    case 'table':
      return folded(tableHtml(block), block.folded);
    case 'verdicts':
      return verdictsHtml(block);
    case 'code':
      return folded(html`<pre tabindex="0"><code>${block.text}</code></pre>`, block.folded);
    case 'plot':
      return plotHtml(block, plots.indexOf(block));
  }
}

const paragraph = (text: string): Markup => (text === '' ? html`` : html`<p>${text}</p>\n`);

function folded(markup: Markup, word: string | undefined): Markup {
  if (word === undefined) return markup;
  return html`<details><summary>${word}</summary>${markup}</details>`;
}

function verdictsHtml({ verdicts }: VerdictsBlock): Markup {
  const rows = verdicts.map(({ mark, word, text }) => {
    return html`<tr class="${mark}"><td>${text}</td><td>${word}</td></tr>\n`;
  });
  return html`<div class="scroll" tabindex="0"><table><tbody>${rows}</tbody></table></div>\n`;
}

function tableHtml({ columns, rows, marks = [], notes = [] }: TableBlock): Markup {
  const side = (at: number): string => columns[at]?.align ?? '';
  const head = columns.map((column, at) => {
    return html`<th scope="col" class="${side(at)}">${named(headingOf(column))}</th>`;
  });
  const body = rows.map((row, at) => {
    const cells = row.map((cell, column) => html`<td class="${side(column)}">${named(cell)}</td>`);
    return html`<tr class="${marks[at] ?? ''}">${cells}</tr>
`;
  });
  return html`<div class="scroll" tabindex="0"><table><thead><tr>${head}</tr></thead>
<tbody>${body}</tbody></table></div>
${notes.map(paragraph)}`;
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
