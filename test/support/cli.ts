/**
 * The command as it is shipped: what `package.json` names as its bin. Most tests want what it
 * prints and its exit code, and get them from a thread in which the command stays loaded; where a
 * test is about the process itself, it starts one.
 */
import { type ChildProcess, type StdioOptions, spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from 'node:worker_threads';
import { inject } from 'vitest';

/** Path of the built command; `built-product.ts` has seen to it that it is there and fresh. */
export const COMMAND = commandPath();

/** Path of the built lab, which `precopy lab` gives. */
export const LAB = resolve('dist/lab.html');

/** Without what the engine of a cluster may have set. */
const { SLURM_ARRAY_TASK_ID: _, JOB_COMPLETION_INDEX: __, ...ENVIRONMENT } = process.env;

/** How a process ended, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Where a process runs, and variables beside those of the tests. */
export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Less than a test may take: a command that hangs fails its own test. */
const PATIENCE_MS = 50_000;

/** Runs `precopy` to its end. */
export const precopy = (...args: readonly string[]): Ended => precopyIn({}, ...args);

/** Runs `precopy` to its end in other surroundings. */
export function precopyIn({ cwd = '.', env }: Surroundings, ...args: readonly string[]): Ended {
  commandThread ??= startThread();
  const thread = commandThread;
  const before = process.cwd();
  process.chdir(cwd);
  try {
    Atomics.store(thread.turn, 0, 0);
    const surroundings = { cwd: process.cwd(), env: { ...ENVIRONMENT, ...env } };
    thread.worker.postMessage({ args, ...surroundings });
    Atomics.wait(thread.turn, 0, 0, PATIENCE_MS);
  } finally {
    process.chdir(before);
  }
  const answer = receiveMessageOnPort(thread.answers)?.message as Answer | undefined;
  if (answer?.hasEnded !== false) {
    commandThread = undefined;
    void thread.worker.terminate();
  }
  if (answer !== undefined) return answer.ended;
  throw new Error(`precopy ${args.join(' ')}: has not ended within ${PATIENCE_MS / 1000} s`);
}

/** Runs `precopy` to its end in a process of its own. */
export function precopyAlone(...args: readonly string[]): Ended {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [COMMAND, ...args], {
    encoding: 'utf8',
    maxBuffer: 1e9,
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
    env: ENVIRONMENT,
  });
  if (error !== undefined) throw error;
  return { code: status, out: stdout, err: stderr };
}

/** Starts `precopy` and lets it run; what it prints as a result can be read from its `stdout`. */
export function startPrecopy(...args: readonly string[]): ChildProcess {
  const stdio: StdioOptions = ['ignore', 'pipe', 'ignore'];
  return spawn(process.execPath, [COMMAND, ...args], { stdio, env: ENVIRONMENT });
}

/** What `command-thread.mjs` answers. */
interface Answer {
  readonly ended: Ended;
  /** The thread ended with the command. */
  readonly hasEnded: boolean;
}

interface CommandThread {
  readonly worker: Worker;
  readonly answers: MessagePort;
  /** 1 when the answer is there. */
  readonly turn: Int32Array<SharedArrayBuffer>;
}

let commandThread: CommandThread | undefined;

function startThread(): CommandThread {
  const { port1: answers, port2 } = new MessageChannel();
  const turn = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(resolve('test/support/command-thread.mjs'), {
    workerData: { command: COMMAND, turn, answers: port2 },
    transferList: [port2],
    execArgv: [],
  });
  worker.unref();
  answers.unref();
  return { worker, answers, turn };
}

function commandPath(): string {
  const path = inject('command');
  if (path !== undefined) return path;
  throw new Error('name the folder of this test in PRODUCT of vitest.config.ts: it runs the build');
}
