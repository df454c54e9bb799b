/** Folders of measurements, of a user or shipped: files are found by base name at any depth. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Shelf } from '../../study/validate/select.ts';
import { readText, shippedPath } from '../files/files.ts';
import { onPath } from '../files/path-problem.ts';

/** @throws Problem when the folder, or one in it, cannot be read. */
export function folderShelf(folder: string): Shelf {
  const files = filesBelow(folder);
  return {
    name: folder,
    find: (fileName) => files.filter((path) => basename(path) === fileName),
    read: readText,
  };
}

/** The measurements that come with precopy. */
export function shippedShelf(): Shelf {
  return { ...folderShelf(shippedPath('measured')), name: 'the measurements of precopy' };
}

/** Paths in the order of their names, which does not depend on the file system. */
function filesBelow(folder: string): string[] {
  const options = { recursive: true, withFileTypes: true } as const;
  return onPath(folder, () => readdirSync(folder, options))
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
