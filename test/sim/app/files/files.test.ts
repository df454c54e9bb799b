/** Files of every kind in, folders out: each ends, with the text or with one message. */
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder, readText, writeAll } from '../../../../sim/app/files/files.ts';
import { testFolder } from '../../../support/folder.ts';
import { mistakesOf } from '../../../support/mistakes.ts';

const { folder } = testFolder('files');

describe('reading', () => {
  test.each<[string, BufferEncoding, string]>([
    ['its mark', 'utf16le', '\ufefftitle: x'],
    ['its zeros', 'utf16le', 'title: x'],
  ])('UTF-16 is known by %s', (name, encoding, text) => {
    const path = join(folder, `${name}.yaml`);
    writeFileSync(path, Buffer.from(text, encoding));
    expect(mistakesOf(() => readText(path))).toEqual([
      expect.stringContaining('not a text in UTF-8: is it UTF-16? (save it as UTF-8'),
    ]);
  });

  test.each(['', 'a', 'ab', 'title: é\n', '\0\0\0\0 padded by a crash'])('%j is UTF-8', (text) => {
    const path = join(folder, 'plain.yaml');
    writeFileSync(path, text);
    expect(readText(path)).toBe(text);
  });

  test.skipIf(!existsSync('/dev/zero'))('a device without an end is given up', () => {
    expect(mistakesOf(() => readText('/dev/zero'))[0]).toMatch('/dev/zero: more than 256 MiB');
    expect(readText('/dev/null')).toBe('');
  });

  test.skipIf(process.platform === 'win32')('a pipe is read, one without a writer is not', () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    expect(mistakesOf(() => readText(path))[0]).toMatch('a pipe into which nothing was written');
    const writer = 'printf "title: x" > "$0" &';
    execFileSync('sh', ['-c', writer, path], { stdio: 'ignore' });
    expect(readText(path)).toBe('title: x');
  });
});

test('folders are made, those above them too, and again', () => {
  const path = join(folder, 'a', 'b', 'c');
  makeFolder(path);
  makeFolder(path);
  writeAll(path, { 'd.txt': 'd' });
  expect(readText(join(path, 'd.txt'))).toBe('d');
  expect(() => makeFolder(join(path, 'd.txt', 'e'))).toThrow(/ENOTDIR|EEXIST/);
});

test.skipIf(!existsSync('/proc/self'))(
  'a file system that makes nothing is no endless loop',
  () => {
    expect(mistakesOf(() => writeAll('/proc/precopy/out', { 'a.txt': '' }))).toHaveLength(1);
  },
);
