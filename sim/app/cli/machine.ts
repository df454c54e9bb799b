/** `precopy machine`: the numbers of a machine profile and where each comes from. */

import type { Argv } from 'yargs';
import { type MachineFile, profileOf } from '../../../models/machine/machine-file.ts';
import type { Parameter, Profile, Provenance } from '../../../models/machine/profile.ts';
import { PROFILES } from '../../../models/machine/registry.ts';
import { table } from '../../output/text/table.ts';
import { isMachinePath } from '../../scenario/machine.ts';
import { showCalibration } from '../../scenario/machine-file.ts';
import { Problem } from '../../text/problem.ts';
import { showQuantity } from '../../text/quantity.ts';
import { own } from '../../text/tree.ts';
import { openMachine } from '../files/scenario-file.ts';
import { declareCommand, type Given } from './command.ts';
import * as option from './options.ts';
import { print } from './terminal.ts';

function options(parser: Argv) {
  return parser
    .positional('name', {
      ...option.text('machine profile, or path of a machine file'),
      default: 'opteron-xen-3.2.1',
    })
    .option('json', option.json);
}

export const command = declareCommand(options, machineCommand);

export function machineCommand({ name, json }: Given<typeof options>): void {
  if (isMachinePath(name)) {
    const machine = openMachine(name);
    const { base, calibration } = machine;
    const profile = profileOf(machine);
    const changed = Object.keys(machine.parameters);
    if (json) print(JSON.stringify({ schemaVersion: 1, base: base.name, ...profile, calibration }));
    else print(fileReport(machine, parameterTable(profile, changed)));
    return;
  }
  const profile = own(PROFILES, name);
  if (profile === undefined) {
    const hint = `there are ${Object.keys(PROFILES).join(', ')}`;
    throw new Problem([{ where: name, message: 'no such machine', hint }]);
  }
  if (json) print(JSON.stringify({ schemaVersion: 1, ...profile }));
  else {
    const all = Object.keys(profile.parameters);
    print(`${profile.name}: ${profile.title}\n\n${parameterTable(profile, all)}`);
  }
}

/** The numbers that a file changes; the others are its base's. */
function fileReport({ name, title, base, calibration }: MachineFile, parameters: string): string {
  const found =
    Object.keys(calibration).length === 0 ? [] : ['', showCalibration(calibration).trimEnd()];
  const rest = `all other numbers are those of ${base.name}: precopy machine ${base.name}`;
  return [`${name}: ${title}`, '', parameters, '', rest, ...found].join('\n');
}

function parameterTable(profile: Profile, names: readonly string[]): string {
  const columns = [
    { title: 'parameter' },
    { title: 'value', right: true },
    { title: 'source' },
    { title: 'meaning' },
  ];
  const rows = names.map((key) => {
    const { value, unit, source, meaning } = profile.parameters[key] as Parameter;
    return [key, showQuantity(value, unit), showSource(source, unit), meaning];
  });
  return table(columns, rows);
}

/** Where a number comes from, in words. */
export function showSource(source: Provenance, unit: Parameter['unit']): string {
  const range = (ends: readonly [number, number]): string => {
    return ends.map((end) => showQuantity(end, unit)).join(' to ');
  };
  switch (source.kind) {
    case 'code':
    case 'measured':
      return `${source.kind}: ${source.where}`;
    case 'calibrated': {
      const [first, ...more] = source.on;
      const on = more.length < 3 ? source.on.join('; ') : `${first} and ${more.length} more rows`;
      const within = source.range === undefined ? '' : `, ${range(source.range)}`;
      return `calibrated on ${on}${within}`;
    }
    case 'given':
      return `given in ${source.where}`;
    case 'assumed':
      return `assumed, ${range(source.range)}: ${source.why}`;
  }
}
