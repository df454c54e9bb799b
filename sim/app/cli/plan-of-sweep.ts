/** A scenario file's sweep as runs, and digests of all that they depend on. */
import { dirname, isAbsolute, resolve } from 'node:path';
import { tableAxis } from '../../run/result/run-table.ts';
import { type OpenedSweep, openSweep } from '../../scenario/load.ts';
import { templateOf } from '../../scenario/point-template.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { readText } from '../files/files.ts';
import { importPolicies, withPolicy } from '../files/policy-module.ts';
import { openScenario } from '../files/scenario-file.ts';
import { digestOf, type Header, headerOf } from '../sweep/header.ts';
import type { Shard } from '../sweep/shard.ts';
import type { SweepPlan } from '../sweep/sweep-plan.ts';
import { warn } from './terminal.ts';

/** What the command line says of a sweep's scenario. */
export interface PlanArguments {
  readonly file: string;
  readonly set: readonly string[];
  readonly seed?: string | undefined;
  readonly policy?: string | undefined;
  readonly verify: boolean;
  readonly quiet: boolean;
}

/** @throws Problem with all mistakes but those that only a combination of values makes. */
export async function planOfSweep(args: PlanArguments, shard: Shard): Promise<SweepPlan> {
  const { text, options, files } = await openScenario(args);
  const sweep = openSweep(text, args.file, options);
  const { points, replications, until } = sweep;
  const runs = { points, replications, ...(until === undefined ? {} : { until }) };
  return {
    header: await planHeader(args, { sweep, files, runs, shard }),
    parametersAt: sweep.parametersAt,
    scenarioAt: (point) => withPolicy(sweep.scenarioAt(point), args.policy),
    template: args.policy === undefined ? templateOf(sweep) : undefined,
  };
}

/** What a header is made of. */
interface HeaderParts {
  readonly sweep: OpenedSweep;
  /** Files that were read for it. */
  readonly files: ReadonlyMap<string, string>;
  readonly runs: Pick<Header, 'points' | 'replications' | 'until'>;
  readonly shard: Shard;
  /** What says which points there are beside the axes and their cases. */
  readonly design?: unknown;
}

/** The header of a sweep; warnings are reported. @throws Problem of a user's policy. */
export async function planHeader(args: PlanArguments, parts: HeaderParts): Promise<Header> {
  const { sweep, files, runs, shard } = parts;
  if (!args.quiet) warn(sweep.warnings);
  const samples = sweep.samples.map((scenario) => withPolicy(scenario, args.policy));
  const modules = await policyFiles(samples, dirname(args.file));
  return headerOf({
    title: sweep.scenario.title,
    digests: {
      scenario: digestOf([sweep.scenario]),
      sweep: digestOf(described(parts)),
      files: digestOf([...files, ...modules]),
      options: digestOf([args.verify, args.policy !== undefined]),
    },
    axes: sweep.axes.map(({ name, size, at }) => {
      return tableAxis(
        name,
        labels(size, (index) => at(index).label),
      );
    }),
    ...runs,
    shard,
  });
}

function* labels<Value>(size: number, at: (index: number) => Value): Generator<Value> {
  for (let index = 0; index < size; index += 1) yield at(index);
}

/** All that says which runs there are. */
function* described({ runs, design = null, sweep: { axes } }: HeaderParts): Generator<unknown> {
  yield [runs, design];
  for (const { name, size, at, isSampled } of axes) {
    yield [name, size, isSampled];
    yield* labels(size, at);
  }
}

/**
 * The modules of users' policies by their names, and their text. @throws Problem of one of them.
 */
async function policyFiles(
  scenarios: readonly Scenario[],
  folder: string,
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const scenario of scenarios) {
    await importPolicies(scenario, folder);
    for (const { policy } of scenario.migrations) {
      if (policy.name !== 'module' || files.has(policy.file)) continue;
      const path = isAbsolute(policy.file) ? policy.file : resolve(folder, policy.file);
      files.set(policy.file, readText(path));
    }
  }
  return files;
}
