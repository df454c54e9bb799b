/** Folders for the files of a test. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder that is there while the tests of a file run. */
export interface TestFolder {
  readonly folder: string;
  /** The path of a file in it. */
  at(name: string): string;
  /** Writes a file, and the folders above it. @returns its path. */
  file(name: string, text: string): string;
}

/** @param name what the folder's own name has in it. */
export function testFolder(name: string): TestFolder {
  const folder = mkdtempSync(join(tmpdir(), `precopy-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const at = (path: string): string => join(folder, path);
  const file = (path: string, text: string): string => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
    return at(path);
  };
  return { folder, at, file };
}
