/** `precopy run`: one scenario file, alone or as a sweep. */
import { dirname, resolve } from 'node:path';
import { PROFILES } from '../../models/profile/registry.ts';
import { expandSweep, type LoadOptions, loadScenario } from '../../scenarios/load.ts';
import { Problem } from '../../scenarios/problem.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { importPolicies } from '../io/policy-module.ts';
import { pointsCsv, roundsCsv } from '../io/result-csv.ts';
import { xendLog } from '../io/xend-log.ts';
import { runScenarios } from '../pool/run-scenarios.ts';
import { runReport } from '../report/run-report.ts';
import { sweepReport } from '../report/sweep-report.ts';
import type { RunResult } from '../result.ts';
import { run } from '../run.ts';
import { type SweepResult, sweepResult } from '../sweep.ts';
import { readText, writeAll } from './files.ts';
import { requireWhole } from './numbers.ts';
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
  readonly policy?: string | undefined;
  readonly workers?: number | undefined;
  readonly quiet: boolean;
}

/**
 * The options of the loader that the command line gives.
 * @throws Problem for a malformed `--set`.
 */
export function loadOptions({ set, seed }: Pick<RunArguments, 'set' | 'seed'>): LoadOptions {
  const pairs = set.map((text) => {
    const at = text.indexOf('=');
    if (at > 0) return { path: text.slice(0, at).trim(), value: text.slice(at + 1).trim() };
    const hint = 'write it as path=value, for example --set "source.dom0.cap=40 %"';
    throw new Problem([{ where: `--set ${text}`, message: 'there is no = in it', hint }]);
  });
  return { profiles: PROFILES, set: pairs, ...(seed === undefined ? {} : { seed }) };
}

export async function runCommand(args: RunArguments): Promise<void> {
  requireWhole('--workers', args.workers);
  const text = readText(args.file);
  const options = loadOptions(args);
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
  const policyFolder = dirname(args.file);
  if (!isSweep) {
    const own = withPolicy(scenario, args.policy);
    const policies = await importPolicies(own, policyFolder);
    deliver(args, runTexts(run(own, { verify: args.verify, policies })));
    return;
  }
  const points = expandSweep(text, args.file, options);
  const onProgress = progressLine(args.quiet);
  const scenarios = points.map((point) => withPolicy(point.scenario, args.policy));
  // A mistake in a policy is told before anything is simulated.
  for (const one of scenarios) await importPolicies(one, policyFolder);
  const results = await runScenarios(scenarios, { ...args, policyFolder }, onProgress);
  deliver(args, sweepTexts(sweepResult(points, results)));
}

/** The scenario with the policy of a file for every migration, if one was given. */
function withPolicy(scenario: Scenario, file: string | undefined): Scenario {
  if (file === undefined) return scenario;
  const policy = { name: 'module', file: resolve(file), options: {}, scan: 'plain' } as const;
  const migrations = scenario.migrations.map((migration) => ({ ...migration, policy }));
  return { ...scenario, migrations };
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
