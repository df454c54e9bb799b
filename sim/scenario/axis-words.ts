/**
 * What a path of a scenario is, in words with a unit: for axes of plots. The words are those of the
 * table of settings and of the machine's parameters; another path stands for itself.
 */
import { PARAMETERS, type ParameterDefinition } from '../engine/mechanism/parameters.ts';
import { own } from '../text/tree.ts';
import { SETTING_KINDS, settingOf, shortPathOf } from './settings.ts';

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
  for (const kind of SETTING_KINDS) {
    const { owner, path: whole, unit, words } = settingOf({ kind });
    const found = [whole, shortPathOf(kind)].map((form) => nameIn(form, path));
    const name = found.find((each) => each !== undefined);
    if (name === undefined) continue;
    const of = own(PLAIN, name) ?? `${owner} ${name}`;
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
