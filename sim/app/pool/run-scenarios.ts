/**
 * Runs on several workers. A run depends only on its scenario, seed included, and results keep the
 * order of the scenarios, so that any number of workers gives the same bytes.
 */
import { availableParallelism } from 'node:os';
import type { RunResult } from '../../run/result/result.ts';
import { run } from '../../run/run.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { importPolicies } from '../files/policy-module.ts';
import type { RunWay } from './worker.ts';
import type { WorkerPool } from './worker-pool.ts';

/** A worker takes some 100 ms to start: not worth it for less than this. */
const RUNS_PER_WORKER_LEAST = 4;

/** Called after each run with the runs done and all of them. */
export type OnProgress = (done: number, all: number) => void;

/** How the runs are made. */
export interface PoolSettings {
  /** Default: as many as there are processors; 1 runs them here, one after the other. */
  readonly workers?: number | undefined;
  /** See `RunSettings`. */
  readonly verify?: boolean;
  /** What files of users' policies are seen from; default: where the program was started. */
  readonly policyFolder?: string;
}

/** Threads that stay for one batch of runs after another. */
export interface ScenarioPool {
  /**
   * Simulates every scenario.
   * @returns the results in the order of the scenarios.
   * @throws InvariantError for a fault of the simulator, Problem for one of a user's policy.
   */
  readonly run: (
    scenarios: readonly Scenario[],
    onProgress: OnProgress,
  ) => Promise<readonly RunResult[]>;
  readonly close: () => Promise<void>;
}

/** Threads start with the first batch that is worth them. */
export function scenarioPool({
  workers = availableParallelism(),
  verify = false,
  policyFolder = '.',
}: PoolSettings): ScenarioPool {
  const way = { verify, policyFolder };
  let pool: WorkerPool | undefined;
  return {
    run: async (scenarios, onProgress) => {
      const useful = Math.min(workers, Math.floor(scenarios.length / RUNS_PER_WORKER_LEAST));
      if (useful < 2) return runHere(scenarios, way, onProgress);
      pool ??= (await import('./worker-pool.ts')).openPool(useful, way);
      return runThere(pool, scenarios, onProgress);
    },
    close: async () => pool?.close(),
  };
}

/** One batch of runs; see `ScenarioPool`. */
export async function runScenarios(
  scenarios: readonly Scenario[],
  settings: PoolSettings,
  onProgress: OnProgress,
): Promise<readonly RunResult[]> {
  const pool = scenarioPool(settings);
  try {
    return await pool.run(scenarios, onProgress);
  } finally {
    await pool.close();
  }
}

async function runThere(
  pool: WorkerPool,
  scenarios: readonly Scenario[],
  onProgress: OnProgress,
): Promise<RunResult[]> {
  let done = 0;
  const runOne = async (scenario: Scenario): Promise<RunResult> => {
    const result = await pool.result(scenario);
    done += 1;
    onProgress(done, scenarios.length);
    return result;
  };
  return Promise.all(scenarios.map(runOne));
}

async function runHere(
  scenarios: readonly Scenario[],
  { verify, policyFolder }: RunWay,
  onProgress: OnProgress,
): Promise<RunResult[]> {
  const results: RunResult[] = [];
  for (const scenario of scenarios) {
    const policies = await importPolicies(scenario, policyFolder);
    results.push(run(scenario, { verify, policies }));
    onProgress(results.length, scenarios.length);
  }
  return results;
}
