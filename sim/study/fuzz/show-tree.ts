/** A drawn scenario as the text of a file. */
import { stringify } from 'yaml';
import type { Tree } from './draw/tree.ts';

export function showTree(tree: Tree): string {
  return stringify(tree, { lineWidth: 0 });
}
