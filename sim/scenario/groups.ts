/**
 * Groups: a host or a guest with a `count` stands for that number of identical ones, `rack` for
 * `rack-1`, `rack-2`, ... Everywhere else in the file the name of the group means all of them. What
 * comes out is a tree as a patient person would have written it, in which every value keeps the
 * place of what it was made from.
 */
import { readQuantity } from '../text/quantity.ts';
import type { Source } from '../text/source.ts';
import { quote } from '../text/suggest.ts';
import { asList, asMap, type Finding, getIn, isMap, type Path, type RawMap } from '../text/tree.ts';

/** A tree without groups, and what is wrong with those it had. */
export interface WithGroups {
  readonly source: Source;
  readonly findings: readonly Finding[];
}

/** Most members of a group. */
export const MEMBERS_MOST = 100_000;

/** The members of each group by its name; one that stands alone is its own. */
type Members = (name: unknown) => readonly unknown[];

/** Where an entry of the new tree comes from. */
interface Made {
  readonly value: unknown;
  /** Its key or index in the written tree. */
  readonly from: string | number;
}

/** Writes the groups of a tree out. */
export function withGroups(source: Source): WithGroups {
  const raw = asMap(source.raw);
  const groups = new Map([...groupsOf(raw, 'hosts'), ...groupsOf(raw, 'guests')]);
  if (groups.size === 0) return { source, findings: strayIntervals(raw, groups) };
  const members: Members = (name) => groups.get(String(name)) ?? [name];
  const hosts = writtenOut(asMap(raw.hosts), members, (host) => host);
  const guests = writtenOut(asMap(raw.guests), members, (guest, index) => ({
    ...guest,
    ...('host' in guest ? { host: inTurn(members(guest.host), index) } : {}),
  }));
  const migrations = asList(raw.migrations).flatMap((each, from): Made[] => {
    return isMap(each) ? moves(each, members).map((value) => ({ value, from })) : [];
  });
  const faults = asList(raw.faults).flatMap((each, from): Made[] => {
    return struck(each, members).map((value) => ({ value, from }));
  });
  const tree = {
    ...raw,
    ...('hosts' in raw ? { hosts: valuesOf(hosts) } : {}),
    ...('guests' in raw ? { guests: valuesOf(guests) } : {}),
    ...(Array.isArray(raw.migrations) ? { migrations: migrations.map(({ value }) => value) } : {}),
    ...(isMap(raw.switches) ? { switches: attached(raw.switches, members) } : {}),
    ...(Array.isArray(raw.faults) ? { faults: faults.map(({ value }) => value) } : {}),
    ...(Array.isArray(raw.changes) ? { changes: raw.changes.map((e) => changed(e, groups)) } : {}),
  };
  const origin = (path: Path): Path => {
    const [kind, key, ...rest] = path;
    const made = { hosts: hosts.get(String(key)), guests: guests.get(String(key)) };
    if (kind === 'hosts' || kind === 'guests')
      return [kind, made[kind]?.from ?? key, ...rest].filter(isKey);
    if (kind === 'migrations')
      return [kind, migrations[Number(key)]?.from ?? key, ...rest].filter(isKey);
    if (kind === 'faults') return [kind, faults[Number(key)]?.from ?? key, ...rest].filter(isKey);
    return kind === 'changes' && rest[0] === 'set' ? [kind, key as number, 'set'] : path;
  };
  const written: Source = {
    raw: tree,
    place: (path, part) => source.place(origin(path), part),
    isOverlaid: (path) => source.isOverlaid(origin(path)),
    lineAt: source.lineAt,
  };
  return { source: written, findings: [...clashes(raw, groups), ...strayIntervals(raw, groups)] };
}

/** Groups of one kind. The schema reports what is not a count. */
function groupsOf(raw: RawMap, kind: 'hosts' | 'guests'): [string, readonly string[]][] {
  return Object.entries(asMap(raw[kind])).flatMap(([name, entry]): [string, string[]][] => {
    const { count } = asMap(entry);
    const isCount = Number.isInteger(count) && Number(count) >= 1 && Number(count) <= MEMBERS_MOST;
    if (!isCount) return [];
    return [[name, Array.from({ length: Number(count) }, (_, index) => `${name}-${index + 1}`)]];
  });
}

function writtenOut(
  entries: RawMap,
  members: Members,
  make: (entry: RawMap, index: number) => unknown,
): Map<string, Made> {
  const made = new Map<string, Made>();
  for (const [from, entry] of Object.entries(entries)) {
    const names = members(from) as readonly string[];
    const isGroup = isMap(entry) && names[0] !== from;
    const { count: _, ...rest } = asMap(entry);
    for (const [index, name] of names.entries()) {
      const value = isMap(entry) ? make(isGroup ? rest : entry, index) : entry;
      made.set(name, { value, from });
    }
  }
  return made;
}

/** A migration for each guest of its group, to the hosts of its group in turn. */
function moves({ every, ...migration }: RawMap, members: Members): RawMap[] {
  const hosts = members(migration.to);
  return members(migration.guest).map((guest, index) => ({
    ...migration,
    ...('guest' in migration ? { guest } : {}),
    ...('to' in migration ? { to: inTurn(hosts, index) } : {}),
    ...retryOf(migration.retry, members, index),
    ...startOf(migration.at, every, index),
  }));
}

/** Where it is tried again, in turn too. */
function retryOf(retry: unknown, members: Members, index: number): RawMap {
  if (!isMap(retry) || !('to' in retry)) return {};
  return { retry: { ...retry, to: inTurn(members(retry.to), index) } };
}

/** When the migration of a guest starts; the schema reports what is not a time. */
function startOf(at: unknown, every: unknown, index: number): RawMap {
  if (every === undefined) return {};
  const [first, gap] = [at ?? '0 s', every].map((text) => {
    return typeof text === 'string' ? readQuantity(text, 'ns') : undefined;
  });
  if (gap?.ok !== true) return { every };
  return first?.ok === true ? { at: `${first.value + index * gap.value} ns` } : {};
}

function attached(switches: RawMap, members: Members): RawMap {
  const entries = Object.entries(switches).map(([name, each]) => {
    if (!isMap(each) || !Array.isArray(each.hosts)) return [name, each] as const;
    return [name, { ...each, hosts: each.hosts.flatMap(members) }] as const;
  });
  return Object.fromEntries(entries);
}

/** A fault of a group is one of each member. */
function struck(fault: unknown, members: Members): unknown[] {
  if (!isMap(fault)) return [fault];
  return ['guest', 'host'].reduce<RawMap[]>(
    (all, key) =>
      all.flatMap((each) => {
        return key in each ? members(each[key]).map((name) => ({ ...each, [key]: name })) : [each];
      }),
    [fault],
  );
}

/** A setting of a group is one of each member. */
function changed(change: unknown, groups: ReadonlyMap<string, readonly string[]>): unknown {
  if (!isMap(change) || !isMap(change.set)) return change;
  const settings = Object.entries(change.set).flatMap(([path, value]) => {
    const [, kind = '', name = '', rest = ''] =
      /^(hosts\.|guests\.)?([^.]+)(.*)$/u.exec(path) ?? [];
    const members = groups.get(name);
    return members?.map((each) => [`${kind}${each}${rest}`, value]) ?? [[path, value]];
  });
  return { ...change, set: Object.fromEntries(settings) };
}

/** Members whose names are in the file already. */
function clashes(raw: RawMap, groups: ReadonlyMap<string, readonly string[]>): Finding[] {
  return (['hosts', 'guests'] as const).flatMap((kind) => {
    const known = asMap(raw[kind]);
    return Object.keys(known).flatMap((group): Finding[] => {
      const taken = groups.get(group)?.find((name) => Object.hasOwn(known, name));
      if (taken === undefined || getIn(known, [group, 'count']) === undefined) return [];
      const message = `${quote(group)} with a \`count\` makes ${quote(taken)}, which is taken`;
      return [{ path: [kind, group], atKey: true, message, hint: 'choose another name' }];
    });
  });
}

/** `every` says something only of several guests. */
function strayIntervals(raw: RawMap, groups: ReadonlyMap<string, unknown>): Finding[] {
  return asList(raw.migrations).flatMap((migration, index): Finding[] => {
    const { guest, every } = asMap(migration);
    if (every === undefined || groups.has(String(guest))) return [];
    const message = `${quote(String(guest))} is one guest: \`every\` has no effect`;
    const hint = 'give the guest a `count`, or leave `every` out';
    return [{ path: ['migrations', index, 'every'], atKey: true, message, hint }];
  });
}

function inTurn<Value>(values: readonly Value[], index: number): Value | undefined {
  return values[index % values.length];
}

function valuesOf(made: ReadonlyMap<string, Made>): RawMap {
  return Object.fromEntries([...made].map(([name, { value }]) => [name, value]));
}

function isKey(key: string | number | undefined): key is string | number {
  return key !== undefined;
}
