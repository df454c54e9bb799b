/**
 * Pages of Markdown as modules of the lab: a title, the sections, and the HTML made of the page,
 * packed so that it weighs little until somebody opens it. HTML within Markdown stays text.
 */
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { Marked, type RendererObject, type Tokens } from 'marked';
import type { Plugin } from 'vite';
import type { DocPage, Section } from './sim/app/lab/docs/doc-page.ts';
import { escapeHtml } from './sim/output/html/html.ts';

/** A page made of Markdown. */
interface RenderedPage extends Pick<DocPage, 'title' | 'sections'> {
  readonly html: string;
}

/** Words of a heading without what only marks them. */
const plainWords = (text: string): string =>
  text.replaceAll(/`|\*\*/g, '').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');

/** The name that GitHub gives a heading. */
const idOf = (words: string): string =>
  words
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');

/** The lab's name of a file: `docs/how-to/x.md` is `how-to/x`; undefined for what it lacks. */
export function pageName(path: string): string | undefined {
  if (path === 'README.md') return 'readme';
  if (path === 'docs/README.md') return 'index';
  return /^docs\/(.+)\.md$/.exec(path)?.[1];
}

/** Where a link of a page leads within the lab, or outside; undefined for no place it can show. */
function addressOf(href: string, path: string): string | undefined {
  if (/^https?:\/\//.test(href)) return href;
  const [target = '', section] = href.split('#');
  const file = target === '' ? path : posix.join(posix.dirname(path), target);
  const name = pageName(file);
  if (name === undefined) return undefined;
  return `#/docs/${name}${section === undefined ? '' : `?section=${section}`}`;
}

function rendererOf(path: string, sections: Section[]): RendererObject {
  const used = new Map<string, number>();
  return {
    html: ({ text }: Tokens.HTML | Tokens.Tag) => escapeHtml(text),
    image: ({ text }) => escapeHtml(text),
    heading({ tokens, text, depth }) {
      const words = plainWords(text);
      const bare = idOf(words);
      const before = used.get(bare) ?? 0;
      used.set(bare, before + 1);
      const id = before === 0 ? bare : `${bare}-${before}`;
      if (depth > 1) sections.push({ id, words, depth });
      const inner = this.parser.parseInline(tokens);
      return `<h${depth} data-section="${id}" tabindex="-1">${inner}</h${depth}>`;
    },
    link({ href, tokens }) {
      const inner = this.parser.parseInline(tokens);
      const address = addressOf(href, path);
      if (address === undefined) return inner;
      return `<a href="${escapeHtml(address)}">${inner}</a>`;
    },
    code({ text, lang = '' }) {
      const [, file] = lang.split(' ');
      const name = file === undefined ? '' : `<p class="file">${escapeHtml(file)}</p>`;
      return `${name}<pre><code>${escapeHtml(text)}</code></pre>`;
    },
  };
}

/**
 * Makes HTML of a page.
 * @param path from the project's root, with `/`: links are read from there.
 */
export function renderMarkdown(text: string, path: string): RenderedPage {
  const sections: Section[] = [];
  const marked = new Marked({ renderer: rendererOf(path, sections), async: false });
  const html = (marked.parse(text) as string)
    .replaceAll('<table>', '<div class="scroll"><table>')
    .replaceAll('</table>', '</table></div>');
  return { title: plainWords(/^# (.*)$/m.exec(text)?.[1] ?? path), sections, html };
}

/** Turns imports of Markdown into modules with `path`, `title`, `sections` and `packed`. */
export function markdownPages(): Plugin {
  const root = fileURLToPath(new URL('.', import.meta.url)).replaceAll('\\', '/');
  return {
    name: 'markdown-pages',
    transform(text, id) {
      if (!id.endsWith('.md')) return undefined;
      const path = id.replaceAll('\\', '/').replace(root, '');
      const { html, ...page } = renderMarkdown(text, path);
      const packed = deflateRawSync(html, { level: 9 }).toString('base64url');
      const module: DocPage = { name: pageName(path) ?? path, ...page, packed };
      return { code: `export const page = ${JSON.stringify(module)};`, moduleType: 'js' };
    },
  };
}
