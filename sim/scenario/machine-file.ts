/**
 * Machine files: a profile by name, and the numbers that are others on some machine, each with its
 * source. Scenarios name them where they name a profile.
 */
import { stringify } from 'yaml';
import type { Parameter, Profile } from '../../models/machine/profile.ts';
import { Problem } from '../text/problem.ts';
import { formatForUnit } from '../text/quantity.ts';
import { readSource } from '../text/source.ts';
import { quote } from '../text/suggest.ts';
import { asMap, type Finding, isMap, own, type RawMap } from '../text/tree.ts';
import { locate } from './check.ts';
import { type MachineFile, noParameter, noProfile } from './machine.ts';
import { readMachineParameter, strangeKeys, writeSource } from './machine-file-entry.ts';
import type { Profiles } from './scenario.ts';

const KEYS = ['name', 'title', 'base', 'parameters', 'calibration'];

/**
 * Reads a machine file.
 * @param fileName only for messages.
 * @throws Problem with every mistake in it.
 */
export function readMachineFile(text: string, fileName: string, profiles: Profiles): MachineFile {
  const source = readSource(text, fileName);
  if (!isMap(source.raw)) {
    const hint = 'a machine file says `name`, `base` and `parameters`';
    throw new Problem([{ where: fileName, message: 'the file is not a map', hint }]);
  }
  const { raw } = source;
  const findings = strangeKeys(raw, KEYS, []);
  const name = textIn(raw, 'name', findings);
  const base = baseIn(raw, profiles, findings);
  const parameters = base === undefined ? {} : parametersIn(raw, base, fileName, findings);
  if (raw.calibration !== undefined && !isMap(raw.calibration)) {
    findings.push({ path: ['calibration'], message: '`calibration`: expected a map' });
  }
  const title = raw.title === undefined ? name : textIn(raw, 'title', findings);
  if (findings.length > 0 || base === undefined) throw new Problem(locate(findings, source));
  return { name, title, base, parameters, calibration: asMap(raw.calibration) };
}

function textIn(raw: RawMap, key: string, findings: Finding[]): string {
  const value = raw[key];
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  const message = value === undefined ? `${quote(key)} is missing` : `${quote(key)}: expected text`;
  findings.push({ path: [key], message });
  return '';
}

function baseIn(raw: RawMap, profiles: Profiles, findings: Finding[]): Profile | undefined {
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
  if (raw.parameters !== undefined && !isMap(raw.parameters)) {
    findings.push({ path: ['parameters'], message: '`parameters`: expected a map' });
  }
  const entries = Object.entries(asMap(raw.parameters)).flatMap(([name, written]) => {
    const path = ['parameters', name];
    const known = own(base.parameters, name);
    if (known === undefined) {
      findings.push(noParameter(name, base));
      return [];
    }
    const reading = readMachineParameter(written, { path, name, known, fileName });
    findings.push(...reading.findings);
    return reading.parameter === undefined ? [] : [[name, reading.parameter] as const];
  });
  return Object.fromEntries(entries);
}

const HEAD = [
  '# A machine of precopy: the numbers of the profile "base", with these in their place.',
  '# A scenario takes it by "machine: FILE", a command by "--machine FILE".',
  '',
].join('\n');

/** What a file says of how its numbers were found, as it stands there. */
export function showCalibration(calibration: MachineFile['calibration']): string {
  return stringify({ calibration }, { lineWidth: 0 });
}

/** The file as text; `readMachineFile` gives the same machine back. */
export function writeMachineFile(machine: MachineFile): string {
  const { name, title, base, parameters, calibration } = machine;
  const written = Object.entries(parameters).map(([parameter, { value, unit, source }]) => {
    return [parameter, { value: formatForUnit(value, unit), ...writeSource(source, unit) }];
  });
  const body = { name, title, base: base.name, parameters: Object.fromEntries(written) };
  const whole = Object.keys(calibration).length === 0 ? body : { ...body, calibration };
  return `${HEAD}${stringify(whole, { lineWidth: 0 })}`;
}
