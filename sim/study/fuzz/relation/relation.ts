/**
 * A metamorphic relation: what is known of two results when all that is known of each is how its
 * scenario was made of the other.
 */
import type { MigrationResult, RunResult } from '../../../run/result/result.ts';
import { type Check, runTree, type Subject, type Verdict } from '../check.ts';
import type { Draws } from '../draw/draws.ts';
import type { Fields, Tree } from '../draw/tree.ts';

/** Two scenarios. */
export interface Pair {
  readonly one: Tree;
  readonly other: Tree;
}

export interface Relation {
  readonly name: string;
  readonly about: string;
  /** Both scenarios; undefined where the relation says nothing of this one. */
  pair(tree: Tree, draw: Draws): Pair | undefined;
  /** What is broken, in words; undefined when it holds. */
  broken(one: RunResult, other: RunResult): string | undefined;
}

/** The relation as a check. */
export function checkOf({ name, about, pair, broken }: Relation): Check {
  const judge = ({ tree, result, draw }: Subject): Verdict => {
    const made = pair(tree, draw);
    if (made === undefined) return 'unfit';
    const one = made.one === tree ? result : runTree(made.one);
    const other = runTree(made.other);
    if (one === undefined || other === undefined) return 'unfit';
    const words = broken(one, other);
    return words === undefined ? 'fine' : { broken: words };
  };
  return { name, about, judge };
}

/** The only migration of a calm scenario. */
export const first = ({ migrations }: RunResult): MigrationResult =>
  migrations[0] as MigrationResult;

/** The tree with other fields at its top. */
export const withTop = (tree: Tree, fields: Fields): Tree => ({ ...tree, ...fields });

/** The tree with other parameters of the machine. */
export function withParameters(tree: Tree, parameters: Fields): Tree {
  return withTop(tree, { parameters: { ...(tree.parameters as Fields), ...parameters } });
}

/** With other fields of each guest. */
export function withGuests(tree: Tree, change: (guest: Fields) => Fields): Tree {
  const guests = Object.entries(tree.guests).map(([name, guest]) => [name, change(guest)]);
  return { ...tree, guests: Object.fromEntries(guests) };
}

/** With other fields of each migration. */
export function withMoves(tree: Tree, change: (move: Fields) => Fields): Tree {
  return { ...tree, migrations: tree.migrations.map(change) };
}

/** With other fields of each migration's policy. */
export function withPolicies(tree: Tree, fields: Fields): Tree {
  return withMoves(tree, (move) => ({
    ...move,
    policy: { ...(move.policy as Fields), ...fields },
  }));
}

/** Without some keys. */
export function without<Map extends Fields>(fields: Map, ...keys: readonly string[]): Map {
  const left = Object.entries(fields).filter(([key]) => !keys.includes(key));
  return Object.fromEntries(left) as Map;
}

/** What makes a comparison of times hard: turns of CPUs, changes, limits, faults, chance. */
const RESTLESS = [
  'changes',
  'faults',
  'retry',
  'timeOuts',
  'atOnce',
  'outgoingAtOnce',
  'clusterAtOnce',
  'debit',
];

/** The first migration alone, on hosts without turns and without work of their own. */
export function calm(tree: Tree): Tree {
  const [move] = tree.migrations;
  const name = String(move?.guest);
  const alone = {
    ...without(tree, ...RESTLESS, 'fidelity'),
    scheduler: 'fluid',
    guests: { [name]: without(tree.guests[name] as Fields, 'cap', 'dynamicMin') },
    migrations: [without(move as Fields, 'at')],
  };
  return withParameters(alone, { dom0Background: '0 %' });
}

/** The same with a guest that does nothing. */
export function idle(tree: Tree): Tree {
  return withGuests(calm(tree), (guest) => ({ ...guest, workload: { kind: 'idle' } }));
}

/** Name of the policy of the first migration. */
export const policyOf = ({ migrations }: Tree): unknown =>
  (migrations[0]?.policy as Fields | undefined)?.name;

/** Whether the first migration is one of Xen's pre-copy. */
export const isPreCopy = ({ migrations }: Tree): boolean => migrations[0]?.mechanism === undefined;

/** Whether it goes through Dom0 and a link. */
export const isThroughDom0 = ({ migrations }: Tree): boolean =>
  migrations[0]?.transport === undefined;
