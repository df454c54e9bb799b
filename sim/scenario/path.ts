/** Paths as a person writes them, 'source.dom0.cap', and where they lead in the raw tree. */

import { didYouMean, quote, suggest } from '../text/suggest.ts';
import { asList, asMap, getIn, isMap, own, type Path } from '../text/tree.ts';
import { fileSchema } from './schema.ts';

/** A path that leads somewhere, or why it does not. */
export type PathReading =
  | { readonly ok: true; readonly path: Path }
  | { readonly ok: false; readonly message: string; readonly hint: string };

/** Keys at the top of a scenario file. */
export const TOP_KEYS: readonly string[] = Object.keys(fileSchema.shape);

/** A key or a list position. Leaves out `__proto__` and the like on purpose. */
const SEGMENT = /^(?:[A-Za-z][\w-]*|\d{1,6})$/u;
const LENGTH_LIMIT = 200;

/**
 * Hosts, guests, switches and links of the raw tree by name, with the path of each. First come,
 * first served.
 */
export function namesIn(raw: unknown): Map<string, Path> {
  const names = new Map<string, Path>();
  const add = (name: unknown, path: Path): void => {
    if (typeof name === 'string' && !names.has(name)) names.set(name, path);
  };
  for (const kind of ['hosts', 'guests', 'switches']) {
    for (const name of Object.keys(asMap(getIn(raw, [kind])))) add(name, [kind, name]);
  }
  for (const [index, link] of asList(getIn(raw, ['links'])).entries()) {
    add(asMap(link).name, ['links', index]);
  }
  return names;
}

/**
 * Finds where a path leads. It starts with a key of the file or with the name of a host, guest or
 * link. Keys that are missing are taken as given: the schema decides about them.
 */
export function readPath(text: string, raw: unknown): PathReading {
  const [first = '', ...rest] = text.slice(0, LENGTH_LIMIT).split('.');
  const bad = [first, ...rest].find((segment) => !SEGMENT.test(segment));
  if (bad !== undefined || text.length > LENGTH_LIMIT) {
    const hint = 'keys joined by points, such as `source.dom0.cap`';
    return { ok: false, message: `${quote(text)} is not a path`, hint };
  }
  const names = namesIn(raw);
  const start = TOP_KEYS.includes(first) ? [first] : names.get(first);
  if (start === undefined) {
    const isNearKey = suggest(first, [...names.keys(), ...TOP_KEYS]) !== undefined;
    const hint = didYouMean(first, isNearKey ? [...names.keys(), ...TOP_KEYS] : [...names.keys()]);
    return {
      ok: false,
      message: `unknown path ${quote(text)}: no host, guest or key has that name`,
      hint,
    };
  }
  const isOfMove = rest[0] === 'policy' || rest[0] === 'mirror';
  const migration = isOfMove ? migrationOf(start, raw) : undefined;
  return follow({ text, start: migration ?? start, rest, raw });
}

/** A guest's `policy` and `mirror` are those of its migration. */
function migrationOf([kind, name]: Path, raw: unknown): Path | undefined {
  if (kind !== 'guests') return undefined;
  const moves = asList(getIn(raw, ['migrations']));
  const index = moves.findIndex((move) => asMap(move).guest === name);
  return index < 0 ? undefined : ['migrations', index];
}

interface Steps {
  readonly text: string;
  readonly start: Path;
  readonly rest: readonly string[];
  readonly raw: unknown;
}

/** Continues from the start; stops at a single value. */
function follow({ text, start, rest, raw }: Steps): PathReading {
  const path = [...start];
  for (const segment of rest) {
    const value = getIn(raw, path);
    const soFar = quote(path.join('.'));
    if (Array.isArray(value)) {
      const index = /^\d+$/u.test(segment) ? Number(segment) : undefined;
      if (index === undefined || index >= value.length) {
        const message = `${quote(text)}: ${soFar} has no entry ${quote(segment)}`;
        return { ok: false, message, hint: `entries 0 to ${value.length - 1}` };
      }
      path.push(index);
    } else if (isMap(value) || value === undefined || value === null) {
      // New hosts and guests cannot come from a path: a mistyped name would become one.
      const isNamed =
        path.length === 1 && ['hosts', 'guests', 'switches'].includes(String(path[0]));
      if (isNamed && own(asMap(value), segment) === undefined) {
        const hint = didYouMean(segment, Object.keys(asMap(value)));
        return { ok: false, message: `${quote(text)}: no ${quote(segment)}`, hint };
      }
      path.push(segment);
    } else {
      const hint = `set ${soFar} itself`;
      return { ok: false, message: `${quote(text)}: ${soFar} is a single value, not a map`, hint };
    }
  }
  return { ok: true, path };
}
