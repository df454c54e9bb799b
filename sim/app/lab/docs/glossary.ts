/** The words of the glossary page, to be shown where a text uses them. */
const pages = import.meta.glob<string>('../../../../docs/reference/glossary.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const text = Object.values(pages).join('');

const WORDS = new Map(
  [...text.matchAll(/^\| ([^|]+) \| ([^|]+) \|$/gm)].map(([, word = '', meaning = '']) => {
    return [word, meaning.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')];
  }),
);

/** What a word means. @throws Error for one that the page lacks: the lab's own text is wrong. */
export function meaningOf(word: string): string {
  const meaning = WORDS.get(word);
  if (meaning === undefined) throw new Error(`no ${word} in the glossary`);
  return meaning;
}
