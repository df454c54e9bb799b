/** Relations of what changes nothing. */
import type { RunResult } from '../../../run/result/result.ts';
import type { Fields, Tree } from '../draw/tree.ts';
import { type Relation, withGuests, without, withTop } from './relation.ts';

const bytesOf = (value: unknown): string => JSON.stringify(value);

/** The same bytes. */
const sameBytes = (one: RunResult, other: RunResult): string | undefined =>
  bytesOf(one) === bytesOf(other) ? undefined : `it differs at ${placeOf(one, other, '')}`;

/** The same bytes but for the order of those that do not migrate. */
const sameInAnyOrder = (one: RunResult, other: RunResult): string | undefined =>
  sameBytes(sorted(one), sorted(other));

/** Guests that stay and disks are shown in the order of the file. */
function sorted(result: RunResult): RunResult {
  const migrations = result.migrations.map(({ disks, ...rest }) => {
    return disks === undefined ? rest : { ...rest, disks: by('name', disks) };
  });
  return { ...result, migrations, bystanders: by('guest', result.bystanders ?? []) };
}

const by = <Key extends string, Item extends Record<Key, string>>(
  key: Key,
  items: readonly Item[],
): readonly Item[] => items.toSorted((one, other) => (one[key] < other[key] ? -1 : 1));

/** The same but for the last digits of numbers: a sum is made of other parts. */
function sameButRounding(one: RunResult, other: RunResult): string | undefined {
  const round = (_: string, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(10)) : value;
  const [left, right] = [one, other].map((each) => JSON.parse(JSON.stringify(each, round)));
  return sameBytes(left, right);
}

/** The first place at which two values differ. */
function placeOf(one: unknown, other: unknown, path: string): string {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return `${path}: ${one}, ${other}`;
  }
  const [left, right] = [one, other] as unknown as [Fields, Fields];
  for (const key of Object.keys({ ...left, ...right })) {
    if (bytesOf(left[key]) === bytesOf(right[key])) continue;
    return placeOf(left[key], right[key], `${path}.${key}`);
  }
  return path;
}

function reversed(fields: Fields): Fields {
  const entries = Object.entries(fields).reverse();
  return Object.fromEntries(
    entries.map(([key, value]) => {
      const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
      return [key, isMap ? reversed(value as Fields) : value];
    }),
  );
}

/** Of every text in it, what `change` makes of it. */
function rewritten(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => rewritten(each, change));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, each]) => [key, rewritten(each, change)]));
}

/** In the next smaller unit. */
function inSmallerUnits(text: string): string {
  const [, number = '', unit = ''] = /^(\d+) (MiB|KiB|ms|us|Gbit\/s|Mbit\/s)$/u.exec(text) ?? [];
  const smaller: Readonly<Record<string, readonly [number, string]>> = {
    MiB: [1024, 'KiB'],
    KiB: [1024, 'B'],
    ms: [1000, 'us'],
    us: [1000, 'ns'],
    'Gbit/s': [1000, 'Mbit/s'],
    'Mbit/s': [1000, 'kbit/s'],
  };
  const [factor, name] = smaller[unit] ?? [1, unit];
  return number === '' ? text : `${Number(number) * factor} ${name}`;
}

/** Names of links and switches only: random streams have those of hosts and guests. */
function renamed(tree: Tree): Tree | undefined {
  const { links, switches } = tree;
  if (links === undefined && switches === undefined) return undefined;
  const names: Readonly<Record<string, string>> = { left: 'one', right: 'two', core: 'top' };
  const change = (text: string): string => {
    const [, kind, rest] = /^(switches\.)left(\..*)?$/u.exec(text) ?? [];
    if (kind !== undefined) return `${kind}one${rest ?? ''}`;
    return text.startsWith('lan-') ? text.replace('lan-', 'wire-') : (names[text] ?? text);
  };
  const sets = tree.changes?.map(({ at, set }) => {
    return { at, set: Object.fromEntries(Object.entries(set).map(([k, v]) => [change(k), v])) };
  });
  const other = {
    ...tree,
    ...(links === undefined ? {} : { links: rewritten(links, change) }),
    ...(switches === undefined
      ? {}
      : {
          switches: Object.fromEntries(
            Object.entries(switches as Fields).map(([name, each]) => [
              names[name] ?? name,
              rewritten(each, change),
            ]),
          ),
        }),
    ...(tree.faults === undefined
      ? {}
      : { faults: rewritten(tree.faults, change) as readonly Fields[] }),
  };
  return sets === undefined ? other : { ...other, changes: sets };
}

const unrelated = { host: 'far', memory: '4 MiB' };

/** The group of two guests and hosts that a name stands for, or both written out. */
function grouped(tree: Tree, isWrittenOut: boolean): Tree {
  const [move] = tree.migrations;
  const guest = without(tree.guests[String(move?.guest)] as Fields, 'host');
  const host = tree.hosts.a as Fields;
  const base = without(tree, 'links', 'switches', 'changes', 'faults', 'retry');
  if (!isWrittenOut) {
    return {
      ...base,
      hosts: { old: { ...host, count: 2 }, new: { ...host, count: 2 } },
      guests: { twin: { ...guest, host: 'old', count: 2 } },
      migrations: [{ ...move, guest: 'twin', to: 'new', at: '0 s', every: '20 ms' }],
    };
  }
  return {
    ...base,
    hosts: { 'old-1': host, 'old-2': host, 'new-1': host, 'new-2': host },
    guests: { 'twin-1': { ...guest, host: 'old-1' }, 'twin-2': { ...guest, host: 'old-2' } },
    migrations: [
      { ...move, guest: 'twin-1', to: 'new-1', at: '0 s' },
      { ...move, guest: 'twin-2', to: 'new-2', at: '20 ms' },
    ],
  };
}

export const SAME: readonly Relation[] = [
  {
    name: 'unrelated-host',
    about: 'a host on which nothing happens changes nothing',
    pair: (tree) => ({ one: tree, other: withTop(tree, { hosts: { ...tree.hosts, far: {} } }) }),
    broken: sameBytes,
  },
  {
    name: 'unrelated-guest',
    about: 'a guest on a host apart changes nothing',
    pair: (tree) => {
      const apart = { hosts: { ...tree.hosts, far: {} }, guests: { ...tree.guests, unrelated } };
      return { one: tree, other: withTop(tree, apart) };
    },
    broken: sameBytes,
  },
  {
    name: 'order-of-maps',
    about: 'the order of maps in the file changes nothing on hosts without turns',
    // In turns it decides which of two that are alike is first.
    pair: (tree) => {
      const isFluid = tree.scheduler === 'fluid';
      return isFluid ? { one: tree, other: reversed(tree) as Tree } : undefined;
    },
    broken: sameInAnyOrder,
  },
  {
    name: 'units',
    about: 'other units of the same quantities change nothing',
    pair: (tree) => ({ one: tree, other: rewritten(tree, inSmallerUnits) as Tree }),
    broken: sameBytes,
  },
  {
    name: 'names-of-links',
    about: 'other names of links and switches change nothing',
    pair: (tree) => {
      const other = renamed(tree);
      return other && { one: tree, other };
    },
    broken: sameBytes,
  },
  {
    name: 'groups',
    about: 'a group of guests and hosts is the same as all of them written out',
    pair: (tree) => ({ one: grouped(tree, false), other: grouped(tree, true) }),
    broken: sameBytes,
  },
  {
    name: 'labels',
    about: 'labels, a description and the size of a disk change nothing',
    pair: (tree) => {
      const said = withGuests(tree, (guest) => ({ ...guest, labels: { a: 'b' }, disk: '9 GiB' }));
      return { one: tree, other: withTop(said, { description: 'the same' }) };
    },
    broken: sameBytes,
  },
  {
    name: 'late-change',
    about: 'what changes long after the end changes nothing',
    pair: (tree) => {
      if (tree.fidelity === 'expected' || tree.faults !== undefined) return undefined;
      const late = { at: '1000 h', set: { 'hosts.a.dom0.cap': '20 %' } };
      return { one: tree, other: withTop(tree, { changes: [...(tree.changes ?? []), late] }) };
    },
    broken: sameBytes,
  },
  {
    name: 'empty-lists',
    about: 'empty lists of changes and faults change nothing',
    pair: (tree) => ({ one: tree, other: withTop({ changes: [], ...tree }, {}) }),
    broken: sameBytes,
  },
  {
    name: 'change-to-the-same',
    about: 'a setting that is set to what it is changes nothing',
    pair: (tree) => {
      const { cap } = (tree.hosts.a?.dom0 ?? {}) as Fields;
      const isSet = tree.changes?.some(({ set }) => 'hosts.a.dom0.cap' in set) ?? false;
      if (tree.fidelity === 'expected' || isSet) return undefined;
      const none = { at: '0.3 s', set: { 'hosts.a.dom0.cap': cap ?? 'none' } };
      return { one: tree, other: withTop(tree, { changes: [...(tree.changes ?? []), none] }) };
    },
    broken: sameButRounding,
  },
  {
    name: 'unheld-limit',
    about: 'a limit of migrations at a time above their number changes nothing',
    pair: (tree) => {
      if (tree.atOnce !== undefined) return undefined;
      return { one: tree, other: withTop(tree, { atOnce: tree.migrations.length }) };
    },
    broken: sameBytes,
  },
];
