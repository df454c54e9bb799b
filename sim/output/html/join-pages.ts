/** Several pages as one. */
import type { Page } from './page.ts';
import type { PageOrigin } from './run-page.ts';

/** @param pages at least one, each with the name of the file it is made of. */
export function joinPages(
  pages: readonly { readonly file: string; readonly page: Page }[],
  { version, command }: PageOrigin,
): Page {
  const [first] = pages;
  if (pages.length === 1 && first !== undefined) return first.page;
  return {
    title: `${pages.length} results`,
    facts: [{ name: 'precopy', value: version }],
    command,
    sections: pages.flatMap(({ file, page }) => {
      const facts = page.facts.filter(({ name }) => name !== 'precopy');
      const head = { title: page.title, blocks: [{ kind: 'text' as const, text: file }] };
      const list = { kind: 'facts' as const, facts };
      return [{ ...head, blocks: [...head.blocks, list] }, ...page.sections];
    }),
  };
}
