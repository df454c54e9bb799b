/** `precopy validate`: measured migrations, simulated now. */
import type { Argv } from 'yargs';
import { PROFILES } from '../../../models/machine/registry.ts';
import { validationDocument } from '../../output/document/validation.ts';
import { renderText } from '../../output/text/render.ts';
import { isMachinePath } from '../../scenario/machine.ts';
import { DEFAULT_MACHINE } from '../../scenario/schema.ts';
import { openTemplate } from '../../scenario/template.ts';
import { DRAWS } from '../../study/interval/interval.ts';
import type { Campaign } from '../../study/validate/campaign.ts';
import { CAMPAIGNS } from '../../study/validate/campaigns.ts';
import type { ValidationReport } from '../../study/validate/report.ts';
import { rowsCsv } from '../../study/validate/report.ts';
import { selectCampaigns } from '../../study/validate/select.ts';
import { isMissed, validate } from '../../study/validate/validate.ts';
import { Problem } from '../../text/problem.ts';
import { quote } from '../../text/suggest.ts';
import { asMap } from '../../text/tree.ts';
import { readShipped } from '../files/files.ts';
import { machineSetting, openMachine } from '../files/scenario-file.ts';
import { runScenarios } from '../pool/run-scenarios.ts';
import { declareCommand, examples, type Given } from './command.ts';
import * as option from './options.ts';
import { progressLine } from './progress.ts';
import { writePage } from './report-file.ts';
import { folderShelf, shippedShelf } from './shipped-data.ts';
import { paintVerdict, print } from './terminal.ts';

function options(parser: Argv) {
  return parser
    .positional('campaigns', {
      type: 'string',
      array: true,
      describe: 'names such as xen417-dom0-cap; default: all that have measurements',
    })
    .options({
      data: option.text(
        'folder with files of the same names and columns, also in subfolders, instead of the ' +
          'shipped measurements',
      ),
      machine: option.text(
        'machine file, for the campaigns on the profile that it changes (replaces that profile)',
      ),
      rows: option.flag('also every row, measured and simulated'),
      replications: option.number('runs of each setting, each with its own seed; default 3'),
      interval: option.flag(
        '90 % intervals of the times too, and how many measured ones are within',
      ),
      draws: option.draws,
      seed: option.text("random seed (overrides the files')"),
      json: option.json,
      csv: option.flag('a CSV line for each row and quantity'),
      report: option.report,
      workers: option.workers,
      quiet: option.quiet,
    })
    .epilogue(
      examples(
        ['validate', 'all shipped measurements'],
        ['validate xen417-link-rate --rows', 'one campaign, row by row'],
        ['validate --data measured', 'your own files of the same kind'],
      ),
    );
}

export type ValidateArguments = Given<typeof options>;

const ABOUT =
  'Simulates measured migrations and compares row by row: ' +
  'errors of total time, downtime, pages and rounds beside those of a simple baseline, and ' +
  'whether the acceptance limits are met. Exit code 1 when one is missed.';

export const command = declareCommand(options, validateCommand, ABOUT);

/** @returns the exit code: 1 when a limit is missed. */
export async function validateCommand(args: ValidateArguments): Promise<number> {
  const { campaigns: names = [], data, machine, replications, seed, workers, quiet } = args;
  option.refuseForms('validate', { json: args.json, csv: args.csv });
  const given = data === undefined ? undefined : folderShelf(data);
  const known = machine === undefined ? CAMPAIGNS : campaignsOn(machine, names);
  const selection = selectCampaigns(known, names, { shipped: shippedShelf(), given });
  const report = await validate(selection, {
    readScenario: readShipped,
    runScenarios: (scenarios, onProgress) => runScenarios(scenarios, { workers }, onProgress),
    replications,
    draws: args.interval ? (args.draws ?? DRAWS) : undefined,
    seed,
    load: { set: machineSetting(machine), readMachine: openMachine },
    onProgress: progressLine(quiet),
  });
  if (args.report !== undefined) writePage(args.report, validationDocument(report));
  print(show(report, args));
  return isMissed(report) ? 1 : 0;
}

/**
 * The campaigns that ran on the profile that a machine file changes.
 * @throws Problem for a campaign asked for by name that did not, and when there is none.
 */
function campaignsOn(machine: string, names: readonly string[]): readonly Campaign[] {
  if (!isMachinePath(machine)) return CAMPAIGNS;
  const { base } = openMachine(machine);
  const known = CAMPAIGNS.map((campaign) => ({ campaign, on: machineIn(campaign) }));
  const message = `it changes ${quote(base.name)}`;
  const wrong = known.filter(({ campaign, on }) => {
    return names.includes(campaign.name) && on !== base.name;
  });
  if (wrong.length > 0) {
    throw new Problem(
      wrong.map(({ campaign, on }) => {
        return { where: machine, message, hint: `${campaign.name} ran on ${quote(on)}` };
      }),
    );
  }
  const fitting = known.filter(({ on }) => on === base.name).map(({ campaign }) => campaign);
  if (fitting.length > 0) return names.length > 0 ? CAMPAIGNS : fitting;
  throw new Problem([{ where: machine, message, hint: 'no campaign ran on it' }]);
}

function machineIn({ scenario }: Campaign): string {
  const { raw } = openTemplate(readShipped(scenario), scenario, { profiles: PROFILES });
  return String(asMap(raw).machine ?? DEFAULT_MACHINE);
}

function show(report: ValidationReport, { json, csv, rows }: ValidateArguments): string {
  if (json) return JSON.stringify(report);
  return csv ? rowsCsv(report) : renderText(validationDocument(report, rows), paintVerdict);
}
