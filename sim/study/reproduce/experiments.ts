/**
 * The experiments of the paper as runs of the shipped scenario files. Each file is run once, before
 * the claims look at it; figures that show the same data (1 and 2, 3 and 4) share its runs.
 */
import { PROFILES } from '../../../models/machine/registry.ts';
import { invariant } from '../../engine/kernel/assert.ts';
import type { MigrationResult, RunResult } from '../../run/result/result.ts';
import { firstOf } from '../../run/result/together.ts';
import type { RunScenarios, SweepRun } from '../../run/sweep.ts';
import { expandSweep, type SweepPoint } from '../../scenario/load.ts';
import { type Fitter, openFitter } from '../fit/fit.ts';

/** Text of a scenario file, by its path below `scenarios`. */
export type ReadScenario = (path: string) => string;

/** One run with what it was run for. */
export interface ExperimentRun extends SweepPoint, SweepRun {
  /** Its first migration, which is the only one of most. */
  readonly migration: MigrationResult;
}

export interface Experiments {
  /** Fits curves to what the runs gave. */
  readonly fitter: Fitter;
  /** The files that were prepared. */
  readonly files: readonly ScenarioFileName[];
  /** All runs of a scenario file that was prepared. */
  runs(file: ScenarioFileName): readonly ExperimentRun[];
}

/** The files that hold the paper's experiments. */
export type ScenarioFileName =
  | 'paper/figure-1.yaml'
  | 'paper/figure-3.yaml'
  | 'paper/figure-5.yaml'
  | 'paper/figure-6.yaml'
  | 'paper/figure-9.yaml'
  | 'paper/network.yaml'
  | 'paper/table-1.yaml'
  | 'paper/parallel.yaml'
  | 'paper/uncapped.yaml';

export interface ExperimentOptions {
  readonly readScenario: ReadScenario;
  readonly runScenarios: RunScenarios;
  readonly replications?: number | undefined;
  readonly seed?: string | undefined;
  /** Instead of the paper's machine. */
  readonly machine?: string | undefined;
  /** Machine parameters to replace, as texts. */
  readonly overrides: Readonly<Record<string, string>>;
  readonly onProgress: (done: number, all: number) => void;
}

/** Runs all points of all files. */
export async function prepareExperiments(
  files: readonly ScenarioFileName[],
  options: ExperimentOptions,
): Promise<Experiments> {
  const points = files.map((file) => [file, pointsOf(file, options)] as const);
  const scenarios = points.flatMap(([, ofFile]) => ofFile.map(({ scenario }) => scenario));
  const results = [...(await options.runScenarios(scenarios, options.onProgress))];
  const known = new Map(
    points.map(([file, ofFile]) => {
      const runs = ofFile.map((point) => {
        const result = results.shift() as RunResult;
        return { ...point, result, migration: firstOf(result) };
      });
      return [file, runs];
    }),
  );
  return {
    fitter: await openFitter(),
    files,
    runs(file) {
      const runs = known.get(file);
      invariant(runs !== undefined, `${file} was not prepared`);
      return runs;
    },
  };
}

function pointsOf(file: ScenarioFileName, options: ExperimentOptions): SweepPoint[] {
  const { readScenario, replications, seed, machine, overrides } = options;
  const set = Object.entries(overrides).map(([name, value]) => {
    return { path: `parameters.${name}`, value };
  });
  if (machine !== undefined) set.push({ path: 'machine', value: machine });
  if (replications !== undefined) {
    set.push({ path: 'sweep.replications', value: String(replications) });
  }
  const load = { profiles: PROFILES, set, ...(seed === undefined ? {} : { seed }) };
  return expandSweep(readScenario(file), `scenarios/${file}`, load);
}
