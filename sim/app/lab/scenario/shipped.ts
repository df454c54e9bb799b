/** The scenarios that come with precopy, inside the page. */

const texts = import.meta.glob<string>(
  '../../../../scenarios/{teach,paper,policies,faults,measured}/*.yaml',
  {
    query: '?raw',
    import: 'default',
    eager: true,
  },
);

/** One shipped file. */
interface ShippedFile {
  /** Below `scenarios`, such as `teach/first-migration.yaml`. */
  readonly path: string;
  readonly text: string;
  readonly title: string;
}

const pathOf = (key: string): string => key.replace(/^.*\/scenarios\//, '');

/** What the folders hold, in the order in which they are shown. */
export const FOLDERS = {
  teach: 'To learn from',
  paper: "The paper's experiments",
  policies: 'Policies side by side',
  faults: 'When it fails',
  measured: 'Measured elsewhere',
} as const;

/** All shipped scenarios but those with a policy that is a program. */
export const SHIPPED: readonly ShippedFile[] = Object.entries(texts)
  .map(([key, text]) => ({ path: pathOf(key), text, title: titleOf(text) }))
  .filter(({ text }) => !/name: module/.test(text))
  .sort((left, right) => (left.path < right.path ? -1 : 1));

/** @throws Error for an unknown path: the lab's own code is wrong. */
export function shippedText(path: string): string {
  const file = SHIPPED.find((each) => each.path === path);
  if (file === undefined) throw new Error(`no shipped scenario ${path}`);
  return file.text;
}

function titleOf(text: string): string {
  const title = /^title: (.*)$/m.exec(text)?.[1] ?? '';
  if (title.startsWith('"')) return String(JSON.parse(title));
  return title.startsWith("'") ? title.slice(1, -1).replaceAll("''", "'") : title;
}
