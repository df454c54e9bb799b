/**
 * Files in and out: a user's file that cannot be read or written is a Problem; output is whole or
 * not there.
 */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from '../../text/problem.ts';
import { onPath, pathProblem } from './path-problem.ts';
import { readBytes } from './read-bytes.ts';

/** @throws Problem when it cannot be read, or is no text in UTF-8. */
export function readText(path: string): string {
  const bytes = onPath(path, () => readBytes(path));
  if (!isUtf16(bytes)) return bytes.toString('utf8');
  const hint = 'save it as UTF-8, such as by `iconv -f UTF-16 -t UTF-8`';
  throw new Problem([{ where: path, message: 'not a text in UTF-8: is it UTF-16?', hint }]);
}

/** By its mark, or by every other of its first bytes being 0. */
function isUtf16(bytes: Buffer): boolean {
  const [first = 0, second = 0, third = 0, fourth] = bytes;
  const mark = first * 256 + second;
  if (mark === 0xfffe || mark === 0xfeff) return true;
  return fourth !== undefined && (first + third === 0) !== (second + fourth === 0);
}

/**
 * Makes a folder and those above it that are missing. Node's own, if recursive, tries for ever
 * where a file system answers that nothing can be made in a folder that is there.
 * @throws errors of `node:fs`.
 */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return void mkdirSync(folder, { recursive: true });
  const above = dirname(resolve(folder));
  if (above !== resolve(folder)) makeFolder(above);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have been quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/**
 * Writes files into a folder, which is made if missing. All are written under other names first, so
 * that a failure leaves none of them.
 * @throws Problem when one cannot be written.
 */
export function writeAll(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): void {
  const pending = Object.entries(files).map(([name, text]) => {
    return { path: join(folder, name), partial: join(folder, `${name}.partial`), text };
  });
  const written: string[] = [];
  try {
    makeFolder(folder);
    for (const { partial, text } of pending) {
      written.push(partial);
      writeFileSync(partial, text);
    }
    for (const { path, partial } of pending) renameSync(partial, path);
  } catch (error) {
    for (const partial of written) rmSync(partial, { force: true });
    throw pathProblem(folder, error);
  }
}

/** Text of a shipped scenario file, by its path below `scenarios`. */
export function readShipped(path: string): string {
  return readText(shippedPath(path));
}

/** Where a shipped file or folder is, by its path below `scenarios`. */
export function shippedPath(path: string): string {
  return packagePath('scenarios', path);
}

/** Text of a file that the build makes. @param where begins the mistake when it is not there. */
export function readBuilt(name: string, where: string): string {
  const path = packagePath('dist', name);
  if (existsSync(path)) return readText(path);
  const hint = 'run `npm run build` in the folder of precopy';
  throw new Problem([{ where, message: `${name} is not built`, hint }]);
}

/** Where a file of the package is, by its path: the package is the nearest folder above this. */
export function packagePath(...path: readonly string[]): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, ...path);
}
