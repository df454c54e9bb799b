/**
 * Relations of what is never more or never less. They hold of guests that do nothing: of a guest
 * that writes, more speed may mean more rounds, which is a longer time.
 */
import type { MigrationResult, RunResult } from '../../../run/result/result.ts';
import type { Fields, Tree } from '../draw/tree.ts';
import {
  calm,
  first,
  idle,
  isPreCopy,
  isThroughDom0,
  policyOf,
  type Relation,
  withGuests,
  withMoves,
  withParameters,
  withPolicies,
  withTop,
} from './relation.ts';

/** Kernel writes differ a little with time, and with them the pages of later rounds. */
const SHARE = 0.03;
/** QEMU waits for the end of a window of 100 ms; Xen for what its tools poll. */
const SECONDS = 0.11;

type Quantity = (migration: MigrationResult) => number;

const total: Quantity = ({ totalSeconds }) => totalSeconds;
const bytes: Quantity = ({ bytesSent }) => bytesSent;
const rounds: Quantity = ({ rounds: all }) => all.length;

/** The other one has no more of it, beyond noise. */
function noMore(quantity: Quantity, share = SHARE, slack = SECONDS) {
  return (one: RunResult, other: RunResult): string | undefined => {
    if (first(one).abandoned === true || first(other).abandoned === true) return undefined;
    const [before, after] = [quantity(first(one)), quantity(first(other))];
    return after <= before * (1 + share) + slack ? undefined : `${before} became ${after}`;
  };
}

/** The other one has no less of it, beyond noise. */
function noLess(quantity: Quantity, share = SHARE, slack = SECONDS) {
  const judge = noMore(quantity, share, slack);
  return (one: RunResult, other: RunResult): string | undefined => judge(other, one);
}

/** Only of what goes through Dom0 and a link. */
function through(tree: Tree, change: (base: Tree) => Tree | undefined) {
  if (!isThroughDom0(tree)) return undefined;
  const one = idle(tree);
  const other = change(one);
  return other && { one, other };
}

/** All links of the tree, and those that it does not name, with the rate times a factor. */
function linkTimes(tree: Tree, factor: number): Tree {
  const scaled = (fields: Fields): Fields => {
    const [, number, unit] = /^([\d.]+) (\S+)$/u.exec(String(fields.rate ?? '')) ?? [];
    return unit === undefined ? fields : { ...fields, rate: `${Number(number) * factor} ${unit}` };
  };
  const { links, switches } = tree;
  return {
    ...withParameters(tree, { linkRate: `${factor} Gbit/s` }),
    ...(links === undefined ? {} : { links: (links as readonly Fields[]).map(scaled) }),
    ...(switches === undefined
      ? {}
      : {
          switches: Object.fromEntries(
            Object.entries(switches as Fields).map(([name, each]) => [
              name,
              scaled(each as Fields),
            ]),
          ),
        }),
  };
}

/** With other fields of each host's Dom0. */
function withDom0(tree: Tree, fields: Fields): Tree {
  const hosts = Object.entries(tree.hosts).map(([name, host]) => {
    return [name, { ...host, dom0: { ...(host.dom0 as Fields), ...fields } }];
  });
  return { ...tree, hosts: Object.fromEntries(hosts) };
}

const isQemu = (tree: Tree): boolean => policyOf(tree) === 'qemu' && isPreCopy(tree);

export const ORDER: readonly Relation[] = [
  {
    name: 'more-link',
    about: 'twice the link is never slower',
    pair: (tree) => {
      const made = through(tree, (base) => linkTimes(base, 2));
      return made && { ...made, one: linkTimes(made.one, 1) };
    },
    broken: noMore(total),
  },
  {
    name: 'more-latency',
    about: 'a longer latency is never shorter',
    pair: (tree) => {
      if (tree.links !== undefined || tree.switches !== undefined) return undefined;
      return through(tree, (base) => withParameters(base, { linkLatency: '8 ms' }));
    },
    broken: noLess(total),
  },
  {
    name: 'more-cpus',
    about: 'more physical CPUs are never slower',
    pair: (tree) =>
      through(tree, (base) => {
        const hosts = Object.entries(base.hosts).map(([name, host]) => {
          return [name, { ...host, cpus: 12 }];
        });
        return { ...base, hosts: Object.fromEntries(hosts) };
      }),
    broken: noMore(total),
  },
  {
    name: 'no-cap',
    about: 'Dom0 without a cap is never slower',
    pair: (tree) => through(tree, (base) => withDom0(base, { cap: 'none' })),
    broken: noMore(total),
  },
  {
    name: 'lower-cap',
    about: 'a Dom0 with a cap of 8 % is never faster',
    pair: (tree) => through(tree, (base) => withDom0(base, { cap: '8 %' })),
    broken: noLess(total),
  },
  {
    name: 'encryption',
    about: 'what is encrypted is never faster than plain TCP',
    pair: (tree) => {
      if (!isPreCopy(tree) || isQemuLike(tree)) return undefined;
      const plain = withMoves(idle(tree), (move) => ({ ...move, channel: 'plain' }));
      return (
        through(tree, (base) => withMoves(base, (move) => ({ ...move, channel: 'ssh' }))) && {
          one: plain,
          other: withMoves(plain, (move) => ({ ...move, channel: 'ssh' })),
        }
      );
    },
    broken: noLess(total),
  },
  {
    name: 'alike-in-parallel',
    about: 'two alike in parallel are no faster than one alone',
    pair: (tree) =>
      through(tree, (base) => {
        const [move] = base.migrations;
        const name = String(move?.guest);
        const guests = { ...base.guests, twin: base.guests[name] as Fields };
        const migrations = [...base.migrations, { ...move, guest: 'twin' }];
        return withTop(base, { guests, migrations });
      }),
    broken: noLess(total),
  },
  {
    name: 'downtime-limit',
    about: 'a higher downtime limit never needs more rounds',
    pair: (tree) => {
      if (!isQemu(tree)) return undefined;
      const one = withPolicies(idle(tree), { downtimeLimit: '20 ms' });
      return { one, other: withPolicies(one, { downtimeLimit: '3 s' }) };
    },
    broken: noMore(rounds, 0, 0),
  },
  {
    name: 'fewer-rounds',
    about: 'a lower number of rounds that are allowed is never more rounds',
    pair: (tree) => {
      const allows = ['xen-3.2', 'xen-4', 'custom', 'fixed-rate', 'clark-2005'];
      if (!isPreCopy(tree) || !allows.includes(String(policyOf(tree)))) return undefined;
      const one = withPolicies(calm(tree), { maxRounds: 4 });
      return { one, other: withPolicies(one, { maxRounds: 2 }) };
    },
    broken: noMore(rounds, 0, 0),
  },
  {
    name: 'more-zeros',
    about: 'more pages of zeros are never more bytes',
    pair: (tree) => {
      const one = withGuests(idle(tree), (guest) => ({ ...guest, zeroPages: '5 %' }));
      return { one, other: withGuests(one, (guest) => ({ ...guest, zeroPages: '60 %' })) };
    },
    broken: noMore(bytes, SHARE, 40 * 4096),
  },
  {
    name: 'hints',
    about: 'pages that are reported as free are never more bytes',
    pair: (tree) => {
      const one = withGuests(idle(tree), (guest) => ({ ...guest, hintedPages: '0 %' }));
      return { one, other: withGuests(one, (guest) => ({ ...guest, hintedPages: '70 %' })) };
    },
    broken: noMore(bytes, SHARE, 40 * 4096),
  },
  {
    name: 'more-writes',
    about: 'a guest that writes all its memory sends no fewer bytes than an idle one',
    pair: (tree) => {
      if (!isPreCopy(tree)) return undefined;
      const workload = { kind: 'write', rate: '20000 pages/s', workingSet: '3 MiB' };
      const one = withGuests(idle(tree), (guest) => ({ ...guest, zeroPages: '0 %' }));
      return { one, other: withGuests(one, (guest) => ({ ...guest, workload })) };
    },
    broken: noLess(bytes, SHARE, 40 * 4096),
  },
];

/** Whether QEMU's stream is written, which has no channels of Xen's tools. */
function isQemuLike(tree: Tree): boolean {
  return ['qemu', 'nova', 'kubevirt'].includes(String(policyOf(tree)));
}
