/** `precopy reproduce`: the paper's experiments and its claims. */

import { claimsPage } from '../../output/html/claims-page.ts';
import { figureSections } from '../../output/html/paper-figure-plots.ts';
import { claimReport, claimsCsv } from '../../output/text/claim-report.ts';
import type { ClaimReport } from '../../study/reproduce/claim.ts';
import { reproduce } from '../../study/reproduce/index.ts';
import type { PaperFigure } from '../../study/reproduce/paper-figures.ts';
import { Problem } from '../../text/problem.ts';
import { readShipped, writeAll } from '../files/files.ts';
import { runScenarios } from '../pool/run-scenarios.ts';
import { findChromium } from './chromium.ts';
import { readStated, writeFigures } from './figures.ts';
import { requireWhole } from './numbers.ts';
import { pageOrigin, writePage } from './report-file.ts';
import { refuseForms } from './run-choices.ts';
import { paintVerdict, print, progressLine } from './terminal.ts';

export interface ReproduceArguments {
  readonly figure?: number | undefined;
  readonly replications?: number | undefined;
  readonly seed?: string | undefined;
  readonly workers?: number | undefined;
  readonly out?: string | undefined;
  readonly report?: string | undefined;
  readonly figures?: string | undefined;
  readonly json: boolean;
  readonly csv: boolean;
  readonly check: boolean;
  readonly sensitivity: boolean;
  readonly quiet: boolean;
}

/** @returns the exit code: 1 when `--check` was asked for and a row fails. */
export async function reproduceCommand(args: ReproduceArguments): Promise<number> {
  const { figure, replications, seed, sensitivity, workers, json, check, quiet } = args;
  refuseForms('reproduce', { json, csv: args.csv });
  requireWhole('--workers', workers);
  requireWhole('--replications', replications);
  // Told before anything takes time.
  if (args.figures !== undefined) findChromium();
  const { report, data, figures } = await reproduce({
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
  if (args.report !== undefined || args.figures !== undefined) {
    await draw(args, report, await figures(readStated()));
  }
  if (json) print(JSON.stringify(report));
  else print(args.csv ? claimsCsv(report) : claimReport(report, paintVerdict));
  return check && report.claims.some(({ verdict }) => verdict === 'fail') ? 1 : 0;
}

async function draw(
  { report: path, figures: folder }: ReproduceArguments,
  report: ClaimReport,
  figures: readonly PaperFigure[],
): Promise<void> {
  if (folder !== undefined) await writeFigures(folder, figures);
  if (path === undefined) return;
  writePage(path, claimsPage(report, figureSections(figures), pageOrigin()));
}
