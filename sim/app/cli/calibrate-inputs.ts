/** What `calibrate` reads: the scenario, its machine, and what was measured. */

import type { Argv } from 'yargs';
import { type MachineFile, profileOf } from '../../../models/machine/machine-file.ts';
import { PROFILES } from '../../../models/machine/registry.ts';
import { isMachinePath } from '../../scenario/machine.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { openTemplate, type ScenarioTemplate } from '../../scenario/template.ts';
import {
  type LogSettings,
  logSettings,
  type MeasuredLog,
} from '../../study/calibrate/log-settings.ts';
import type { MeasuredData } from '../../study/calibrate/point.ts';
import { campaignPoints, measurementPoints } from '../../study/calibrate/point.ts';
import { type ColumnNames, tablePoints } from '../../study/calibrate/table-points.ts';
import { importText } from '../../study/import/import.ts';
import { TIDY_CSV } from '../../study/import/tidy-csv.ts';
import type { Campaign } from '../../study/validate/campaign.ts';
import { CAMPAIGNS } from '../../study/validate/campaigns.ts';
import { type CampaignInput, selectCampaigns } from '../../study/validate/select.ts';
import { keepRows, readCsv } from '../../text/csv.ts';
import { Problem } from '../../text/problem.ts';
import { quote } from '../../text/suggest.ts';
import { asMap } from '../../text/tree.ts';
import { readText, shippedPath } from '../files/files.ts';
import { openScenario, readPair, refuseFaults, requireMigrations } from '../files/scenario-file.ts';
import type { Given } from './command.ts';
import * as option from './options.ts';
import { folderShelf, shippedShelf } from './shipped-data.ts';

/** The options for what was measured, and in which scenario. */
export function inputOptions(parser: Argv) {
  return parser.options({
    scenario: option.text("scenario file (YAML); with --campaign, instead of the campaign's own"),
    measured: option.repeated(
      'CSV whose columns are named as paths and quantities, a log that `import` reads, or its ' +
        'CSV; may be repeated',
    ),
    settings: option.text(
      'CSV with what each migration of a log sets: its number (`migration`) or a `line` of it, ' +
        'and columns named as paths',
    ),
    column: option.repeated(
      'meaning of a column of another name: "cap=source.dom0.cap", "seconds=totalSeconds"',
    ),
    campaign: option.repeated(
      'rows of a campaign of `validate`; may be repeated if they share a scenario',
    ),
    data: option.text('folder with the files of the campaign'),
    where: option.where,
    machine: option.machine,
    fidelity: option.fidelity,
    set: option.set,
    seed: option.seed,
  });
}

type InputArguments = Given<typeof inputOptions>;

/** A scenario to calibrate. */
export interface CalibrationScenario {
  /** As it was named. */
  readonly name: string;
  readonly file: string;
  readonly template: ScenarioTemplate;
  readonly scenario: Scenario;
  /** The machine file that it is on, if any. */
  readonly machineFile: MachineFile | undefined;
  readonly campaigns: readonly CampaignInput[];
}

/** @throws Problem when it is unclear which file is meant, and for mistakes in it. */
export async function calibrationScenario(args: InputArguments): Promise<CalibrationScenario> {
  const campaigns = campaignsOf(args);
  const { name, file } = scenarioFileOf(
    args,
    campaigns.map(({ campaign }) => campaign),
  );
  const { text, options } = await openScenario({ ...args, file });
  const template = openTemplate(text, name, options);
  const scenario = template.with([]);
  requireMigrations(scenario, name);
  refuseFaults(scenario, name);
  const { machine } = asMap(template.raw);
  const isFile = typeof machine === 'string' && isMachinePath(machine);
  const machineFile = isFile ? options.readMachine?.(machine) : undefined;
  return { name, file, template, scenario, machineFile, campaigns };
}

/** The profile of its machine, with the numbers of a machine file. */
export function machineOf({ scenario, machineFile }: CalibrationScenario) {
  const base = PROFILES[scenario.machine] as (typeof PROFILES)[string];
  return { base, profile: machineFile === undefined ? base : profileOf(machineFile) };
}

function campaignsOf({ campaign, data, where }: InputArguments): CampaignInput[] {
  if (campaign.length === 0) return [];
  const given = data === undefined ? undefined : folderShelf(data);
  const { inputs } = selectCampaigns(CAMPAIGNS, campaign, { shipped: shippedShelf(), given });
  return inputs.map((input) => ({ ...input, table: where.reduce(keepRows, input.table) }));
}

function scenarioFileOf({ scenario }: InputArguments, campaigns: readonly Campaign[]) {
  if (scenario !== undefined) return { name: scenario, file: scenario };
  const files = [...new Set(campaigns.map((campaign) => campaign.scenario))];
  const [only, other] = files;
  if (only === undefined) {
    const hint = 'name a file with --scenario, or measurements that have one with --campaign';
    throw new Problem([{ where: 'precopy calibrate', message: 'no scenario given', hint }]);
  }
  if (other !== undefined) {
    const message = `the campaigns have different scenarios, ${quote(only)} and ${quote(other)}`;
    const hint = 'choose one with --scenario';
    throw new Problem([{ where: 'precopy calibrate', message, hint }]);
  }
  return { name: `scenarios/${only}`, file: shippedPath(only) };
}

/** @throws Problem with the mistakes of all files, and when nothing was named. */
export function measuredData(args: InputArguments, read: CalibrationScenario): MeasuredData[] {
  if (args.measured.length === 0 && read.campaigns.length === 0) {
    const hint = 'name a file with --measured, or a campaign with --campaign';
    throw new Problem([{ where: 'precopy calibrate', message: 'no measurements given', hint }]);
  }
  const columns = columnNames(args.column);
  const files = args.measured.map((file) => measuredFile(file, args, { columns, read }));
  const logs = files.flatMap((each) => ('migrations' in each ? [each] : []));
  const settings = settingsOfLogs(args.settings, logs, { columns, read });
  const data = files.map((each) =>
    'migrations' in each ? measurementPoints(each.file, each.migrations, settings) : each,
  );
  return [...data, ...read.campaigns.map(campaignPoints)];
}

/** @throws Problem for a table of settings without a log, and with its mistakes. */
function settingsOfLogs(
  file: string | undefined,
  logs: readonly MeasuredLog[],
  { columns, read: { template } }: Reading,
): LogSettings | undefined {
  if (file === undefined) return undefined;
  if (logs.length > 0) {
    return logSettings(readCsv(readText(file), file), logs, { template, names: columns });
  }
  const hint = 'rows of a table say what they set in columns of their own';
  throw new Problem([{ where: `--settings ${file}`, message: 'no log is measured', hint }]);
}

interface Reading {
  readonly columns: ColumnNames;
  readonly read: CalibrationScenario;
}

/** A table of points, or whatever `import` understands. */
function measuredFile(
  file: string,
  { where, settings }: InputArguments,
  { columns, read }: Reading,
): MeasuredData | MeasuredLog {
  const text = readText(file);
  const isTable = file.toLowerCase().endsWith('.csv') && TIDY_CSV.recognise(text) === 0;
  if (!isTable) return { file, migrations: importText(text, file).migrations };
  const table = where.reduce(keepRows, readCsv(text, file));
  // Columns may be those of the table of settings.
  const own = [...columns].filter(
    ([name]) => settings === undefined || table.columns.includes(name),
  );
  return tablePoints(table, read.template, new Map(own));
}

function columnNames(written: readonly string[]): ColumnNames {
  const form = 'name=path, for example --column "cap=source.dom0.cap"';
  return new Map(written.map((text) => readPair('--column', text, form)));
}
