/** A scenario's text, edited value by value: comments, order and notation of the rest stay. */

import { type Document, isMap, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import { NS_PER_MS } from '../../../engine/kernel/unit.ts';
import { readQuantity } from '../../../text/quantity.ts';
import { asList, asMap, getIn, type Path } from '../../../text/tree.ts';

/** How the text is written: as the shipped scenarios are. */
const STYLE = { lineWidth: 100, flowCollectionPadding: false } as const;

/** The text as plain maps and lists; an empty map for what is not YAML. */
export function rawOf(text: string): unknown {
  try {
    return parseDocument(text, { logLevel: 'silent' }).toJS({ maxAliasCount: 100 }) as unknown;
  } catch {
    return {};
  }
}

/** The text with another value at a path. */
export function withValue(text: string, path: Path, value: unknown): string {
  const document = parseDocument(text);
  makeMaps(document, path);
  document.setIn(path, document.createNode(value, { flow: true }));
  return document.toString(STYLE);
}

/** The text without the value at a path, if there is one. */
export function without(text: string, path: Path): string {
  const document = parseDocument(text);
  if (!document.hasIn(path)) return text;
  document.deleteIn(path);
  return document.toString(STYLE);
}

/** A key with nothing behind it is an empty map to a person, but not to `setIn`. */
function makeMaps(document: Document, path: Path): void {
  for (let length = 1; length < path.length; length += 1) {
    const start = path.slice(0, length);
    const node = document.getIn(start, true);
    const holds = isMap(node) || isSeq(node);
    if (document.hasIn(start) && !holds) document.setIn(start, document.createNode({}));
  }
}

/** The text with one more entry at the end of a list, which is made if it is not there. */
export function withEntry(text: string, key: string, entry: unknown): string {
  const document = parseDocument(text);
  if (!isSeq(document.get(key))) document.set(key, document.createNode([]));
  (document.get(key) as YAMLSeq).items.push(document.createNode(entry, { flow: true }));
  return document.toString(STYLE);
}

/** One setting that changes on the way. */
export interface Change {
  readonly atNs: number;
  /** As `changes` of the file names it, such as `source.dom0.cap`. */
  readonly target: string;
  readonly value: string;
}

/** The timed changes of a file, in the order of time. */
export function changesOf(raw: unknown): Change[] {
  const changes = asList(getIn(raw, ['changes'])).flatMap((entry) => {
    const atNs = timeOf(entry);
    if (Number.isNaN(atNs)) return [];
    return Object.entries(asMap(asMap(entry).set)).map(([target, value]) => {
      return { atNs, target, value: String(value) };
    });
  });
  return changes.toSorted((left, right) => left.atNs - right.atNs);
}

/** The least whole millisecond that is not before a time: such times read well in a file. */
export function changeTimeNs(nowNs: number): number {
  return Math.ceil(nowNs / NS_PER_MS) * NS_PER_MS;
}

/** The text with one more timed change, beside others of the same time. */
export function withChange(text: string, { atNs, target, value }: Change): string {
  const raw = rawOf(text);
  const entries = asList(getIn(raw, ['changes']));
  const index = entries.findIndex((entry) => timeOf(entry) === atNs);
  if (index >= 0) return withValue(text, ['changes', index, 'set', target], value);
  const at = `${Number((atNs / 1e9).toFixed(3))} s`;
  const document = parseDocument(text);
  const list = document.get('changes');
  const entry = document.createNode({ at, set: { [target]: value } });
  if (isSeq(list)) {
    const after = entries.findIndex((other) => timeOf(other) > atNs);
    (list as YAMLSeq).items.splice(after < 0 ? list.items.length : after, 0, entry);
  } else {
    document.set('changes', document.createNode([]));
    (document.get('changes') as YAMLSeq).items.push(entry);
  }
  return document.toString(STYLE);
}

/** The text without one timed change. */
export function withoutChange(text: string, { atNs, target }: Change): string {
  const entries = asList(getIn(rawOf(text), ['changes']));
  const index = entries.findIndex((entry) => {
    return timeOf(entry) === atNs && Object.hasOwn(asMap(asMap(entry).set), target);
  });
  if (index < 0) return text;
  const rest = Object.keys(asMap(asMap(entries[index]).set)).length - 1;
  if (rest > 0) return without(text, ['changes', index, 'set', target]);
  return without(text, entries.length > 1 ? ['changes', index] : ['changes']);
}

/** A time of an entry, ns: when it happens, or what else a key says; NaN for what is no time. */
export function timeOf(entry: unknown, key = 'at'): number {
  const value = asMap(entry)[key];
  const reading = readQuantity(typeof value === 'string' ? value : '', 'ns');
  return reading.ok ? reading.value : Number.NaN;
}

/** The text with several values set, as one would by hand; paths are those of the raw tree. */
export function withValues(
  text: string,
  values: readonly { readonly target: Path; readonly value: unknown }[],
): string {
  return values.reduce((sofar, { target, value }) => withValue(sofar, target, value), text);
}
