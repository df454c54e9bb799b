/** The runs of a sweep that `precopy run` holds in memory. */
import { dirname } from 'node:path';
import { readPublished } from '../../output/document/published.ts';
import { sweepDocument } from '../../output/document/sweep.ts';
import { sweepPlot } from '../../output/text/curve-plots.ts';
import { renderText } from '../../output/text/render.ts';
import { pointsCsv } from '../../run/result-csv.ts';
import { sweepResult } from '../../run/sweep.ts';
import type { SweepPoint } from '../../scenario/load.ts';
import { openFitter } from '../../study/fit/fit.ts';
import type { Table } from '../../text/csv.ts';
import { importPolicies, withPolicy } from '../files/policy-module.ts';
import { runScenarios } from '../pool/run-scenarios.ts';
import { progressLine } from './progress.ts';
import { writePage } from './report-file.ts';
import type { RunArguments, Texts } from './run.ts';
import { plotTerminal, wantsPlot } from './terminal.ts';

/**
 * Runs all points and writes the report that is asked for.
 * @param published what others have published of them, for the report.
 * @throws Problem, InvariantError.
 */
export async function runSweep(
  points: readonly SweepPoint[],
  args: RunArguments,
  published?: Table,
): Promise<Texts> {
  const policyFolder = dirname(args.file);
  const scenarios = points.map((point) => withPolicy(point.scenario, args.policy));
  const stars = published && readPublished(published, points);
  // A mistake in a policy is reported before anything is simulated.
  for (const one of scenarios) await importPolicies(one, policyFolder);
  const settings = { workers: args.workers, verify: args.verify, policyFolder };
  const results = await runScenarios(scenarios, settings, progressLine(args.quiet));
  const result = sweepResult(points, results);
  if (args.report !== undefined) {
    const extras = { fitter: await openFitter(), published: stars };
    writePage(args.report, sweepDocument(result, extras));
  }
  const plot = (): string => (wantsPlot(args.plot) ? sweepPlot(result, plotTerminal()) : '');
  return {
    report: () =>
      [renderText(sweepDocument(result)), plot()].filter((text) => text !== '').join('\n\n'),
    json: () => JSON.stringify(result),
    csv: () => pointsCsv(result),
    csvName: 'points.csv',
  };
}
