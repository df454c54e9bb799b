/**
 * A new policy, workload, machine or parameter of machines is one file or entry and one line of an
 * index: nothing else of the product imports what an index lists. A setting that may change is one
 * entry of a table. Other rooms add their indexes to the list.
 */
import { describe, expect, test } from 'vitest';
import { PROFILES } from '../models/machine/registry.ts';
import type { ParameterUnit } from '../sim/engine/kernel/unit.ts';
import { PARAMETERS } from '../sim/engine/mechanism/parameters.ts';
import { loadScenario } from '../sim/scenario/load.ts';
import {
  SETTING_KINDS,
  SETTINGS,
  settingOf,
  shortPathOf,
  type TimedSetting,
} from '../sim/scenario/settings.ts';
import { ourFiles, readSource } from './support/source.ts';

/** A folder with a file for each of a kind, and an index of them. */
interface Index {
  readonly path: string;
  /** The files that it lists. */
  readonly files: readonly string[];
  /** How their names end (default ts). */
  readonly ending?: string;
  /** Imports from elsewhere that are of types alone, such as of a formula not read yet. */
  readonly types?: readonly string[];
  /** What others of its kind are built on, or an oracle states again, with the files that do. */
  readonly bases?: Readonly<Record<string, readonly string[]>>;
}

const INDEXES: readonly Index[] = [
  {
    path: 'models/policy/index.ts',
    files: [
      ...['clark-2005', 'custom', 'fixed-rate', 'kubevirt', 'module', 'nova', 'qemu', 'xen-3.2'],
      'xen-4',
    ],
    bases: {
      qemu: ['models/policy/managed.ts', 'sim/study/fuzz/oracle/oracles.ts'],
      'xen-3.2': ['sim/study/fuzz/oracle/moves.ts'],
    },
  },
  {
    path: 'models/workload/index.ts',
    files: [
      ...['benchmark', 'cpu', 'disk', 'formula', 'idle', 'network', 'phases', 'profile'],
      ...['read', 'replay', 'write'],
    ],
    types: ['formula'],
  },
  {
    path: 'models/fault/index.ts',
    files: ['condition', 'guest', 'host', 'link', 'link-flap', 'tool'],
  },
  {
    path: 'models/machine/registry.ts',
    ending: 'json',
    files: [
      ...['opteron-xen-3.2.1', 'xen-4.17-emulated', 'xen-4.17-emulated-pair', 'xeon-xen-2.0'],
      ...['qemu-7.2-tcg', 'kvm-2024', 'kvm-2024-10g'],
    ],
  },
];

const PRODUCT = ourFiles()
  .filter((path) => /^(sim|models)\/.*\.tsx?$/u.test(path))
  .map((path) => readSource(path));

describe.each(INDEXES)('$path', ({ path: index, files, ending = 'ts', ...more }) => {
  const { types = [], bases = {} } = more;
  const folder = index.replace(/[^/]*$/u, '');

  test.each(files)('lists %s, which nothing else needs', (name) => {
    const path = `${folder}${name}.${ending}`;
    const users = PRODUCT.filter(({ imports }) =>
      imports.some(({ target, kind }) => {
        return target === path && !(kind === 'type' && types.includes(name));
      }),
    );
    expect(users.map((user) => user.path)).toEqual([index, ...(bases[name] ?? [])]);
  });

  test.each(files)('has one line of its list for %s', (name) => {
    const { text = '', tree } = PRODUCT.find(({ path }) => path === index) ?? {};
    expect(tree).toBeDefined();
    expect(text.split(`'./${name}.${ending}'`)).toHaveLength(2);
  });
});

const TABLE = 'sim/scenario/settings.ts';
const OTHERS = PRODUCT.filter(({ path }) => path !== TABLE);

test('a setting that may change on the way is defined in its table alone', () => {
  for (const { path, field } of Object.values<TimedSetting>(SETTINGS)) {
    const keys = path.split('.').filter((key) => !key.startsWith('<'));
    // As a path, as the end of one, and as a regular expression.
    const copies = [
      `'${path}'`,
      `'${keys.slice(-2).join("', '")}'`,
      `, '${field}']`,
      `\\.${keys.slice(-2).join('\\.')}$`,
    ];
    const users = OTHERS.filter(({ text }) => copies.some((copy) => text.includes(copy)));
    expect([path, users.map((user) => user.path)]).toEqual([path, []]);
  }
});

/** The value before, and one that a change sets. */
const VALUES: Readonly<Record<ParameterUnit, readonly [string | number, string | number]>> = {
  percent: ['40 %', '30 %'],
  count: [256, 512],
  'pages/s': ['100 pages/s', '200 pages/s'],
  bytes: ['1 MiB', '2 MiB'],
  'bit/s': ['1 Gbit/s', '2 Gbit/s'],
  ns: ['1 s', '2 s'],
  pages: ['1 pages', '2 pages'],
};

test.each(SETTING_KINDS)('%s serves changes, warnings and --set by its entry', (kind) => {
  const { owner, unit, path } = settingOf({ kind });
  const [before, after] = VALUES[unit];
  const name = { host: 'a', guest: 'vm', link: path.startsWith('links') ? 'lan' : 'low' }[owner];
  const target = shortPathOf(kind, name);
  const file = {
    ...{ title: 'x', machine: 'opteron-xen-3.2.1' },
    hosts: { a: {}, b: {} },
    links: [{ name: 'lan', between: ['a', 'b'], rate: '1 Gbit/s' }],
    switches: { low: { hosts: ['a'], uplink: 'top', rate: '1 Gbit/s' }, top: { hosts: ['b'] } },
    guests: {
      vm: {
        host: 'a',
        memory: '64 MiB',
        workload: { kind: 'write', rate: '100 pages/s', workingSet: '1 MiB' },
      },
    },
    migrations: [
      { guest: 'vm', to: 'b', ...(path.includes('.policy.') && { policy: { name: 'qemu' } }) },
    ],
  };
  const load = (value: string | number) => {
    const changes = [{ at: '1 s', set: { [target]: value } }];
    const text = JSON.stringify({ ...file, changes });
    const options = { profiles: PROFILES, set: [{ path: target, value: String(before) }] };
    return loadScenario(text, 'x.yaml', options);
  };
  expect(load(after).scenario.changes[0]?.settings[0]?.kind).toBe(kind);
  expect(load(after).warnings).toEqual([]);
  expect(load(before).warnings.map(({ message }) => message)).toEqual([
    expect.stringMatching(/is .* already$/u),
  ]);
});

test('a parameter of machines is defined in the catalogue alone', () => {
  const meanings = Object.values(PARAMETERS).map(({ meaning }) => meaning);
  const repeated = PRODUCT.filter(({ text }) =>
    meanings.some((each) => text.includes(`'${each}'`)),
  );
  expect(repeated.map(({ path }) => path)).toEqual([]);
  for (const { parameters } of Object.values(PROFILES)) {
    expect(Object.keys(parameters)).toEqual(Object.keys(PARAMETERS));
    const unstated = Object.entries(parameters).filter(([, { source }]) => source.kind === 'given');
    expect(unstated).toEqual([]);
  }
});
