/** Worker threads that simulate scenarios one at a time each. */
import { Piscina } from 'piscina';
import { InvariantError } from '../../engine/kernel/assert.ts';
import type { RunResult } from '../../run/result/result.ts';
import type { RunRow } from '../../run/result/run-row.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { Problem } from '../../text/problem.ts';
import type { Answer, Job } from './worker.ts';

/** How runs are made. */
export interface RunWay {
  /** See `RunSettings`. */
  readonly verify: boolean;
  /** What files of users' policies are seen from. */
  readonly policyFolder: string;
}

/** A worker ended in the midst of a run, which is not the run's fault for all we know. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
}

/** Threads that wait for runs. */
export interface WorkerPool {
  /** @throws InvariantError, Problem of a user's policy, WorkerLost. */
  result(scenario: Scenario): Promise<RunResult>;
  /** The same, of which only the row crosses from thread to thread. */
  row(scenario: Scenario): Promise<RunRow>;
  /** Ends the threads, whatever they do. */
  close(): Promise<void>;
}

/** Functions of the worker. */
type Task = 'resultOf' | 'rowOf';

/** @param workers at least 1. */
export function openPool(workers: number, way: RunWay): WorkerPool {
  // From the source, workers need a loader of TypeScript.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const pool = new Piscina<Job>({
    // Loaded when a thread starts; without it piscina takes other ways, which know no TypeScript.
    name: 'resultOf' satisfies Task,
    filename: new URL(`./worker.${extension}`, import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    ...(extension === 'ts' ? { execArgv: ['--import', import.meta.resolve('tsx')] } : {}),
  });
  // Of a thread that ends before it has got anything to do.
  let failure: Problem | undefined;
  pool.on('error', (error: Error) => {
    const hint = 'fewer `--workers` need less memory';
    failure = new Problem([{ where: 'workers', message: error.message, hint }]);
    void pool.destroy();
  });
  const ask = async <Value>(scenario: Scenario, name: Task): Promise<Value> => {
    const answer = (await pool.run({ scenario, ...way }, { name }).catch((error: unknown) => {
      throw failure ?? (isLoss(error) ? new WorkerLost(error.message) : error);
    })) as Answer<Value>;
    if ('fault' in answer) throw new InvariantError(answer.fault);
    if ('mistakes' in answer) throw new Problem(answer.mistakes);
    return answer.value;
  };
  return {
    result: (scenario) => ask(scenario, 'resultOf'),
    row: (scenario) => ask(scenario, 'rowOf'),
    close: () => pool.destroy(),
  };
}

/** Piscina gives the exit of a worker an error of its own, Node what a thread ran out of. */
function isLoss(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: string };
  return code === 'ERR_WORKER_OUT_OF_MEMORY' || error.message.startsWith('worker exited');
}
