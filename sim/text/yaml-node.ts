/** A value of a YAML text and where it stands. */
export interface YamlNode {
  /** Offset of its first character; -1 for null, which need not be written. */
  readonly at: number;
  readonly raw: unknown;
  /** What a map has, by key. */
  readonly entries?: ReadonlyMap<string, YamlEntry>;
  readonly items?: readonly YamlNode[];
}

export interface YamlEntry {
  /** Offset of the key. */
  readonly at: number;
  readonly value: YamlNode;
}

/** How deep maps and lists may nest, and how many uses of anchors, those inside others counted. */
export interface YamlLimits {
  readonly depth: number;
  readonly aliases: number;
}
