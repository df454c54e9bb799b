/** The documentation inside the page: made of `docs/` when the lab is built, unpacked on demand. */
import { unpackText } from '../scenario/share-link.ts';
import type { DocPage } from './doc-page.ts';

const modules = import.meta.glob<DocPage>(['../../../../docs/**/*.md', '../../../../README.md'], {
  import: 'page',
  eager: true,
});

const PAGES = new Map(Object.values(modules).map((page) => [page.name, page]));

/** Which pages stand together, in the order in which they are shown. */
const GROUPS: readonly { readonly words: string; readonly holds: RegExp }[] = [
  { words: 'Begin here', holds: /^(?:index|tutorial|readme)$/ },
  { words: 'How to', holds: /^how-to\// },
  { words: 'Explanation', holds: /^explanation\// },
  { words: 'Reference', holds: /^reference\// },
  { words: 'Validation', holds: /^validation\// },
];

/** All pages by their groups. */
export const CONTENTS = GROUPS.map(({ words, holds }) => {
  return { words, pages: [...PAGES.values()].filter(({ name }) => holds.test(name)) };
});

/** A page by its name; undefined when there is none. */
export const docPage = (name: string): DocPage | undefined => PAGES.get(name);

const unpacked = new Map<string, Promise<string | undefined>>();

/** The HTML of a page. It comes from this project's files alone, in which HTML is text. */
export async function htmlOf({ name, packed }: DocPage): Promise<string> {
  const html = unpacked.get(name) ?? unpackText(packed);
  unpacked.set(name, html);
  return (await html) ?? '';
}

/** A place to read on at: a page, and one of its sections. */
export interface Reading {
  readonly page: string;
  readonly section: string;
}

/** Its address, and its title in words. */
export function linkOf({ page, section }: Reading): { href: string; words: string } {
  const found = docPage(page);
  const words = found?.sections.find(({ id }) => id === section)?.words;
  if (found === undefined || words === undefined) throw new Error(`no ${section} in ${page}`);
  return { href: `#/docs/${page}?section=${section}`, words: `${found.title}: ${words}` };
}
