/** Worker threads that simulate scenarios one at a time each. */
import { Piscina } from 'piscina';
import { InvariantError } from '../../engine/kernel/assert.ts';
import type { RunResult } from '../../run/result/result.ts';
import type { RowBlock } from '../../run/result/row-block.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { Problem } from '../../text/problem.ts';
import type { Answer, Batch, BatchAnswer, Fault, Job, RunWay } from './worker.ts';

/** A worker ended in the midst of a run, which is not the run's fault for all we know. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
}

/** Threads that wait for runs. */
export interface WorkerPool {
  /** @throws InvariantError, Problem of a user's policy, WorkerLost. */
  result(scenario: Scenario): Promise<RunResult>;
  /** Many at once, of which only the rows cross from thread to thread. @throws WorkerLost. */
  rows(batch: Batch): Promise<Rows>;
  /** Ends the threads, whatever they do. */
  close(): Promise<void>;
}

/** The rows of a batch up to the first run that could not be made. */
export interface Rows {
  readonly block: RowBlock;
  /** InvariantError, or Problem of a user's policy: of the run after the last row. */
  readonly error?: Error;
  /** That the worker took, ms. */
  readonly timeMs: number;
}

/** Functions of the worker. */
type Task = 'resultOf' | 'rowsOf';

/** Results of quick runs die young: with more room for them, few are copied. */
const YOUNG_MIB = 16;

/** @param workers at least 1. */
export function openPool(workers: number, way: RunWay): WorkerPool {
  // From the source, workers need a loader of TypeScript.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const pool = new Piscina<(Job | Batch) & RunWay>({
    // Loaded when a thread starts; without it piscina takes other ways, which know no TypeScript.
    name: 'resultOf' satisfies Task,
    filename: new URL(`./worker.${extension}`, import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
    ...(extension === 'ts' ? { execArgv: ['--import', import.meta.resolve('tsx')] } : {}),
  });
  // Of a thread that ends before it has got anything to do.
  let failure: Problem | undefined;
  pool.on('error', (error: Error) => {
    const hint = 'fewer `--workers` need less memory';
    failure = new Problem([{ where: 'workers', message: error.message, hint }]);
    void pool.destroy();
  });
  const ask = async <Value>(job: Job | Batch, name: Task): Promise<Value> => {
    return (await pool.run({ ...job, ...way }, { name }).catch((error: unknown) => {
      throw failure ?? (isLoss(error) ? new WorkerLost(error.message) : error);
    })) as Value;
  };
  return {
    result: async (scenario) => {
      const answer = await ask<Answer<RunResult>>({ scenario, ...way }, 'resultOf');
      if ('value' in answer) return answer.value;
      throw errorOf(answer);
    },
    rows: async (batch) => {
      const { block, fault, timeMs } = await ask<BatchAnswer>(batch, 'rowsOf');
      return { block, timeMs, ...(fault === undefined ? {} : { error: errorOf(fault) }) };
    },
    close: () => pool.destroy(),
  };
}

function errorOf(fault: Fault): Error {
  return 'fault' in fault ? new InvariantError(fault.fault) : new Problem(fault.mistakes);
}

/** Piscina gives the exit of a worker an error of its own, Node what a thread ran out of. */
function isLoss(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: string };
  return code === 'ERR_WORKER_OUT_OF_MEMORY' || error.message.startsWith('worker exited');
}
