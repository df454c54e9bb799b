/**
 * Files that are written piece by piece and appear together, or not at all: under other names
 * first, then renamed.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../files/files.ts';
import { onPath } from '../files/path-problem.ts';

const BUFFERED_CHARACTERS = 1 << 18;

/** Takes text, or bytes, of one file. */
export type Write = (part: string | Uint8Array) => void;

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
    guard(() => writeBytes(file.fd, Buffer.from(file.text)));
    file.text = '';
  };
  try {
    guard(() => makeFolder(folder));
    for (const name of names) {
      const path = join(folder, name);
      const partial = `${path}.partial`;
      files.push({ path, partial, fd: guard(() => openSync(partial, 'w')), text: '' });
    }
    const writers = files.map((file) => (part: string | Uint8Array): void => {
      if (typeof part === 'string') file.text += part;
      else guard(() => writeBytes(file.fd, part));
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

/** A write to a pipe or a nearly full disk may take only a part. */
function writeBytes(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
}
