/**
 * Files that are written piece by piece and appear together, or not at all: under other names
 * first, then renamed.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../files/files.ts';
import { onPath } from '../files/path-problem.ts';

const BUFFERED_CHARACTERS = 1 << 18;

/** Takes the text of one file. */
export type Write = (text: string) => void;

interface Pending {
  readonly path: string;
  readonly partial: string;
  readonly fd: number;
  text: string;
}

/**
 * Calls `fill` with a writer for each name, and lets the files appear when it is done.
 * @throws Problem when one cannot be written, and what `fill` throws; then none of them is there.
 */
export function writeWhole<Name extends string, Value>(
  folder: string,
  names: readonly Name[],
  fill: (writers: Readonly<Record<Name, Write>>) => Value,
): Value {
  const files: Pending[] = [];
  const guard = <Result>(act: () => Result): Result => onPath(folder, act);
  const flush = (file: Pending): void => {
    guard(() => writeSync(file.fd, file.text));
    file.text = '';
  };
  try {
    guard(() => makeFolder(folder));
    for (const name of names) {
      const path = join(folder, name);
      const partial = `${path}.partial`;
      files.push({ path, partial, fd: guard(() => openSync(partial, 'w')), text: '' });
    }
    const writers = files.map((file) => (text: string): void => {
      file.text += text;
      if (file.text.length >= BUFFERED_CHARACTERS) flush(file);
    });
    const entries = names.map((name, index) => [name, writers[index]] as const);
    const value = fill(Object.fromEntries(entries) as Record<Name, Write>);
    files.forEach(flush);
    guard(() => {
      for (const { fd } of files) fsyncSync(fd);
      for (const { path, partial } of files) renameSync(partial, path);
    });
    return value;
  } catch (error) {
    for (const { partial } of files) rmSync(partial, { force: true });
    throw error;
  } finally {
    for (const { fd } of files) closeSync(fd);
  }
}
