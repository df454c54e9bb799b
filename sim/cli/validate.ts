/** `precopy validate`: measured migrations, simulated now. */
import { Problem } from '../../scenarios/problem.ts';
import { runScenarios } from '../pool/run-scenarios.ts';
import { validationReport } from '../report/validation-report.ts';
import { CAMPAIGNS } from '../validate/campaigns.ts';
import type { ValidationReport } from '../validate/report.ts';
import { rowsCsv } from '../validate/rows-csv.ts';
import { selectCampaigns } from '../validate/select.ts';
import { isMissed, validate } from '../validate/validate.ts';
import { validationPage } from '../web-report/validation-page.ts';
import { readShipped } from './files.ts';
import { requireWhole } from './numbers.ts';
import { pageOrigin, writePage } from './report-file.ts';
import { folderShelf, shippedShelf } from './shelf.ts';
import { paintLimit, print, progressLine } from './terminal.ts';

export interface ValidateArguments {
  readonly campaigns?: readonly string[] | undefined;
  readonly data?: string | undefined;
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
  const { campaigns = [], data, replications, seed, workers, quiet } = args;
  requireWhole('--workers', workers);
  requireWhole('--replications', replications);
  if (args.json && args.csv) {
    const hint = 'ask for one of --json and --csv';
    throw new Problem([{ where: 'precopy validate', message: 'stdout holds one form', hint }]);
  }
  const given = data === undefined ? undefined : folderShelf(data);
  const selection = selectCampaigns(CAMPAIGNS, campaigns, { shipped: shippedShelf(), given });
  const report = await validate(selection, {
    readScenario: readShipped,
    runScenarios: (scenarios, onProgress) => runScenarios(scenarios, { workers }, onProgress),
    replications,
    seed,
    onProgress: progressLine(quiet),
  });
  if (args.report !== undefined) writePage(args.report, validationPage(report, pageOrigin()));
  print(show(report, args));
  return isMissed(report) ? 1 : 0;
}

function show(report: ValidationReport, { json, csv, rows }: ValidateArguments): string {
  if (json) return JSON.stringify(report);
  return csv ? rowsCsv(report) : validationReport(report, { rows, paint: paintLimit });
}
