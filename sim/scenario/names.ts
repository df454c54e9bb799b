/**
 * Checks of names on the raw tree: they work on a file that has other mistakes, so that all are
 * reported at once.
 */
import {
  type MachineFile,
  noParameter,
  noProfile,
  profileOf,
} from '../../models/machine/machine-file.ts';
import { readParameterValue } from '../../models/machine/parameter-value.ts';
import type { Profile } from '../../models/machine/profile.ts';
import { didYouMean, quote } from '../text/suggest.ts';
import {
  asList,
  asMap,
  type Finding,
  getIn,
  isMap,
  isScalar,
  own,
  type Path,
} from '../text/tree.ts';
import { isMachinePath, type ReadMachine } from './machine.ts';
import { TOP_KEYS } from './path.ts';
import type { Profiles } from './scenario.ts';
import { checkSwitches } from './switches.ts';

/** What a scenario's `machine` leads to. */
export interface NamedMachine {
  /** With the numbers of the file, if it is one. */
  readonly profile: Profile;
  /** Absent for a profile by its name. */
  readonly file?: MachineFile;
}

/**
 * The machine that the scenario names, or why it is none.
 * @throws Problem with the mistakes of a machine file.
 */
export function readMachine(
  name: string,
  profiles: Profiles,
  readFile: ReadMachine | undefined,
): NamedMachine | Finding {
  if (isMachinePath(name)) {
    const file = readFile?.(name);
    if (file !== undefined) return { profile: profileOf(file), file };
    const message = `the machine file ${quote(name)} cannot be read here`;
    return { path: ['machine'], message, hint: 'name a profile' };
  }
  const profile = own(profiles, name);
  return profile === undefined ? noProfile(name, profiles, ['machine']) : { profile };
}

/** The overridden parameters in the profile's units, and what is wrong with the others. */
export function readParameters(raw: unknown, profile: Profile) {
  const findings: Finding[] = [];
  const parameters: Record<string, number> = {};
  for (const [name, value] of Object.entries(asMap(getIn(raw, ['parameters'])))) {
    const parameter = own(profile.parameters, name);
    if (parameter === undefined) findings.push(noParameter(name, profile));
    else if (isScalar(value)) {
      const reading = readParameterValue(value, { name, unit: parameter.unit });
      if (reading.ok) {
        parameters[name] = reading.value;
        continue;
      }
      const message = `${quote(name)}: ${reading.message}`;
      findings.push({ path: ['parameters', name], message, hint: reading.hint });
    }
  }
  return { parameters, findings };
}

/** Everything that is wrong with the names in the file. */
export function checkNames(raw: unknown): Finding[] {
  return [
    ...checkPresence(raw),
    ...checkDistinct(raw),
    ...checkGuests(raw),
    ...checkLinks(raw),
    ...checkSwitches(raw),
    ...checkMigrations(raw),
  ];
}

function checkPresence(raw: unknown): Finding[] {
  return ['hosts', 'guests'].flatMap((kind) => {
    const found = getIn(raw, [kind]);
    if (!isMap(found) || Object.keys(found).length > 0) return [];
    return [{ path: [kind], message: `no ${kind}`, hint: 'name at least one' }];
  });
}

const NAMED = { hosts: 'a host', guests: 'a guest', switches: 'a switch' };

/** Short paths such as `vm.cap` need names that mean one thing. */
function checkDistinct(raw: unknown): Finding[] {
  const seen = new Map(TOP_KEYS.map((key) => [key, 'a key of the file']));
  const findings: Finding[] = [];
  const take = (name: unknown, what: string, finding: Pick<Finding, 'path' | 'atKey'>): void => {
    if (typeof name !== 'string') return;
    const other = seen.get(name);
    if (other === undefined) seen.set(name, what);
    else {
      const message = `${quote(name)} is already ${other}`;
      findings.push({ ...finding, message, hint: 'choose another name' });
    }
  };
  for (const [kind, what] of Object.entries(NAMED)) {
    for (const name of namesOf(raw, kind)) take(name, what, { path: [kind, name], atKey: true });
  }
  for (const [index, link] of asList(getIn(raw, ['links'])).entries()) {
    take(asMap(link).name, 'a link', { path: ['links', index, 'name'] });
  }
  return findings;
}

function checkGuests(raw: unknown): Finding[] {
  return Object.entries(asMap(getIn(raw, ['guests']))).flatMap(([name, guest]) =>
    reference(raw, 'hosts', asMap(guest).host, ['guests', name, 'host']),
  );
}

function checkLinks(raw: unknown): Finding[] {
  const pairs = new Set<string>();
  return asList(getIn(raw, ['links'])).flatMap((link, index) => {
    const path = ['links', index, 'between'];
    const ends = asList(asMap(link).between);
    const unknown = ends.flatMap((end, which) => reference(raw, 'hosts', end, [...path, which]));
    if (unknown.length > 0 || ends.length !== 2) return unknown;
    if (ends[0] === ends[1] && !isOneHost(raw)) {
      return [{ path, message: 'a link joins two different hosts' }];
    }
    const pair = pairOf(ends);
    if (pairs.has(pair)) return [{ path, message: 'these two hosts have a link already' }];
    pairs.add(pair);
    return [];
  });
}

function checkMigrations(raw: unknown): Finding[] {
  const isWithinOne = isOneHost(raw);
  const joins = joinsOf(raw);
  const moved = new Set<unknown>();
  return asList(getIn(raw, ['migrations'])).flatMap((migration, index): Finding[] => {
    const { guest, to, retry } = asMap(migration);
    const path = ['migrations', index];
    const unknown = [
      ...reference(raw, 'guests', guest, [...path, 'guest']),
      ...reference(raw, 'hosts', to, [...path, 'to']),
      ...reference(raw, 'hosts', asMap(retry).to, [...path, 'retry', 'to']),
    ];
    if (typeof guest !== 'string') return unknown;
    if (moved.has(guest)) {
      const message = `${quote(guest)} migrates twice`;
      unknown.push({ path: [...path, 'guest'], message, hint: 'one migration a guest' });
    }
    moved.add(guest);
    const from = getIn(raw, ['guests', guest, 'host']);
    if (unknown.length > 0 || typeof from !== 'string' || typeof to !== 'string') return unknown;
    const also = [['guests', guest, 'host']];
    if (from === to) {
      if (isWithinOne) return [];
      const message = `${quote(guest)} is on ${quote(to)} already`;
      return [{ path: [...path, 'to'], also, message, hint: 'name another host' }];
    }
    if (joins?.has(pairOf([from, to])) !== false) return [];
    const message = `no link between ${quote(from)} and ${quote(to)}`;
    return [{ path: [...path, 'to'], also, message, hint: 'add one under `links`' }];
  });
}

/** In a file with one host guests move within it, as `xl migrate GUEST localhost` does. */
function isOneHost(raw: unknown): boolean {
  return namesOf(raw, 'hosts').length === 1;
}

/** The pairs of hosts that links join; undefined where every host reaches every other. */
function joinsOf(raw: unknown): ReadonlySet<string> | undefined {
  const links = getIn(raw, ['links']);
  if (links === undefined || getIn(raw, ['switches']) !== undefined) return undefined;
  return new Set(asList(links).map((link) => pairOf(asList(asMap(link).between))));
}

/** Names cannot contain a blank, so the joined pair is unambiguous. */
function pairOf(ends: readonly unknown[]): string {
  return ends.map(String).sort().join(' ');
}

function reference(raw: unknown, kind: 'hosts' | 'guests', name: unknown, path: Path): Finding[] {
  const known = asMap(getIn(raw, [kind]));
  if (typeof name !== 'string' || Object.hasOwn(known, name)) return [];
  const what = kind === 'hosts' ? 'host' : 'guest';
  const hint = didYouMean(name, Object.keys(known));
  return [{ path, message: `no ${what} ${quote(name)}`, hint }];
}

function namesOf(raw: unknown, kind: string): string[] {
  return Object.keys(asMap(getIn(raw, [kind])));
}
