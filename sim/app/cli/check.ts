/** `precopy check`: checks a scenario file and prints what it contains, without running it. */
import { dirname } from 'node:path';
import type { Argv } from 'yargs';
import { writesOf } from '../../output/document/migration.ts';
import { profileOf } from '../../run/world/machine-of.ts';
import { loadScenario } from '../../scenario/load.ts';
import { importPolicies } from '../files/policy-module.ts';
import { openScenario } from '../files/scenario-file.ts';
import { declareCommand, type Given } from './command.ts';
import * as option from './options.ts';
import { print, warn } from './terminal.ts';

function options(parser: Argv) {
  const { scenarioFile, machine, set, json, quiet } = option;
  return parser.positional('file', scenarioFile).options({ machine, set, json, quiet });
}

export const command = declareCommand(options, checkCommand);

async function checkCommand(args: Given<typeof options>): Promise<void> {
  const { text, options } = await openScenario(args);
  const loaded = loadScenario(text, args.file, options);
  const { scenario, warnings, runs, until, axes, published } = loaded;
  if (published !== undefined) options.readTable?.(published);
  await importPolicies(scenario, dirname(args.file));
  if (!args.quiet) warn(warnings);
  const { title, machine, machineFile, machineBy, hosts, guests, migrations } = scenario;
  const { changes, uncertain = [] } = scenario;
  if (args.json) {
    const sweep = { runs, axes, until: until ?? null };
    print(JSON.stringify({ schemaVersion: 1, ...sweep, scenario, warnings }));
    return;
  }
  const over = axes.length > 0 ? `, over ${axes.join(' and ')}` : '';
  const { year } = profileOf(scenario);
  const rule = {
    default: `the paper's of ${year}: the file names none`,
    auto: `of ${year}, it fits`,
  };
  const by = machineBy === undefined ? '' : ` (${rule[machineBy]})`;
  const lines = [
    title,
    `machine     ${machineFile === undefined ? machine : `${machineFile}, of ${machine}`}${by}`,
    `hosts       ${listed(Object.keys(hosts))}`,
    `guests      ${listed(Object.keys(guests))}`,
    ...Object.entries(guests)
      .slice(0, NAMES_MOST)
      .flatMap(([name, guest]) => {
        const writes = writesOf(guest);
        return writes === undefined ? [] : [`  ${name} writes ${writes}`];
      }),
    `migrations  ${listed(migrations.map(({ guest, to }) => `${guest} to ${to}`))}`,
    `changes     ${changes.length}`,
    ...uncertain.map(({ path, text }, index) => {
      return `${index === 0 ? 'ranges      ' : '            '}${path}: ${text}`;
    }),
    `runs        ${runs}${until === undefined ? '' : ' at most'}${over}`,
  ];
  print(lines.join('\n'));
}

/** More names than these are counted. */
const NAMES_MOST = 12;

function listed(names: readonly string[]): string {
  const rest = names.length - NAMES_MOST;
  const more = rest > 0 ? ` and ${rest.toLocaleString('en')} more` : '';
  return `${names.slice(0, NAMES_MOST).join(', ')}${more}`;
}
