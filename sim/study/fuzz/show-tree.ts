/** A drawn scenario as the text of a file. */
import { yamlText } from '../../text/yaml-text.ts';
import type { Tree } from './draw/tree.ts';

export function showTree(tree: Tree): string {
  return yamlText([], tree);
}
