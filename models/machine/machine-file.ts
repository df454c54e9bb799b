/**
 * Machine files: a profile by name, and the numbers that are others on some machine, each with its
 * source. Scenarios name them where they name a profile; the profiles themselves are such files.
 */
import { addAll } from '../../sim/engine/kernel/lists.ts';
import { didYouMean, quote } from '../../sim/text/suggest.ts';
import { asMap, type Finding, isMap, own, type Path, type RawMap } from '../../sim/text/tree.ts';
import { readMachineParameter, strangeKeys } from './entry.ts';
import { type MachineMargins, readMargins } from './margins.ts';
import type { Parameter, Profile } from './profile.ts';

/** A machine as its file says it. */
export interface MachineFile {
  readonly name: string;
  readonly title: string;
  /** The profile whose numbers hold where the file has none. */
  readonly base: Profile;
  /** Only what the file has. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** How far measured times leave simulated ones; those of the base are of other hosts. */
  readonly margins?: MachineMargins | undefined;
  /** How the numbers were found, as plain data; empty when the file does not say. */
  readonly calibration: RawMap;
}

/** What a file may say; `notes` are for its readers. */
const KEYS = ['name', 'title', 'notes', 'base', 'sources', 'parameters', 'margins', 'calibration'];

/** What a copy of one of our files is told, where it has no base or another hypervisor. */
const HYPERVISOR_OF_BASE = {
  path: ['hypervisor'],
  atKey: true,
  message: 'a machine file has the hypervisor of its `base`',
  hint: 'write `base: NAME`, a profile that has it, in its place',
};

/** The profile that a machine file amounts to. */
export function profileOf({ name, title, base, parameters, margins }: MachineFile): Profile {
  return { ...base, name, title, margins, parameters: { ...base.parameters, ...parameters } };
}

/** Says that a profile of this name does not exist. @param known names of those that do. */
export function noProfile(name: string, known: object, path: Path): Finding {
  const hint = didYouMean(name, Object.keys(known));
  return { path, message: `no machine profile ${quote(name)}`, hint };
}

/** Says that a machine does not have a parameter of this name. */
export function noParameter(name: string, { name: machine, parameters }: Profile): Finding {
  const message = `machine ${quote(machine)} has no parameter ${quote(name)}`;
  const hint = didYouMean(name, Object.keys(parameters));
  return { path: ['parameters', name], atKey: true, message, hint };
}

/**
 * Reads the tree of a machine file. @param fileName the source of numbers that state none.
 * @returns the machine, or every mistake in it.
 */
export function readMachine(
  raw: RawMap,
  fileName: string,
  profiles: Readonly<Record<string, Profile>>,
): { readonly machine?: MachineFile; readonly findings: readonly Finding[] } {
  const findings = strangeKeys(raw, [...KEYS, 'hypervisor'], []);
  if (raw.hypervisor !== undefined) findings.push(HYPERVISOR_OF_BASE);
  const name = textIn(raw, 'name', findings);
  const base = baseIn(raw, profiles, findings);
  const maps = ['sources', 'parameters', 'calibration'];
  for (const key of maps.filter((each) => raw[each] !== undefined && !isMap(raw[each]))) {
    findings.push({ path: [key], message: `${quote(key)}: expected a map` });
  }
  const parameters = base === undefined ? {} : parametersIn(raw, base, fileName, findings);
  const title = raw.title === undefined ? name : textIn(raw, 'title', findings);
  const stated = raw.margins === undefined ? { findings: [] } : readMargins(raw.margins);
  addAll(findings, stated.findings);
  if (findings.length > 0 || base === undefined) return { findings };
  const { margins } = stated;
  const calibration = asMap(raw.calibration);
  return { machine: { name, title, base, parameters, margins, calibration }, findings };
}

function textIn(raw: RawMap, key: string, findings: Finding[]): string {
  const value = raw[key];
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  const message = value === undefined ? `${quote(key)} is missing` : `${quote(key)}: expected text`;
  findings.push({ path: [key], message });
  return '';
}

function baseIn(
  raw: RawMap,
  profiles: Readonly<Record<string, Profile>>,
  findings: Finding[],
): Profile | undefined {
  const name = textIn(raw, 'base', findings);
  const base = own(profiles, name);
  if (base === undefined && name !== '') findings.push(noProfile(name, profiles, ['base']));
  return base;
}

function parametersIn(
  raw: RawMap,
  base: Profile,
  fileName: string,
  findings: Finding[],
): Record<string, Parameter> {
  const sources = asMap(raw.sources);
  const entries = Object.entries(asMap(raw.parameters)).flatMap(([name, written]) => {
    const path = ['parameters', name];
    const known = own(base.parameters, name);
    if (known === undefined) {
      findings.push(noParameter(name, base));
      return [];
    }
    const reading = readMachineParameter(written, { path, name, known, fileName, sources });
    addAll(findings, reading.findings);
    return reading.parameter === undefined ? [] : [[name, reading.parameter] as const];
  });
  return Object.fromEntries(entries);
}
