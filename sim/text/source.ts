/**
 * YAML text as a raw tree in which every value has its place, also those set from outside the text.
 */

import type { CST, Document, Node, Pair, YAMLError } from 'yaml';
import {
  Composer,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  Parser,
  visit,
  YAMLParseError,
} from 'yaml';
import { invariant } from '../engine/kernel/assert.ts';
import { present } from './fields.ts';
import { type Mistake, Problem } from './problem.ts';
import { getIn, type Path, setIn, startsWith } from './tree.ts';

/** A tree with places. */
export interface Source {
  readonly raw: unknown;
  /**
   * Where the value at a path, or its key, is written: 'file:line:column'. For what is missing,
   * where it would be.
   */
  place(path: Path, part?: 'key' | 'value'): string;
  /** The line of the text that a place is in; undefined for a place outside it. */
  lineAt(place: string): string | undefined;
  /** Whether the value at the path was set from outside the text. */
  isOverlaid(path: Path): boolean;
}

/** A value set from outside the text. */
export interface Overlay {
  readonly path: Path;
  readonly value: unknown;
  /** The place of a value inside it. */
  place(rest: Path, part?: 'key' | 'value'): string;
}

/** Longer texts are refused: no scenario needs them. */
export const TEXT_LIMIT_CHARACTERS = 2 ** 20;
/** Uses of anchors, and how often they may multiply: enough for shared settings, not for a bomb. */
const ALIAS_LIMIT = 100;
/** Levels of maps and lists; a scenario needs less than ten. */
const DEPTH_LIMIT = 40;
const SHOWN_SYNTAX_ERRORS = 20;

/**
 * Reads one YAML document.
 * @param fileName only for messages.
 * @throws Problem with every syntax error, or when the text is too long, too deep or multiplies by
 * anchors.
 */
export function readSource(text: string, fileName: string): Source {
  if (text.length > TEXT_LIMIT_CHARACTERS) {
    const most = `at most ${TEXT_LIMIT_CHARACTERS} are read`;
    const message = `the text has ${text.length} characters, ${most}`;
    throw new Problem([{ where: fileName, message }]);
  }
  const lines = new LineCounter();
  const placeAt = (offset: number): string => placeIn(lines, fileName, offset);
  const { document, raw } = parse(text, fileName, { lines, placeAt });
  return {
    raw,
    place: (path, part) => placeAt(offsetOf(document, path, part)),
    lineAt: (place) => lineIn(text, fileName, place),
    isOverlaid: () => false,
  };
}

/** The same tree with one value replaced or added; places of that value are the overlay's. */
export function overlay(source: Source, { path: start, value, place }: Overlay): Source {
  const isNew = (path: Path): boolean => startsWith(path, start);
  return {
    raw: setIn(source.raw, start, value),
    isOverlaid: (path) => isNew(path) || source.isOverlaid(path),
    lineAt: source.lineAt,
    place: (path, part) => {
      if (isNew(path)) return place(path.slice(start.length), part);
      // A map that exists only because of the overlay: what it misses is the overlay's fault.
      const made = presentDepth(source.raw, path) < commonLength(path, start);
      return made ? place([], part) : source.place(path, part);
    },
  };
}

interface Places {
  readonly lines: LineCounter;
  placeAt(offset: number): string;
}

function parse(text: string, fileName: string, { lines, placeAt }: Places) {
  try {
    const tokens = [...new Parser(lines.addNewLine).parse(text)];
    refuseBombs(tokens, fileName, placeAt);
    const document = compose(tokens, text.length);
    const errors = [...document.errors, ...document.warnings].sort(byPlace);
    if (errors.length > 0) {
      const mistakes = errors.slice(0, SHOWN_SYNTAX_ERRORS).map((error): Mistake => {
        const where = placeAt(error.pos[0]);
        const hint = HINTS[error.code];
        return present({
          where,
          message: inPlainWords(error),
          hint,
          line: lineIn(text, fileName, where),
        });
      });
      throw new Problem(mistakes);
    }
    return { document, raw: document.toJS({ maxAliasCount: ALIAS_LIMIT }) as unknown };
  } catch (error) {
    // Thrown by the conversion when an anchor is missing or aliases of aliases multiply.
    if (!(error instanceof ReferenceError)) throw error;
    throw new Problem([{ where: fileName, message: `anchors: ${error.message}` }]);
  }
}

function byPlace(one: YAMLError, other: YAMLError): number {
  return one.pos[0] - other.pos[0];
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
  document.errors.push(...repeatedKeys(document));
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
 * Refuses what the composer of the parser could not bear: it recurses, and where its stack ends V8
 * may kill the process; it looks through the whole text for every use of an anchor.
 */
function refuseBombs(
  tokens: readonly CST.Token[],
  fileName: string,
  placeAt: Places['placeAt'],
): void {
  let aliases = 0;
  let level = tokens;
  for (let depth = 0; level.length > 0; depth += 1) {
    const first = level[0];
    if (depth > DEPTH_LIMIT && first !== undefined) {
      const message = `maps and lists nest deeper than ${DEPTH_LIMIT}`;
      throw new Problem([{ where: placeAt(first.offset), message }]);
    }
    aliases += level.filter(({ type }) => type === 'alias').length;
    level = level.flatMap(childrenOf);
  }
  if (aliases <= ALIAS_LIMIT) return;
  const message = `anchors are used ${aliases} times, at most ${ALIAS_LIMIT} are allowed`;
  throw new Problem([{ where: fileName, message }]);
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

/** Text that ends a line in YAML. */
const LINE_END = /\r\n|\n/u;

function lineIn(text: string, fileName: string, place: string): string | undefined {
  const line = /^:(\d+):\d+$/u.exec(place.slice(fileName.length))?.[1];
  if (line === undefined || !place.startsWith(fileName)) return undefined;
  return text.split(LINE_END)[Number(line) - 1];
}

function placeIn(lines: LineCounter, fileName: string, offset: number): string {
  const { line, col } = lines.linePos(Math.max(offset, 0));
  return `${fileName}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
}

/**
 * The offset of the deepest node that exists along the path; for a key, or where the rest is
 * missing, its key's.
 */
function offsetOf(document: Document, path: Path, part: 'key' | 'value' = 'value'): number {
  let node = document.contents as Node | null;
  let offset = node?.range?.[0] ?? 0;
  for (const [index, key] of path.entries()) {
    const isLast = index === path.length - 1;
    const container = isAlias(node) ? (node.resolve(document) ?? null) : node;
    const item = childOf(container, key);
    if (item === undefined) return offset;
    if (isPair(item)) {
      const keyOffset = (item.key as Node).range?.[0] ?? offset;
      node = (item.value ?? null) as Node | null;
      offset = isLast && part === 'value' ? (node?.range?.[0] ?? keyOffset) : keyOffset;
      if (isLast && isScalar(node) && node.value === null) offset = keyOffset;
    } else {
      node = item;
      offset = node.range?.[0] ?? offset;
    }
  }
  return offset;
}

function childOf(node: Node | null, key: string | number): Pair | Node | undefined {
  if (isSeq(node)) return node.items[Number(key)] as Node | undefined;
  if (!isMap(node)) return undefined;
  return node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key));
}

function presentDepth(raw: unknown, path: Path): number {
  let depth = 0;
  while (depth < path.length && getIn(raw, path.slice(0, depth + 1)) !== undefined) depth += 1;
  return depth;
}

function commonLength(left: Path, right: Path): number {
  let length = 0;
  while (length < left.length && length < right.length && left[length] === right[length]) {
    length += 1;
  }
  return length;
}
