/** `precopy reproduce`: the paper's experiments and its claims. */
import { Problem } from '../../scenarios/problem.ts';
import { runScenarios } from '../pool/run-scenarios.ts';
import { claimReport } from '../report/claim-report.ts';
import { reproduce } from '../reproduce/index.ts';
import { claimsPage } from '../web-report/claims-page.ts';
import { readShipped, writeAll } from './files.ts';
import { requireWhole } from './numbers.ts';
import { pageOrigin, writePage } from './report-file.ts';
import { paintVerdict, print, progressLine } from './terminal.ts';

export interface ReproduceArguments {
  readonly figure?: number | undefined;
  readonly replications?: number | undefined;
  readonly seed?: string | undefined;
  readonly workers?: number | undefined;
  readonly out?: string | undefined;
  readonly report?: string | undefined;
  readonly json: boolean;
  readonly check: boolean;
  readonly sensitivity: boolean;
  readonly quiet: boolean;
}

/** @returns the exit code: 1 when `--check` was asked for and a row fails. */
export async function reproduceCommand(args: ReproduceArguments): Promise<number> {
  const { figure, replications, seed, sensitivity, workers, json, check, quiet } = args;
  requireWhole('--workers', workers);
  requireWhole('--replications', replications);
  const { report, data } = await reproduce({
    readScenario: readShipped,
    runScenarios: (scenarios, onProgress) => runScenarios(scenarios, { workers }, onProgress),
    figure,
    replications,
    seed,
    sensitivity,
    onProgress: progressLine(quiet),
  });
  if (report.claims.length === 0) {
    const message = `no claim belongs to figure ${figure}`;
    throw new Problem([{ where: '--figure', message, hint: 'claims belong to figures 1 to 10' }]);
  }
  if (args.out !== undefined) {
    writeAll(args.out, { ...(await data()), 'claims.json': `${JSON.stringify(report)}\n` });
  }
  if (args.report !== undefined) writePage(args.report, claimsPage(report, [], pageOrigin()));
  print(json ? JSON.stringify(report) : claimReport(report, paintVerdict));
  return check && report.claims.some(({ verdict }) => verdict === 'fail') ? 1 : 0;
}
