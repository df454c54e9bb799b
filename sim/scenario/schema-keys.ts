/** Which keys the schema knows at a place of the file: for hints about mistyped ones. */

import { asList, asMap, getIn, isMap, own, type Path, type RawMap } from '../text/tree.ts';
import { scenarioJsonSchema } from './json-schema.ts';

let schema: RawMap | undefined;

/**
 * The keys that the map at the path may have. Of several kinds of map those count that agree with
 * the values found (a `kind: cpu` rules the others out).
 */
export function keysAt(path: Path, raw: unknown): string[] {
  // Made at the first mistake only: a good file does not pay for it.
  schema ??= scenarioJsonSchema();
  let nodes = alternatives(schema, raw);
  for (const [index, key] of path.entries()) {
    const value = getIn(raw, path.slice(0, index + 1));
    nodes = nodes
      .flatMap((node) => childOf(node, key))
      .flatMap((node) => alternatives(node, value));
  }
  return [...new Set(nodes.flatMap((node) => Object.keys(asMap(node.properties))))];
}

function childOf(node: RawMap, key: string | number): RawMap[] {
  const byName = own(asMap(node.properties), String(key));
  if (isMap(byName)) return [byName];
  return [node.additionalProperties, node.items].filter(isMap);
}

function alternatives(node: RawMap, value: unknown): RawMap[] {
  const branches = [...asList(node.oneOf), ...asList(node.anyOf)].filter(isMap);
  if (branches.length === 0) return [node];
  const agreeing = branches.filter((branch) => {
    return Object.entries(asMap(branch.properties)).every(([key, property]) => {
      const constant = asMap(property).const;
      const found = own(asMap(value), key);
      return constant === undefined || found === undefined || found === constant;
    });
  });
  return agreeing.length > 0 ? agreeing : branches;
}
