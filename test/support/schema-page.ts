/** The reference page of scenario files, made from their JSON Schema. */

/** What is read of a JSON Schema. */
interface Node {
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node | readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
}

/** A table of the keys of each object that a file may hold, in the order of the schema. */
export function schemaPage(schema: object): string {
  return sections(schema as Node, '').join('\n\n');
}

/** The section of an object with keys, then those of all that is below it. */
function sections(node: Node, path: string): string[] {
  const { properties } = node;
  if (REPEATED.test(path)) return [];
  const name = `${path}${caseOf(properties ?? {})}`;
  const own = properties === undefined ? [] : [section(node, name)];
  return [...own, ...children(node, name).flatMap(([below, child]) => sections(child, below))];
}

/** Workloads of phases are those that a guest may have. */
const REPEATED = /phases\[\]\.workload$/u;

/** What tells one form of an object from the others, such as ` (write)`. */
function caseOf(properties: Readonly<Record<string, Node>>): string {
  const words = Object.values(properties).flatMap(({ const: only }) => only ?? []);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

function children(node: Node, path: string): [string, Node][] {
  const below = (key: string): string => (path === '' ? key : `${path}.${key}`);
  const { properties = {}, additionalProperties, items, anyOf = [], oneOf = [] } = node;
  const found = Object.entries(properties).map(([key, child]): [string, Node] => [
    below(key),
    child,
  ]);
  if (typeof additionalProperties === 'object') found.push([below('NAME'), additionalProperties]);
  for (const child of [items ?? []].flat()) found.push([`${path}[]`, child]);
  for (const child of [...anyOf, ...oneOf]) found.push([path, child]);
  return found;
}

function section({ properties = {}, required = [] }: Node, name: string): string {
  const rows = Object.entries(properties).map(([key, child]) => {
    const fallback = required.includes(key) ? 'needed' : shown(child.default);
    return `| \`${key}\` | ${fallback} | ${cell(meaning(child))} |`;
  });
  const title = name === '' ? '## The file' : `## \`${name}\``;
  return [title, '', '| key | default | what it is |', '| --- | --- | --- |', ...rows].join('\n');
}

function meaning({ description = '', const: only, enum: words = [] }: Node): string {
  const allowed = only === undefined ? words : [only];
  const list = allowed.map((word) => `\`${word}\``).join(', ');
  return list === ''
    ? description
    : `${description} ${allowed.length > 1 ? 'One of' : 'Is'} ${list}.`;
}

function shown(value: unknown): string {
  if (value === undefined || (typeof value === 'object' && value !== null)) return '';
  return `\`${value}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ').trim();
}
