/**
 * What a path of a scenario is, in words with a unit: for axes of plots. The words are those of the
 * table of settings and of the machine's parameters; another path stands for itself.
 */
import { PARAMETERS, type ParameterDefinition } from '../engine/mechanism/parameters.ts';
import { own } from '../text/tree.ts';
import { SETTING_KINDS, settingOf, type TimedSetting } from './settings.ts';

/** What does not change while the simulation runs and is often on an axis, as in the settings. */
const LASTING: readonly Pick<TimedSetting, 'path' | 'owner' | 'unit' | 'words'>[] = [
  { path: 'guests.<guest>.memory', owner: 'guest', unit: 'bytes', words: 'memory' },
  { path: 'hosts.<host>.dom0.vcpus', owner: 'host', unit: 'count', words: 'virtual CPUs of Dom0' },
  { path: 'hosts.<host>.cpus', owner: 'host', unit: 'count', words: 'physical CPUs' },
  { path: 'migrations.<migration>.policy.name', owner: 'guest', unit: 'count', words: 'policy' },
  { path: 'atOnce', owner: 'host', unit: 'count', words: 'migrations at once' },
];

/** Units in which a bare number of a setting is written. */
const WRITTEN: Readonly<Record<string, string>> = { percent: '%', 'pages/s': 'pages/s' };

/** Names that say all there is to say. */
const PLAIN: Readonly<Record<string, string>> = {
  source: 'source host',
  destination: 'destination host',
  vm: 'guest',
};

/**
 * Such as `CPU cap of Dom0, source host (%)` for `source.dom0.cap`.
 * @param unit of the numbers beside it; default: that of a bare number, if there is one.
 */
export function pathWords(path: string, unit?: string): string {
  const known = settingAt(path) ?? parameterAt(path);
  const shown = unit ?? WRITTEN[known?.unit ?? ''] ?? '';
  return (known?.words ?? path) + (shown === '' ? '' : ` (${shown})`);
}

interface Known {
  readonly words: string;
  readonly unit: string;
}

function settingAt(path: string): Known | undefined {
  const timed = SETTING_KINDS.map((kind) => settingOf({ kind }));
  for (const { owner, path: whole, unit, words } of [...timed, ...LASTING]) {
    const found = [whole, whole.replace(/^\w+\.(?=<)/u, '')].map((form) => nameIn(form, path));
    const name = found.find((each) => each !== undefined);
    if (name === undefined) continue;
    const kind = owner === 'guest' && /^\d+$/u.test(name) ? 'migration' : owner;
    const of = own(PLAIN, name) ?? `${kind} ${name}`;
    return { words: name === '' ? words : `${words}, ${of}`, unit };
  }
  return undefined;
}

/** The name in a path of a form such as `<host>.dom0.cap`; empty where the form has none. */
function nameIn(form: string, path: string): string | undefined {
  const pattern = form.replaceAll('.', '\\.').replace(/<\w+>/u, '([\\w-]+)');
  const found = new RegExp(`^${pattern}$`, 'u').exec(path);
  return found === null ? undefined : (found[1] ?? '');
}

function parameterAt(path: string): Known | undefined {
  const [room, name = '', ...more] = path.split('.');
  if (room !== 'parameters' || more.length > 0) return undefined;
  const parameter = own<ParameterDefinition>(PARAMETERS, name);
  return parameter && { words: parameter.meaning.replace(/[:;,].*/u, ''), unit: parameter.unit };
}
