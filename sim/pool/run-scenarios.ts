/**
 * Runs on several workers. A run hangs on its scenario alone, seed included, and results keep the
 * order of the scenarios, so that any number of workers gives the same bytes.
 */
import { availableParallelism } from 'node:os';
import type { Scenario } from '../../scenarios/scenario.ts';
import { importPolicies } from '../io/policy-module.ts';
import type { RunResult } from '../result.ts';
import { run } from '../run.ts';
import { openPool, type RunWay } from './worker-pool.ts';

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

/**
 * Simulates every scenario.
 * @returns the results in the order of the scenarios.
 * @throws InvariantError for a fault of the simulator, Problem for one of a user's policy.
 */
export async function runScenarios(
  scenarios: readonly Scenario[],
  { workers = availableParallelism(), verify = false, policyFolder = '.' }: PoolSettings,
  onProgress: OnProgress,
): Promise<readonly RunResult[]> {
  const useful = Math.min(workers, Math.floor(scenarios.length / RUNS_PER_WORKER_LEAST));
  if (useful < 2) return runHere(scenarios, { verify, policyFolder }, onProgress);
  const pool = openPool(useful, { verify, policyFolder });
  let done = 0;
  const runOne = async (scenario: Scenario): Promise<RunResult> => {
    const result = await pool.result(scenario);
    done += 1;
    onProgress(done, scenarios.length);
    return result;
  };
  try {
    return await Promise.all(scenarios.map(runOne));
  } finally {
    await pool.close();
  }
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
