/**
 * YAML text as a raw tree in which every value has its place, also those set from outside the text.
 */

import { present } from './fields.ts';
import { Lines } from './lines.ts';
import { readPlainYaml } from './plain-yaml.ts';
import { Problem } from './problem.ts';
import { getIn, type Path, setIn, startsWith } from './tree.ts';
import { readYamlDocument } from './yaml-document.ts';
import type { YamlNode } from './yaml-node.ts';

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
/**
 * Levels of maps and lists, of which a scenario needs less than ten. Uses of anchors, and how often
 * they may multiply: enough for shared settings, not for a bomb.
 */
const LIMITS = { depth: 40, aliases: 100 };
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
  const lines = new Lines(text, fileName);
  const root = readPlainYaml(text, LIMITS) ?? rootOf(text, lines);
  return {
    raw: root.raw,
    place: (path, part) => lines.placeAt(offsetOf(root, path, part)),
    lineAt: (place) => lines.lineAt(place),
    isOverlaid: () => false,
  };
}

/** @throws Problem with everything that is wrong with the text. */
function rootOf(text: string, lines: Lines): YamlNode {
  const reading = readYamlDocument(text, LIMITS);
  if (reading.ok) return reading.root;
  throw new Problem(
    reading.mistakes.slice(0, SHOWN_SYNTAX_ERRORS).map(({ offset, message, hint }) => {
      const where = offset === undefined ? lines.fileName : lines.placeAt(offset);
      return present({ where, message, hint, line: lines.lineAt(where) });
    }),
  );
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

/**
 * The offset of the deepest value that is written along the path; for a key, or where the rest is
 * missing, its key's.
 */
function offsetOf(root: YamlNode, path: Path, part: 'key' | 'value' = 'value'): number {
  let node = root;
  let offset = root.at;
  for (const [index, key] of path.entries()) {
    const entry = node.entries?.get(String(key));
    const value = entry?.value ?? node.items?.[Number(key)];
    if (value === undefined) return offset;
    const isLast = index === path.length - 1;
    const isAtKey = entry !== undefined && (!isLast || part === 'key' || value.raw === null);
    if (isAtKey) offset = entry.at;
    else if (value.at >= 0) offset = value.at;
    node = value;
  }
  return offset;
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
