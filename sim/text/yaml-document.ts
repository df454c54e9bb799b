/**
 * Any YAML text, anchors and all, and every mistake of one that is not valid, in plain words. Texts
 * that are plain are read many times as fast by `plain-yaml.ts`.
 */

import type { CST, Document, Node, YAMLError } from 'yaml';
import { Composer, isAlias, isMap, isScalar, isSeq, Parser, visit, YAMLParseError } from 'yaml';
import { invariant } from '../engine/kernel/assert.ts';
import { addAll } from '../engine/kernel/lists.ts';
import { getIn } from './tree.ts';
import type { YamlEntry, YamlLimits, YamlNode } from './yaml-node.ts';

/** A mistake in a text. */
export interface YamlMistake {
  /** Undefined where the whole text is meant. */
  readonly offset?: number;
  readonly message: string;
  readonly hint?: string | undefined;
}

export type YamlReading =
  | { readonly ok: true; readonly root: YamlNode }
  | { readonly ok: false; readonly mistakes: readonly YamlMistake[] };

/** The value of a text, or its mistakes in their order. */
export function readYamlDocument(text: string, limits: YamlLimits): YamlReading {
  const tokens = [...new Parser().parse(text)];
  const bomb = bombIn(tokens, limits);
  if (bomb !== undefined) return { ok: false, mistakes: [bomb] };
  const document = compose(tokens, text.length);
  const errors = [...document.errors, ...document.warnings];
  if (errors.length === 0) return readingOf(document, limits);
  const mistakes = errors
    .sort((one, other) => one.pos[0] - other.pos[0])
    .map((error) => ({
      offset: error.pos[0],
      message: inPlainWords(error),
      hint: HINTS[error.code],
    }));
  return { ok: false, mistakes };
}

/** Refuses anchors that are missing, that hold themselves, and whose uses multiply. */
function readingOf(document: Document, { aliases, depth }: YamlLimits): YamlReading {
  try {
    const raw: unknown = document.toJS({ maxAliasCount: aliases });
    return { ok: true, root: nodeOf(document.contents, raw, { document, levels: depth }) };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return { ok: false, mistakes: [{ message: `anchors: ${error.message}` }] };
  }
}

interface Around {
  readonly document: Document;
  /** That there may be below it. */
  readonly levels: number;
}

/** @throws ReferenceError for an anchor that holds itself. */
function nodeOf(node: Node | null, raw: unknown, { document, levels }: Around): YamlNode {
  if (levels < 0) throw new ReferenceError('one is used inside itself');
  const target = isAlias(node) ? (node.resolve(document) ?? null) : node;
  const value = { at: raw === null ? -1 : (node?.range?.[0] ?? -1), raw };
  const below = { document, levels: levels - 1 };
  const inner = (child: unknown, key: string | number): YamlNode =>
    nodeOf(child as Node | null, getIn(raw, [key]), below);
  if (isSeq(target)) return { ...value, items: target.items.map(inner) };
  if (!isMap(target)) return value;
  const entries = new Map<string, YamlEntry>();
  for (const { key, value: child } of target.items) {
    const name = String((key as { value?: unknown }).value);
    const at = (key as Node).range?.[0] ?? value.at;
    entries.set(name, { at, value: inner(child, name) });
  }
  return { ...value, entries };
}

/** The document of the tokens; a second one in the text is an error of the first. */
function compose(tokens: readonly CST.Token[], length: number): Document {
  // The composer compares each key of a map with every other: 2,000 hosts take half a second.
  const composer = new Composer({
    prettyErrors: false,
    logLevel: 'error',
    stringKeys: true,
    uniqueKeys: false,
  });
  const [document, second] = composer.compose(tokens, true, length);
  invariant(document !== undefined, 'the composer gives a document when it is told to');
  if (second !== undefined) {
    const [start] = second.range;
    document.errors.push(new YAMLParseError([start, start], 'MULTIPLE_DOCS', ''));
  }
  addAll(document.errors, repeatedKeys(document));
  return document;
}

function repeatedKeys(document: Document): YAMLParseError[] {
  const errors: YAMLParseError[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const [start = 0, end = start] = key.range ?? [];
        if (seen.has(key.value)) errors.push(new YAMLParseError([start, end], 'DUPLICATE_KEY', ''));
        seen.add(key.value);
      }
    },
  });
  return errors;
}

/**
 * What the composer could not bear: it recurses, and where its stack ends V8 may kill the process;
 * it looks through the whole text for every use of an anchor.
 */
function bombIn(tokens: readonly CST.Token[], limits: YamlLimits): YamlMistake | undefined {
  let aliases = 0;
  let level = tokens;
  for (let depth = 0; level.length > 0; depth += 1) {
    const first = level[0];
    if (depth > limits.depth && first !== undefined) {
      return { offset: first.offset, message: `maps and lists nest deeper than ${limits.depth}` };
    }
    aliases += level.filter(({ type }) => type === 'alias').length;
    level = level.flatMap(childrenOf);
  }
  if (aliases <= limits.aliases) return undefined;
  const most = `at most ${limits.aliases} are allowed`;
  return { message: `anchors are used ${aliases} times, ${most}` };
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value]).filter((child) => child != null);
}

const HINTS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'a map has a key once; remove or rename one of the two',
  MULTIPLE_DOCS: 'one scenario a file; remove the line `---`',
  TAB_AS_INDENT: 'indent with spaces',
  TAG_RESOLVE_FAILED: 'tags (`!name`) have no use here; put text that starts with `!` in quotes',
  NON_STRING_KEY: 'keys are plain words',
};

function inPlainWords({ code, message }: YAMLError): string {
  if (code === 'DUPLICATE_KEY') return 'the key is twice in its map';
  if (code === 'MULTIPLE_DOCS') return 'the file holds several documents';
  return `not valid YAML: ${message}`;
}
