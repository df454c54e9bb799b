/** The command as it is shipped, in processes of its own: what `package.json` names as its bin. */
import { type ChildProcess, type StdioOptions, spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
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

/** Runs `precopy` to its end. */
export const precopy = (...args: readonly string[]): Ended => precopyIn({}, ...args);

/** Runs `precopy` to its end in other surroundings. */
export function precopyIn({ cwd, env }: Surroundings, ...args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    encoding: 'utf8',
    maxBuffer: 1e9,
    cwd,
    env: { ...ENVIRONMENT, ...env },
  });
  return { code: status, out: stdout, err: stderr };
}

/** Starts `precopy` and lets it run; what it prints as a result can be read from its `stdout`. */
export function startPrecopy(...args: readonly string[]): ChildProcess {
  const stdio: StdioOptions = ['ignore', 'pipe', 'ignore'];
  return spawn(process.execPath, [COMMAND, ...args], { stdio, env: ENVIRONMENT });
}

function commandPath(): string {
  const path = inject('command');
  if (path !== undefined) return path;
  throw new Error('name the folder of this test in PRODUCT of vitest.config.ts: it runs the build');
}
