/**
 * Files in and out: a user's file that cannot be read or written is a Problem; output is whole or
 * not there.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from '../../text/problem.ts';
import { onPath, pathProblem } from './path-problem.ts';

/** @throws Problem when it cannot be read. */
export function readText(path: string): string {
  return onPath(path, () => readFileSync(path, 'utf8'));
}

/**
 * Writes files into a folder, which is made if missing. All are written under other names first, so
 * that a failure leaves none of them.
 * @throws Problem when one cannot be written.
 */
export function writeAll(folder: string, files: Readonly<Record<string, string>>): void {
  const pending = Object.entries(files).map(([name, text]) => {
    return { path: join(folder, name), partial: join(folder, `${name}.partial`), text };
  });
  const written: string[] = [];
  try {
    mkdirSync(folder, { recursive: true });
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
