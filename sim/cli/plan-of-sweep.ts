/** A scenario file's sweep as a batch: its runs, and digests of all that they hang on. */
import { dirname, isAbsolute, resolve } from 'node:path';
import { type OpenedSweep, openSweep } from '../../scenarios/load.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { digestOf } from '../batch/digest.ts';
import { headerOf } from '../batch/header.ts';
import type { Plan } from '../batch/plan.ts';
import type { Shard } from '../batch/shard.ts';
import { importPolicies } from '../io/policy-module.ts';
import { tableAxis } from '../io/run-table.ts';
import { readText } from './files.ts';
import { withPolicy } from './policy-option.ts';
import { openScenario } from './scenario-file.ts';
import { warn } from './terminal.ts';

/** What the command line says of a batch's scenario. */
export interface PlanArguments {
  readonly file: string;
  readonly set: readonly string[];
  readonly seed?: string | undefined;
  readonly policy?: string | undefined;
  readonly verify: boolean;
  readonly quiet: boolean;
}

/** @throws Problem with all mistakes but those that only a combination of values makes. */
export async function planOfSweep(args: PlanArguments, shard: Shard): Promise<Plan> {
  const { text, options, files } = await openScenario(args);
  const sweep = openSweep(text, args.file, options);
  if (!args.quiet) warn(sweep.warnings);
  const samples = sweep.samples.map((scenario) => withPolicy(scenario, args.policy));
  const modules = await policyFiles(samples, dirname(args.file));
  const { axes, points, replications, until, scenario } = sweep;
  const header = headerOf({
    title: scenario.title,
    digests: {
      scenario: digestOf([scenario]),
      sweep: digestOf(valuesOf(sweep)),
      files: digestOf([...files, ...modules]),
      options: digestOf([args.verify, args.policy !== undefined]),
    },
    axes: axes.map(({ name, size, at }) =>
      tableAxis(
        name,
        labels(size, (index) => at(index).label),
      ),
    ),
    points,
    replications,
    ...(until === undefined ? {} : { until }),
    shard,
  });
  return {
    header,
    parametersAt: sweep.parametersAt,
    scenarioAt: (point) => withPolicy(sweep.scenarioAt(point), args.policy),
  };
}

function* labels<Value>(size: number, at: (index: number) => Value): Generator<Value> {
  for (let index = 0; index < size; index += 1) yield at(index);
}

/** All that says which runs the sweep has. */
function* valuesOf({ axes, points, replications, until }: OpenedSweep): Generator<unknown> {
  yield [points, replications, until ?? null];
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
