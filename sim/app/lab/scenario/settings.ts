/** Settings put into the text of a scenario, as `--set` does. */
import { parseDocument } from 'yaml';
import { readPath } from '../../../scenario/path.ts';
import { rawOf, withValue } from './document.ts';

/** A path as `--set` takes it, and the value as it would stand in the file. */
export type Setting = readonly [path: string, value: string];

/** @throws Error for a path that leads nowhere: the lab's own settings are wrong. */
export function withSettings(text: string, settings: readonly Setting[]): string {
  return settings.reduce((sofar, [path, value]) => {
    const where = readPath(path, rawOf(sofar));
    if (!where.ok) throw new Error(where.message);
    return withValue(sofar, where.path, parseDocument(value).toJS());
  }, text);
}

/** The command that repeats it, for a shipped file. */
export function commandOf(path: string, settings: readonly Setting[]): string {
  const sets = settings.map(([key, value]) => ` --set "${key}=${value}"`);
  return `precopy run scenarios/${path}${sets.join('')}`;
}
