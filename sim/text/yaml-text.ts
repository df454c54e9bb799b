/** A raw tree as the text of a file. */
import { stringify } from 'yaml';

/** @param comments lines before it, each with its `#`. */
export function yamlText(comments: readonly string[], raw: unknown): string {
  const head = comments.map((line) => `${line}\n`).join('');
  return `${head}${stringify(raw, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}
