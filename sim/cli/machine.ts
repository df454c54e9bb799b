/** `precopy machine`: the numbers of a machine profile and where each comes from. */
import type { Parameter, Provenance } from '../../models/profile/profile.ts';
import { PROFILES } from '../../models/profile/registry.ts';
import { Problem } from '../../scenarios/problem.ts';
import { showQuantity } from '../../scenarios/quantity.ts';
import { table } from '../report/table.ts';
import { print } from './terminal.ts';

export interface MachineArguments {
  readonly name: string;
  readonly json: boolean;
}

export function machineCommand({ name, json }: MachineArguments): void {
  const profile = PROFILES[name];
  if (profile === undefined) {
    const hint = `there are ${Object.keys(PROFILES).join(', ')}`;
    throw new Problem([{ where: name, message: 'no machine has this name', hint }]);
  }
  if (json) {
    print(JSON.stringify({ schemaVersion: 1, ...profile }));
    return;
  }
  const columns = [
    { title: 'parameter' },
    { title: 'value', right: true },
    { title: 'source' },
    { title: 'meaning' },
  ];
  const parameters: [string, Parameter][] = Object.entries(profile.parameters);
  const rows = parameters.map(([key, { value, unit, source, meaning }]) => {
    return [key, showQuantity(value, unit), showSource(source, unit), meaning];
  });
  print(`${profile.name}: ${profile.title}\n\n${table(columns, rows)}`);
}

function showSource(source: Provenance, unit: Parameter['unit']): string {
  const range = (ends: readonly [number, number]): string => {
    return ends.map((end) => showQuantity(end, unit)).join(' to ');
  };
  switch (source.kind) {
    case 'code':
      return `code: ${source.where}`;
    case 'measured':
      return `measured: ${source.where}`;
    case 'calibrated':
      return `calibrated on ${source.on[0]} and ${source.on.length - 1} more rows`;
    case 'assumed':
      return `assumed, ${range(source.range)}: ${source.why}`;
  }
}
