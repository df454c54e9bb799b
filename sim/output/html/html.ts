/**
 * HTML from templates in which everything put in is text unless it is markup made here.
 *
 *     html`<p title="${name}">${name}</p>`
 *
 * A value stands in an element or in an attribute with quotes around it, and nowhere else: not in
 * a tag's name, not in a script, not in a style.
 */

/** HTML that was made by a template here, so that it needs no escaping. */
export class Markup {
  readonly text: string;

  /** @param text HTML; whoever calls this vouches for it. */
  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes: text, a number, markup, or several. */
export type Content = string | number | Markup | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in HTML, inside an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}

/** Makes markup of a template. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const text = parts.reduce((made, part, at) => {
    const content = contents[at - 1];
    return `${made}${content === undefined ? '' : show(content)}${part}`;
  });
  return new Markup(text);
}

function show(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (typeof content === 'string') return escapeHtml(content);
  if (typeof content === 'number') return String(content);
  return content.map(show).join('');
}

/**
 * Data as it stands in a script element: JSON in which no `<` is left, so that neither an end tag
 * nor a comment can begin in it. Numbers that JSON does not have become null.
 */
export function scriptJson(data: unknown): Markup {
  const text = JSON.stringify(data).replace(/</g, '\\u003c');
  return new Markup(text.replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029'));
}

/**
 * A script's own text as it stands in a script element: a comment's beginning, which may occur in
 * its strings and patterns, is written so that HTML does not see it.
 * @throws RangeError for one that would end the element: it cannot be made safe from outside.
 */
export function scriptText(code: string): Markup {
  if (/<\/?script/i.test(code)) throw new RangeError('a script that would end its element');
  return new Markup(code.replace(/<!--/g, '\\x3c!--'));
}

/** Characters of names from which on a page may scroll them. */
const SCROLLS = 60;

/** A name that a user gave, in a direction of its own. */
export function named(name: string): Markup {
  if (name.length > SCROLLS) return html`<bdi tabindex="0">${name}</bdi>`;
  return html`<bdi>${name}</bdi>`;
}
