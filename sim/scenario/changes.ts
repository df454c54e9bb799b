/** Timed changes as the file has them: which settings, and their values. */
import { quote } from '../text/suggest.ts';
import { asList, asMap, type Finding, getIn, type Path, showPath } from '../text/tree.ts';
import { readPath } from './path.ts';
import type { Draft } from './scenario.ts';
import { SETTINGS, settingOf } from './settings.ts';
import type { PlacedSetting } from './timed-change.ts';

/**
 * The settings of every entry of `changes` in the raw tree; one list an entry, and all that is
 * wrong.
 */
export function readChanges(raw: unknown): { changes: PlacedSetting[][]; findings: Finding[] } {
  const findings: Finding[] = [];
  const changes = asList(getIn(raw, ['changes'])).map((change, index) => {
    return Object.entries(asMap(asMap(change).set)).flatMap(([text, value]) => {
      if (typeof value !== 'string' && typeof value !== 'number') return []; // the schema reports
      const result = readSetting({ text, value, at: ['changes', index, 'set', text], raw });
      if ('setting' in result) return [result];
      findings.push(result);
      return [];
    });
  });
  return { changes, findings };
}

/** The changeable settings, as a hint. */
function allowed(): string {
  const shown = SETTINGS.map((setting) => quote(setting.shown));
  return `a change may set ${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}

interface WrittenSetting {
  readonly text: string;
  readonly value: string | number;
  readonly at: Path;
  readonly raw: unknown;
}

function readSetting({ text, value, at, raw }: WrittenSetting): PlacedSetting | Finding {
  const where = readPath(text, raw);
  if (!where.ok) return { path: at, atKey: true, message: where.message, hint: where.hint };
  const full = showPath(where.path);
  const changeable = SETTINGS.find(({ pattern }) => pattern.test(full));
  const name = changeable?.pattern.exec(full)?.[1];
  if (changeable === undefined || name === undefined) {
    const message = `${quote(text)} cannot change while the simulation runs`;
    return { path: at, atKey: true, message, hint: allowed() };
  }
  const linkName = getIn(raw, ['links', Number(name), 'name']);
  const owner = where.path[0] === 'links' ? String(linkName) : name;
  const reading = changeable.read(value);
  if (!reading.ok)
    return { path: at, message: `${quote(text)}: ${reading.message}`, hint: reading.hint };
  const ofWriter = /\.workload\.(rate|workingSet)$/u.exec(full)?.[1];
  if (ofWriter !== undefined && getIn(raw, [...where.path.slice(0, -1), 'kind']) !== 'write') {
    const what = ofWriter === 'rate' ? 'rate' : 'working set that can change';
    const message = `the workload of ${quote(name)} has no ${what}`;
    const also = [[...where.path.slice(0, -1), 'kind']];
    return { path: at, atKey: true, also, message, hint: 'only `kind: write` has one' };
  }
  const { kind } = changeable;
  return { setting: { kind, of: owner, value: reading.value }, at, target: where.path };
}

/** What is wrong with the new values beside the rest of the file. */
export function checkChanges(draft: Draft): Finding[] {
  return draft.changes.flat().flatMap(({ setting, at }) => {
    return settingOf(setting).check?.(draft, setting.of, at, setting.value) ?? [];
  });
}
