/**
 * Makes a scenario smaller as long as it still fails: parts are left out, and values replaced by
 * plain ones. Nothing is known of the file here: what is refused has not failed.
 */
import { asList, asMap, getIn, type Path, setIn } from '../../text/tree.ts';
import type { Tree } from './draw/tree.ts';

/** Runs at most. */
const TRIES_MOST = 400;

/** Plain values by the key that they are of. */
const PLAIN: Readonly<Record<string, unknown>> = {
  memory: '4 MiB',
  machine: 'opteron-xen-3.2.1',
  title: 'shrunk',
  seed: '1',
  at: '0 s',
};

/**
 * @param fails whether a scenario fails in the same way. @returns one that does, of which no part
 * can be left out.
 */
export function shrunk(tree: Tree, fails: (smaller: Tree) => boolean): Tree {
  let least = tree;
  let tries = 0;
  let isSmaller = true;
  while (isSmaller) {
    isSmaller = false;
    for (const path of pathsIn(least, [])) {
      for (const smaller of [without(least, path), plainer(least, path)]) {
        if (smaller === undefined || tries >= TRIES_MOST) continue;
        tries += 1;
        if (!fails(smaller as Tree)) continue;
        least = smaller as Tree;
        isSmaller = true;
        break;
      }
    }
  }
  return least;
}

/** All places in a tree, the wide ones first. */
function pathsIn(value: unknown, path: Path): Path[] {
  const keys = Array.isArray(value)
    ? value.map((_, index) => value.length - 1 - index)
    : Object.keys(asMap(value));
  const own = keys.map((key) => [...path, key]);
  return [...own, ...own.flatMap((each) => pathsIn(getIn(value, [each.at(-1) ?? '']), each))];
}

/** Undefined where the place is gone already. */
function without(tree: unknown, path: Path): unknown {
  const key = path.at(-1);
  const above = path.slice(0, -1);
  const parent = getIn(tree, above);
  if (getIn(tree, path) === undefined) return undefined;
  if (Array.isArray(parent)) {
    return setIn(tree, above, asList(parent).toSpliced(Number(key), 1));
  }
  const { [String(key)]: _, ...rest } = asMap(parent);
  return above.length === 0 ? rest : setIn(tree, above, rest);
}

function plainer(tree: unknown, path: Path): unknown {
  const plain = PLAIN[String(path.at(-1))];
  const found = getIn(tree, path);
  if (plain === undefined || found === undefined || found === plain) return undefined;
  return setIn(tree, path, plain);
}
