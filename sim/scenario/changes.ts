/** Timed changes as the file has them: which settings, and their values. */
import { quote } from '../text/suggest.ts';
import { asList, asMap, type Finding, getIn, isScalar, type Path } from '../text/tree.ts';
import { readPath } from './path.ts';
import type { Draft } from './scenario.ts';
import {
  kindAt,
  nameAt,
  pathOf,
  SETTING_KINDS,
  settingOf,
  shortPathOf,
  valueBefore,
} from './settings.ts';
import type { PlacedSetting } from './timed-change.ts';

/**
 * The settings of every entry of `changes` in the raw tree; one list an entry, and all that is
 * wrong.
 */
export function readChanges(raw: unknown): { changes: PlacedSetting[][]; findings: Finding[] } {
  const findings: Finding[] = [];
  const changes = asList(getIn(raw, ['changes'])).map((change, index) => {
    return Object.entries(asMap(asMap(change).set)).flatMap(([text, value]) => {
      if (!isScalar(value)) return []; // the schema reports
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
  const shown = SETTING_KINDS.map((kind) => quote(shortPathOf(kind)));
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
  const { path } = where;
  const kind = kindAt(path);
  if (kind === undefined) {
    const message = `${quote(text)} cannot change while the simulation runs`;
    return { path: at, atKey: true, message, hint: allowed() };
  }
  const setting = settingOf({ kind });
  const reading = setting.read(value);
  if (!reading.ok) {
    const { message, hint } = reading;
    return { path: at, message: `${quote(text)}: ${message}`, hint };
  }
  const of = nameAt(kind, path, raw);
  const also = [[...path.slice(0, -1), 'kind']];
  if (setting.course !== undefined && getIn(raw, also[0] as Path) !== 'write') {
    const what = setting.course === 'rates' ? 'rate' : 'working set that can change';
    const message = `the workload of ${quote(of)} has no ${what}`;
    return { path: at, atKey: true, also, message, hint: 'only `kind: write` has one' };
  }
  return { setting: { kind, of, value: reading.value }, at, target: path };
}

/** What is wrong with the values of settings, first and new ones, beside the rest of the file. */
export function checkSettings(draft: Draft): Finding[] {
  const { hosts, guests } = draft.file;
  const names = { host: Object.keys(hosts), guest: Object.keys(guests), link: [] };
  const first = SETTING_KINDS.flatMap((kind) => {
    const { owner, course, check, path } = settingOf({ kind });
    // Those of all kinds of workloads are checked in `limits.ts`, of policies by their schemas.
    const isElsewhere = course !== undefined || path.startsWith('migrations.');
    if (isElsewhere || check === undefined) return [];
    return names[owner].flatMap((name) => {
      const value = valueBefore(draft, kind, name);
      return check(draft, name, { path: pathOf(kind, name), value });
    });
  });
  const changed = draft.changes.flat().flatMap(({ setting, at }) => {
    const { of, value } = setting;
    return settingOf(setting).check?.(draft, of, { path: at, value }) ?? [];
  });
  return [...first, ...changed];
}
