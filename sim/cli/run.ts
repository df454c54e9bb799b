/** `precopy run`: one scenario file, alone or as a sweep. */
import { expandSweep, loadScenario } from '../../scenarios/load.ts';
import { Problem } from '../../scenarios/problem.ts';
import { pointsCsv, roundsCsv } from '../io/result-csv.ts';
import { xendLog } from '../io/xend-log.ts';
import { runScenarios } from '../pool/run-scenarios.ts';
import { runReport } from '../report/run-report.ts';
import { sweepReport } from '../report/sweep-report.ts';
import type { RunResult } from '../result.ts';
import { run } from '../run.ts';
import { type SweepResult, sweepResult } from '../sweep.ts';
import { writeAll } from './files.ts';
import { requireWhole } from './numbers.ts';
import { openScenario } from './scenario-file.ts';
import { print, progressLine, warn } from './terminal.ts';

export interface RunArguments {
  readonly file: string;
  readonly seed?: string | undefined;
  readonly set: readonly string[];
  readonly json: boolean;
  readonly csv: boolean;
  readonly log: boolean;
  readonly out?: string | undefined;
  readonly verify: boolean;
  readonly workers?: number | undefined;
  readonly quiet: boolean;
}

export async function runCommand(args: RunArguments): Promise<void> {
  requireWhole('--workers', args.workers);
  const { text, options } = await openScenario(args);
  const { scenario, warnings, runs, axes } = loadScenario(text, args.file, options);
  if (!args.quiet) warn(warnings);
  const isSweep = runs > 1 || axes.length > 0;
  const forms = [args.json, args.csv, args.log].filter((asked) => asked).length;
  if (forms > 1) {
    const hint = 'ask for one of --json, --csv and --log; --out DIR writes all';
    throw new Problem([{ where: 'precopy run', message: 'stdout holds one form', hint }]);
  }
  if (args.log && isSweep) {
    throw new Problem([
      { where: '--log', message: 'a sweep has no log', hint: 'leave `sweep` out' },
    ]);
  }
  if (!isSweep) {
    const result = run(scenario, { verify: args.verify });
    deliver(args, runTexts(result));
    return;
  }
  const points = expandSweep(text, args.file, options);
  const onProgress = progressLine(args.quiet);
  const scenarios = points.map((point) => point.scenario);
  const results = await runScenarios(scenarios, args, onProgress);
  deliver(args, sweepTexts(sweepResult(points, results)));
}

/** Every form of a result, made when it is asked for. */
interface Texts {
  readonly report: () => string;
  readonly json: () => string;
  readonly csv: () => string;
  readonly csvName: string;
  readonly log?: () => string;
}

function runTexts(result: RunResult): Texts {
  return {
    report: () => runReport(result),
    json: () => JSON.stringify(result),
    csv: () => roundsCsv(result),
    csvName: 'rounds.csv',
    log: () => (result.migrations ?? [result]).map(xendLog).join(''),
  };
}

function sweepTexts(result: SweepResult): Texts {
  return {
    report: () => sweepReport(result),
    json: () => JSON.stringify(result),
    csv: () => pointsCsv(result),
    csvName: 'points.csv',
  };
}

function deliver(args: RunArguments, texts: Texts): void {
  if (args.out !== undefined) {
    const log = texts.log === undefined ? {} : { 'xend.log': texts.log() };
    const json = `${texts.json()}\n`;
    writeAll(args.out, { 'result.json': json, [texts.csvName]: texts.csv(), ...log });
  }
  if (args.json) print(texts.json());
  else if (args.csv) print(texts.csv());
  else if (args.log && texts.log !== undefined) print(texts.log());
  else if (!args.quiet) print(texts.report());
}
