/**
 * A new policy, workload or machine parameter is one file or entry and one line of an index:
 * nothing else of the product imports what an index lists. A setting that may change is one entry
 * of a table. Other rooms add their indexes to the list.
 */
import { describe, expect, test } from 'vitest';
import { PROFILES } from '../models/machine/registry.ts';
import { PARAMETERS } from '../sim/engine/mechanism/parameters.ts';
import { SETTINGS } from '../sim/scenario/settings.ts';
import { ourFiles, readSource } from './support/source.ts';

/** A folder with a file for each of a kind, and an index of them. */
interface Index {
  readonly path: string;
  /** The files that it lists. */
  readonly files: readonly string[];
  /** Imports from elsewhere that are of types alone, such as of a formula not read yet. */
  readonly types?: readonly string[];
}

const INDEXES: readonly Index[] = [
  {
    path: 'models/policy/index.ts',
    files: ['clark-2005', 'custom', 'fixed-rate', 'module', 'qemu', 'xen-3.2', 'xen-4'],
  },
  {
    path: 'models/workload/index.ts',
    files: [
      ...['benchmark', 'cpu', 'disk', 'formula', 'idle', 'network', 'phases', 'profile'],
      ...['read', 'replay', 'write'],
    ],
    types: ['formula', 'read', 'write', 'disk', 'network'],
  },
];

const PRODUCT = ourFiles()
  .filter((path) => /^(sim|models)\/.*\.tsx?$/u.test(path))
  .map((path) => readSource(path));

describe.each(INDEXES)('$path', ({ path: index, files, types = [] }) => {
  const folder = index.replace(/[^/]*$/u, '');

  test.each(files)('lists %s, which nothing else needs', (name) => {
    const path = `${folder}${name}.ts`;
    const users = PRODUCT.filter(({ imports }) =>
      imports.some(({ target, kind }) => {
        return target === path && !(kind === 'type' && types.includes(name));
      }),
    );
    expect(users.map((user) => user.path)).toEqual([index]);
  });

  test.each(files)('has one line of its list for %s', (name) => {
    const { text = '', tree } = PRODUCT.find(({ path }) => path === index) ?? {};
    expect(tree).toBeDefined();
    expect(text.split(`'./${name}.ts'`)).toHaveLength(2);
  });
});

test('a setting that may change on the way is named in its table alone', () => {
  const kinds = SETTINGS.map(({ kind }) => `kind: '${kind}'`);
  const users = PRODUCT.filter(({ text }) => kinds.some((kind) => text.includes(kind)));
  expect(users.map(({ path }) => path)).toEqual(['sim/scenario/settings.ts']);
});

test('a parameter of machines is defined in the catalogue alone', () => {
  const meanings = Object.values(PARAMETERS).map(({ meaning }) => meaning);
  const repeated = PRODUCT.filter(({ path, text }) => {
    return (
      path !== 'sim/engine/mechanism/parameters.ts' && meanings.some((each) => text.includes(each))
    );
  });
  expect(repeated.map(({ path }) => path)).toEqual([]);
  for (const { parameters } of Object.values(PROFILES)) {
    expect(Object.keys(parameters)).toEqual(Object.keys(PARAMETERS));
  }
});
