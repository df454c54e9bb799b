/**
 * The experiments of the paper as runs of the shipped scenario files. Each file is run once, when a
 * claim first asks for it; figures that show the same data (1 and 2, 3 and 4) share its runs.
 */
import { PROFILES } from '../../models/profile/registry.ts';
import { expandSweep, type SweepPoint } from '../../scenarios/load.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { RunResult } from '../result.ts';
import { run } from '../run.ts';

/** Text of a scenario file, by its path below `scenarios`. */
export type ReadScenario = (path: string) => string;

/** One run with what it was run for. */
export interface ExperimentRun {
  readonly parameters: SweepPoint['parameters'];
  readonly replication: number;
  readonly scenario: Scenario;
  readonly result: RunResult;
}

export interface Experiments {
  /** All runs of a scenario file. */
  runs(file: ScenarioFileName): readonly ExperimentRun[];
}

/** The files that hold the paper's experiments. */
export type ScenarioFileName = 'paper/figure-1.yaml' | 'paper/figure-3.yaml';

export interface ExperimentOptions {
  readonly readScenario: ReadScenario;
  readonly replications?: number | undefined;
  readonly seed?: string | undefined;
  /** Machine parameters to replace, as texts. */
  readonly overrides: Readonly<Record<string, string>>;
  /** Shared over all experiments of one call. */
  readonly progress: { done: number; all: number; report: (done: number, all: number) => void };
}

export function newExperiments(options: ExperimentOptions): Experiments {
  const known = new Map<ScenarioFileName, readonly ExperimentRun[]>();
  return {
    runs(file) {
      const present = known.get(file);
      if (present !== undefined) return present;
      const runs = runAll(file, options);
      known.set(file, runs);
      return runs;
    },
  };
}

function runAll(file: ScenarioFileName, options: ExperimentOptions): ExperimentRun[] {
  const { readScenario, replications, seed, overrides, progress } = options;
  const set = Object.entries(overrides).map(([name, value]) => {
    return { path: `parameters.${name}`, value };
  });
  if (replications !== undefined) {
    set.push({ path: 'sweep.replications', value: String(replications) });
  }
  const load = { profiles: PROFILES, set, ...(seed === undefined ? {} : { seed }) };
  const points = expandSweep(readScenario(file), `scenarios/${file}`, load);
  progress.all += points.length;
  return points.map((point) => {
    const result = run(point.scenario);
    progress.done += 1;
    progress.report(progress.done, progress.all);
    return { ...point, result };
  });
}
