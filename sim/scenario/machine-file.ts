/** Machine files as text: read with the places of their mistakes, and written. */
import { stringify } from 'yaml';
import { writeSource } from '../../models/machine/entry.ts';
import { type MachineFile, readMachine } from '../../models/machine/machine-file.ts';
import {
  type MachineMargins,
  type Margins,
  type Sides,
  writeMargin,
} from '../../models/machine/margins.ts';
import { Problem } from '../text/problem.ts';
import { formatForUnit } from '../text/quantity.ts';
import { readSource } from '../text/source.ts';
import { isMap, type RawMap } from '../text/tree.ts';
import { locate } from './check.ts';
import type { Profiles } from './scenario.ts';

/**
 * Reads a machine file.
 * @param fileName for messages, and as the source of numbers that state none.
 * @throws Problem with every mistake in it.
 */
export function readMachineFile(text: string, fileName: string, profiles: Profiles): MachineFile {
  const source = readSource(text, fileName);
  if (!isMap(source.raw)) {
    const hint = 'a machine file says `name`, `base` and `parameters`';
    throw new Problem([{ where: fileName, message: 'the file is not a map', hint }]);
  }
  const { machine, findings } = readMachine(source.raw, fileName, profiles);
  if (machine === undefined) throw new Problem(locate(findings, source));
  return machine;
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
  const { name, title, base, parameters, margins, calibration } = machine;
  const written = Object.entries(parameters).map(([parameter, { value, unit, source }]) => {
    return [parameter, { value: formatForUnit(value, unit), ...writeSource(source, unit) }];
  });
  const numbers = { name, title, base: base.name, parameters: Object.fromEntries(written) };
  const body = margins === undefined ? numbers : { ...numbers, margins: shown(margins) };
  const whole = Object.keys(calibration).length === 0 ? body : { ...body, calibration };
  return `${HEAD}${stringify(whole, { lineWidth: 0 })}`;
}

/** The margins as the file writes them. */
function shown({ from, link, otherwise }: MachineMargins): RawMap {
  const sides = ({ below, above }: Sides) => {
    return { below: writeMargin(below), above: writeMargin(above) };
  };
  const both = ({ total, downtime }: Margins) => {
    return { total: sides(total), downtime: sides(downtime) };
  };
  return { from, ...(link === undefined ? {} : { link: both(link) }), otherwise: both(otherwise) };
}
