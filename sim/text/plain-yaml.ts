/**
 * Plain YAML text in one pass over the parser's events, many times as fast as
 * `yaml-document.ts`: one document without anchors, tags and directives, keys that are words and
 * stand once in their map.
 */
import {
  CORE_SCHEMA,
  EVENT_DOCUMENT,
  EVENT_MAPPING,
  EVENT_POP,
  EVENT_SCALAR,
  EVENT_SEQUENCE,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE_FOLDED_BLOCK,
  SCALAR_STYLE_LITERAL_BLOCK,
  SCALAR_STYLE_PLAIN,
  type ScalarEvent,
  YAMLException,
} from 'js-yaml';
import type { YamlEntry, YamlLimits, YamlNode } from './yaml-node.ts';

/** The value of a plain text; undefined for every other, be it valid or not. */
export function readPlainYaml(text: string, { depth }: YamlLimits): YamlNode | undefined {
  try {
    return new Reader(text, parseEvents(text, { maxDepth: depth + 1 })).document();
  } catch (error) {
    if (error instanceof NotPlain || error instanceof YAMLException) return undefined;
    throw error;
  }
}

class NotPlain extends Error {}

class Reader {
  private readonly text: string;
  private readonly events: readonly Event[];
  private index = 1;

  constructor(text: string, events: readonly Event[]) {
    this.text = text;
    this.events = events;
  }

  document(): YamlNode {
    const [first] = this.events;
    if (first?.type !== EVENT_DOCUMENT || first.directives.length > 0) throw new NotPlain();
    const root = this.node();
    if (this.index + 1 < this.events.length) throw new NotPlain();
    return root;
  }

  private next(): Event {
    const event = this.events[this.index];
    if (event === undefined) throw new NotPlain();
    this.index += 1;
    return event;
  }

  private node(): YamlNode {
    const event = this.next();
    if (event.type === EVENT_SCALAR) return this.scalar(event);
    if (event.type !== EVENT_SEQUENCE && event.type !== EVENT_MAPPING) throw new NotPlain();
    if (event.anchorStart >= 0 || event.tagStart >= 0) throw new NotPlain();
    return event.type === EVENT_SEQUENCE ? this.list(event.start) : this.map(event.start);
  }

  private scalar(event: ScalarEvent): YamlNode {
    const { text, at, isPlain } = this.written(event);
    const raw = isPlain ? CORE_SCHEMA.resolveImplicitScalarTag(text).value : text;
    return { at: raw === null ? -1 : at, raw };
  }

  private written(event: ScalarEvent) {
    if (event.anchorStart >= 0 || event.tagStart >= 0) throw new NotPlain();
    const isPlain = event.style === SCALAR_STYLE_PLAIN;
    const at = isPlain ? event.valueStart : this.markOf(event);
    return { text: getScalarValue(this.text, event), at, isPlain };
  }

  /** Where the quote of a text is, or the mark of its block. */
  private markOf({ style, valueStart }: ScalarEvent): number {
    if (style === SCALAR_STYLE_LITERAL_BLOCK) return this.text.lastIndexOf('|', valueStart - 1);
    if (style === SCALAR_STYLE_FOLDED_BLOCK) return this.text.lastIndexOf('>', valueStart - 1);
    return valueStart - 1;
  }

  private isAtEnd(): boolean {
    if (this.events[this.index]?.type !== EVENT_POP) return false;
    this.index += 1;
    return true;
  }

  private list(at: number): YamlNode {
    const items: YamlNode[] = [];
    while (!this.isAtEnd()) items.push(this.node());
    return { at, raw: items.map(({ raw }) => raw), items };
  }

  private map(start: number): YamlNode {
    const raw: Record<string, unknown> = {};
    const entries = new Map<string, YamlEntry>();
    while (!this.isAtEnd()) {
      const event = this.next();
      if (event.type !== EVENT_SCALAR) throw new NotPlain();
      const { text: key, at } = this.written(event);
      // An assignment of this key would set the prototype.
      if (entries.has(key) || at < 0 || key === '__proto__') throw new NotPlain();
      const value = this.node();
      entries.set(key, { at, value });
      raw[key] = value.raw;
    }
    return { at: start, raw, entries };
  }
}
