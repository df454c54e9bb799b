/**
 * A sweep: the points of a scenario file, run in a fixed order. Seeds depend on the replication
 * only, so all points have common random numbers.
 */
import type { SweepPoint } from '../scenario/load.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type RunResult, SCHEMA_VERSION } from './result/result.ts';
import { type RunSettings, run } from './run.ts';

/** Simulates scenarios, here or on workers, and gives the results in their order. */
export type RunScenarios = (
  scenarios: readonly Scenario[],
  onProgress: (done: number, all: number) => void,
) => Promise<readonly RunResult[]>;

/** One run of a sweep. */
export interface SweepRun {
  readonly parameters: SweepPoint['parameters'];
  readonly replication: number;
  readonly result: RunResult;
}

/** What a sweep prints. */
export interface SweepResult {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly points: readonly SweepRun[];
}

/**
 * Runs every point.
 * @param onProgress called after each run with the runs done and all of them.
 * @throws InvariantError for a fault of the simulator.
 */
export function sweep(
  points: readonly SweepPoint[],
  settings: RunSettings = {},
  onProgress: (done: number, all: number) => void = () => undefined,
): SweepResult {
  const results = points.map(({ scenario }, index) => {
    const result = run(scenario, settings);
    onProgress(index + 1, points.length);
    return result;
  });
  return sweepResult(points, results);
}

/** Points with their results, which must be in the same order. */
export function sweepResult(
  points: readonly SweepPoint[],
  results: readonly RunResult[],
): SweepResult {
  const runs = points.map(({ parameters, replication }, index) => {
    return { parameters, replication, result: results[index] as RunResult };
  });
  return { schemaVersion: SCHEMA_VERSION, points: runs };
}
