/**
 * YAML text as a raw tree in which every value has its place, also those set from outside the
 * text.
 */
import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node, Pair, YAMLError } from 'yaml';
import { Problem, type Mistake } from './problem.ts';
import { getIn, setIn, startsWith, type Path } from './tree.ts';

/** A tree with places. */
export interface Source {
  readonly raw: unknown;
  /**
   * Where the value at a path, or its key, is written: 'file:line:column'. For what lacks, where
   * it would be.
   */
  place(path: Path, part?: 'key' | 'value'): string;
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
/** How often anchors may multiply; enough for shared settings, too few for a bomb. */
const ALIAS_LIMIT = 50;
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
  if (bracketDepth(text) > DEPTH_LIMIT) {
    throw new Problem([{ where: fileName, message: `brackets nest deeper than ${DEPTH_LIMIT}` }]);
  }
  const lines = new LineCounter();
  const placeAt = (offset: number): string => {
    const { line, col } = lines.linePos(Math.min(Math.max(offset, 0), text.length));
    return `${fileName}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const { document, raw } = parse(text, fileName, { lines, placeAt });
  return {
    raw,
    place: (path, part) => placeAt(offsetOf(document, path, part)),
    isOverlaid: () => false,
  };
}

/** The same tree with one value replaced or added; places of that value are the overlay's. */
export function overlay(source: Source, { path: start, value, place }: Overlay): Source {
  const isNew = (path: Path): boolean => startsWith(path, start);
  return {
    raw: setIn(source.raw, start, value),
    isOverlaid: (path) => isNew(path) || source.isOverlaid(path),
    place: (path, part) => {
      if (isNew(path)) return place(path.slice(start.length), part);
      // A map that exists only because of the overlay: what lacks in it is the overlay's fault.
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
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'error',
      stringKeys: true,
    });
    const errors: YAMLError[] = [...document.errors, ...document.warnings];
    if (errors.length > 0) {
      const mistakes = errors.slice(0, SHOWN_SYNTAX_ERRORS).map((error): Mistake => {
        const hint = HINTS[error.code];
        const mistake = { where: placeAt(error.pos[0]), message: inPlainWords(error) };
        return hint === undefined ? mistake : { ...mistake, hint };
      });
      throw new Problem(mistakes);
    }
    return { document, raw: document.toJS({ maxAliasCount: ALIAS_LIMIT }) as unknown };
  } catch (error) {
    // The parser recurses (RangeError) and refuses bad or too many anchors while converting
    // (ReferenceError).
    if (error instanceof RangeError) {
      throw new Problem([{ where: fileName, message: 'the text nests too deeply' }]);
    }
    if (error instanceof ReferenceError) {
      throw new Problem([{ where: fileName, message: `anchors: ${error.message}` }]);
    }
    throw error;
  }
}

const HINTS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'every key may stand once in its map; remove or rename one of the two',
  MULTIPLE_DOCS: 'one scenario a file; remove the line `---`',
  TAB_AS_INDENT: 'indent with spaces',
  TAG_RESOLVE_FAILED: 'tags (`!name`) have no use here; put text that starts with `!` in quotes',
  NON_STRING_KEY: 'keys are plain words',
};

function inPlainWords({ code, message }: YAMLError): string {
  if (code === 'DUPLICATE_KEY') return 'the key stands twice in its map';
  if (code === 'MULTIPLE_DOCS') return 'the file holds several documents';
  return `not valid YAML: ${message}`;
}

/** The depth of open brackets: flow collections are the cheap way to exhaust the parser's stack. */
function bracketDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/**
 * The offset of the deepest node that exists along the path; for a key, or where the rest lacks,
 * its key's.
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
