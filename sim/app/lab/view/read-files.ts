/** Files that the user chose or dropped: one scenario, and the tables that it reads. */
import type { OpenFile } from '../state/side.ts';

/** @returns undefined when there is no scenario among them. */
export async function readFiles(files: Iterable<File>): Promise<OpenFile | undefined> {
  let scenario: { name: string; text: string } | undefined;
  const tables: Record<string, string> = {};
  for (const file of files) {
    const text = await file.text();
    if (/\.csv$/i.test(file.name)) tables[file.name] = text;
    else scenario ??= { name: file.name, text };
  }
  return scenario === undefined ? undefined : { ...scenario, tables };
}
