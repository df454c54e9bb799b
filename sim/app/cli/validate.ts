/** `precopy validate`: measured migrations, simulated now. */
import { PROFILES } from '../../../models/machine/registry.ts';
import { validationPage } from '../../output/html/validation-page.ts';
import { validationReport } from '../../output/text/validation-report.ts';
import { isMachinePath } from '../../scenario/machine.ts';
import { DEFAULT_MACHINE } from '../../scenario/schema.ts';
import { openTemplate } from '../../scenario/template.ts';
import type { Campaign } from '../../study/validate/campaign.ts';
import { CAMPAIGNS } from '../../study/validate/campaigns.ts';
import type { ValidationReport } from '../../study/validate/report.ts';
import { rowsCsv } from '../../study/validate/rows-csv.ts';
import { selectCampaigns } from '../../study/validate/select.ts';
import { isMissed, validate } from '../../study/validate/validate.ts';
import { Problem } from '../../text/problem.ts';
import { quote } from '../../text/suggest.ts';
import { asMap } from '../../text/tree.ts';
import { readShipped } from '../files/files.ts';
import { runScenarios } from '../pool/run-scenarios.ts';
import { requireWhole } from './numbers.ts';
import { pageOrigin, writePage } from './report-file.ts';
import { refuseForms } from './run-choices.ts';
import { machineSetting, openMachine } from './scenario-file.ts';
import { folderShelf, shippedShelf } from './shelf.ts';
import { paintLimit, print, progressLine } from './terminal.ts';

export interface ValidateArguments {
  readonly campaigns?: readonly string[] | undefined;
  readonly data?: string | undefined;
  readonly machine?: string | undefined;
  readonly replications?: number | undefined;
  readonly seed?: string | undefined;
  readonly workers?: number | undefined;
  readonly rows: boolean;
  readonly json: boolean;
  readonly csv: boolean;
  readonly report?: string | undefined;
  readonly quiet: boolean;
}

/** @returns the exit code: 1 when a limit is missed. */
export async function validateCommand(args: ValidateArguments): Promise<number> {
  const { campaigns: names = [], data, machine, replications, seed, workers, quiet } = args;
  requireWhole('--workers', workers);
  requireWhole('--replications', replications);
  refuseForms('validate', { json: args.json, csv: args.csv });
  const given = data === undefined ? undefined : folderShelf(data);
  const known = machine === undefined ? CAMPAIGNS : campaignsOn(machine, names);
  const selection = selectCampaigns(known, names, { shipped: shippedShelf(), given });
  const report = await validate(selection, {
    readScenario: readShipped,
    runScenarios: (scenarios, onProgress) => runScenarios(scenarios, { workers }, onProgress),
    replications,
    seed,
    load: { set: machineSetting(machine), readMachine: openMachine },
    onProgress: progressLine(quiet),
  });
  if (args.report !== undefined) writePage(args.report, validationPage(report, pageOrigin()));
  print(show(report, args));
  return isMissed(report) ? 1 : 0;
}

/**
 * A machine file says something of the campaigns only that ran on what it changes.
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
  return csv ? rowsCsv(report) : validationReport(report, { rows, paint: paintLimit });
}
