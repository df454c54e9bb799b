/** The raw tree of a scenario file: plain maps, lists and scalars, before anything is checked. */

/** Keys and list positions from the root to a value. */
export type Path = readonly (string | number)[];

/** A map of the raw tree. */
export type RawMap = Readonly<Record<string, unknown>>;

/** A mistake that is not located yet. */
export interface Finding {
  readonly path: Path;
  /** Whether the key itself is wrong, rather than its value. */
  readonly atKey?: boolean;
  /**
   * Other values that take part; the finding is blamed on one of them if that one was set from
   * outside.
   */
  readonly also?: readonly Path[];
  readonly message: string;
  readonly hint?: string;
}

/** Whether the value is a map. */
export function isMap(value: unknown): value is RawMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the value is text or a number. */
export function isScalar(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/** The value as a map; anything else counts as an empty one. */
export function asMap(value: unknown): RawMap {
  return isMap(value) ? value : {};
}

/** The value as a list; anything else counts as an empty one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The record's own entry: names such as `constructor` must not find what every object inherits. */
export function own<Value>(
  record: Readonly<Record<string, Value>>,
  key: string,
): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The value at a path, undefined where the path leads nowhere. */
export function getIn(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) {
    if (Array.isArray(value)) value = value[Number(key)];
    else if (isMap(value)) value = own(value, String(key));
    else return undefined;
  }
  return value;
}

/** A copy of the tree with another value at the path; maps that are missing on the way are made. */
export function setIn(root: unknown, path: Path, value: unknown): unknown {
  return setBelow(root, path, { depth: 0, value });
}

/** @param what the value, and how many keys of the path lead to the root. */
function setBelow(root: unknown, path: Path, what: { depth: number; value: unknown }): unknown {
  const { depth, value } = what;
  const key = path[depth];
  if (key === undefined) return value;
  what.depth = depth + 1;
  if (!Array.isArray(root)) {
    const map: Record<string, unknown> = { ...asMap(root) };
    const below = setBelow(own(map, String(key)), path, what);
    // A key that is computed in the literal makes the copy three times as slow.
    if (key === '__proto__') return { ...map, [key]: below };
    map[key] = below;
    return map;
  }
  const list = [...root];
  const index = Number(key);
  if (index in list) list[index] = setBelow(list[index], path, what);
  return list;
}

/** Whether one path begins with the other. */
export function startsWith(path: Path, start: Path): boolean {
  return start.length <= path.length && start.every((key, index) => key === path[index]);
}

/** A path as text, in the form that `--set` takes: 'hosts.source.dom0.cap'. */
export function showPath(path: Path): string {
  return path.join('.');
}

/** What was found, in words: '`12`', 'a list', 'nothing'. */
export function describeRaw(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (isMap(value)) return 'a map';
  const text = String(value);
  return `\`${text.length > 60 ? `${text.slice(0, 60)}...` : text}\``;
}
