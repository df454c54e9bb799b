/** A report page as the text of one HTML file that needs nothing else, not even a network. */

import type {
  Block,
  Fact,
  PlotBlock,
  ReportDocument,
  Section,
  TimeLineBlock,
  VerdictsBlock,
} from '../document/document.ts';
import { shortName } from '../document/plot-text.ts';
import { html, type Markup, named, scriptJson, scriptText } from './html.ts';
import { plotSvg } from './plot-svg.ts';
import { STYLE } from './style.ts';
import { tableHtml } from './table-html.ts';
import { timeLineKeys, timeLineSvg } from './time-line-svg.ts';

/** How a page was made. */
export interface PageOrigin {
  readonly version: string;
  /** The command that makes it again. */
  readonly command: string;
}

/** The texts of scripts that go into pages. */
export interface PageScripts {
  /** That of `../page/main.ts`. */
  readonly page: string;
  /** plotly.js, asked for only by pages with plots. */
  readonly plotly: () => string;
}

/** What the script of a page draws. */
export interface PageData {
  readonly plots: readonly PlotBlock[];
  readonly lines: readonly TimeLineBlock[];
}

export function renderPage(page: ReportDocument, origin: PageOrigin, scripts: PageScripts): string {
  const blocks = page.sections.flatMap((section) => section.blocks);
  const data: PageData = {
    plots: blocks.filter((block): block is PlotBlock => {
      return block.kind === 'plot' && block.isStill !== true;
    }),
    lines: blocks.filter((block) => block.kind === 'time-line'),
  };
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
<pre tabindex="0"><code>${wordsHtml(origin.command)}</code></pre>
${contents(page.sections)}
</header>
${page.sections.map((section, at) => sectionHtml(section, at, data))}
${data.plots.length > 0 ? NO_SCRIPT : ''}
</main>
<script type="application/json" id="data">${scriptJson(data)}</script>
${data.plots.length > 0 ? html`<script>${scriptText(scripts.plotly())}</script>` : ''}
<script>${scriptText(scripts.page)}</script>
</body>
</html>
`.text;
}

/** A command, in which a line does not end behind a hyphen. */
const wordsHtml = (command: string): Markup =>
  html`${command.split(/(\S*-\S*)/u).map((part, at) => {
    return at % 2 === 0 ? part : html`<span>${part}</span>`;
  })}`;

/** Nothing is fetched from anywhere, whatever a name may try. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob:; " +
  "style-src 'unsafe-inline'; img-src data: blob:; font-src data:; worker-src blob:";

const NO_SCRIPT = html`<noscript>
<p>The plots need JavaScript; all numbers are in the tables.</p></noscript>`;

function contents(sections: readonly Section[]): Markup {
  if (sections.length < 2) return html``;
  const items = sections.map((section, at) => {
    return html`<li><a href="#section-${at}">${titleOf(section)}</a></li>`;
  });
  return html`<nav aria-label="Sections"><ul>${items}</ul></nav>`;
}

/** Characters of a value that is written large. */
const LARGE_MOST = 36;

function factList(facts: readonly Fact[], name: 'head' | 'facts'): Markup {
  const rows = facts.map(({ name: what, value }) => {
    const size = value.length > LARGE_MOST ? 'long' : '';
    return html`<div class="${size}"><dt>${what}</dt><dd>${named(value)}</dd></div>`;
  });
  const flat = facts.map(({ name: what, value }) => {
    return html`<dt>${what}</dt><dd>${named(value)}</dd>`;
  });
  return html`<dl class="${name}">${name === 'head' ? flat : rows}</dl>`;
}

function sectionHtml(section: Section, at: number, data: PageData): Markup {
  return html`<section id="section-${at}">
<h2>${titleOf(section)}</h2>
${section.title.split('\n').slice(1).map(paragraph)}
${headFirst(section.blocks).map((block) => blockHtml(block, data))}
</section>
`;
}

/** Characters of a title that names a guest and its hosts. */
const TITLE_MOST = 120;

/** Lines below the first stand under it. */
const titleOf = ({ title }: Section): string => shortName(title.split('\n')[0] ?? '', TITLE_MOST);

/** Large numbers stand at the head of their section. */
function headFirst(blocks: readonly Block[]): Block[] {
  const isHead = ({ kind }: Block): boolean => kind === 'facts';
  return [...blocks.filter(isHead), ...blocks.filter((block) => !isHead(block))];
}

function blockHtml(block: Block, { plots, lines }: PageData): Markup {
  switch (block.kind) {
    case 'text':
      return paragraph(block.text);
    case 'facts':
      return factList(block.facts, 'facts');
    case 'table':
      return folded(html`${tableHtml(block)}${(block.notes ?? []).map(paragraph)}`, block.folded);
    case 'verdicts':
      return verdictsHtml(block);
    case 'code':
      return folded(html`<pre tabindex="0"><code>${block.text}</code></pre>`, block.folded);
    case 'plot':
      return plotHtml(block, plots.indexOf(block));
    case 'time-line':
      return timeLineHtml(block, lines.indexOf(block));
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
  return html`<div class="scroll verdicts" tabindex="0"><table>
<tbody>${rows}</tbody></table></div>\n`;
}

/** A button for each view of a drawing. */
function viewButtons(drawing: string, names: readonly string[]): Markup {
  if (names.length === 0) return html``;
  const buttons = names.map((name, view) => {
    return html`<button type="button" data-drawing="${drawing}"
 data-view="${view}">${name}</button>`;
  });
  return html`<div class="views">${buttons}</div>`;
}

/** A plot that is drawn once, in the colours of its page. */
function stillHtml(plot: PlotBlock): Markup {
  const colourOf = (name: string): string => `var(--${name})`;
  const svg = plotSvg(plot, { width: STILL_PIXELS, height: plot.heightPixels, colourOf });
  return html`<figure><div class="still" tabindex="0">${svg}</div>
<figcaption>${plot.caption}</figcaption></figure>
`;
}

function plotHtml(plot: PlotBlock, at: number): Markup {
  if (plot.isStill === true) return stillHtml(plot);
  const { caption, heightPixels, views = [] } = plot;
  const names = views.map(({ label }) => label);
  return html`<figure>${viewButtons(`plot-${at}`, names)}
<div class="plot" id="plot-${at}" role="group" aria-label="${caption}"
 style="min-height: ${heightPixels}px"></div><figcaption>${caption}</figcaption></figure>
`;
}

const STILL_PIXELS = 760;

/** As wide as a time line is drawn where no script draws it as wide as its place, pixels. */
const WIDTH_PIXELS = 1100;

function timeLineHtml({ caption, line, views }: TimeLineBlock, at: number): Markup {
  const names = [...views.map(({ text }) => text), 'Save as SVG'];
  return html`<figure>${viewButtons(`line-${at}`, names)}${timeLineKeys(line)}
<div class="picture zooms" id="line-${at}">${timeLineSvg(line, line, WIDTH_PIXELS)}</div>
<figcaption>${caption}</figcaption></figure>
`;
}
