/** Titles that say what was changed: a title of the file opened would contradict its settings. */
import { asMap } from '../../../text/tree.ts';
import { preciseSeconds } from '../playback/numbers.ts';
import { changesOf, rawOf, withValue } from './document.ts';
import { knobsOf } from './knobs.ts';

/** More changes are only counted. */
const CHANGES_MOST = 3;

/** What differs between two texts, for the migration that is watched: `Writes: 6000 pages/s`. */
export function differences(base: string, text: string, migration: number): string[] {
  const [before, now] = [rawOf(base), rawOf(text)];
  const was = new Map(knobsOf(before, migration).map(({ id, value }) => [id, value]));
  const knobs = knobsOf(now, migration);
  const nameOf = (target: string): string =>
    knobs.find((knob) => knob.target === target)?.label ?? target;
  const turned = knobs
    .filter(({ id, value }) => was.has(id) && was.get(id) !== value)
    .map(({ label, value }) => `${label}: ${value}`);
  const known = new Set(changesOf(before).map((change) => JSON.stringify(change)));
  const timed = changesOf(now)
    .filter((change) => !known.has(JSON.stringify(change)))
    .map(
      ({ atNs, target, value }) =>
        `${nameOf(target)}: ${value} from ${preciseSeconds(atNs / 1e9)} on`,
    );
  return [...turned, ...timed];
}

/** The text with a title that follows its settings. @param base the text that was opened. */
export function retitled(base: string, text: string, migration: number): string {
  const { title } = asMap(rawOf(base));
  if (typeof title !== 'string' || base === text) return text;
  const all = differences(base, text, migration);
  const more = all.length > CHANGES_MOST ? [`${all.length - CHANGES_MOST} more`] : [];
  const words = [...all.slice(0, CHANGES_MOST), ...more].join('; ');
  const wanted = all.length === 0 ? title : `${words}. Otherwise: ${title}`;
  return asMap(rawOf(text)).title === wanted ? text : withValue(text, ['title'], wanted);
}
