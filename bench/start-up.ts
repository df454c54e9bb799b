/**
 * Start-up of the built command line as a whole process: `--help` (bound: 0.4 s) and a small run.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Job } from './harness.ts';

const MAIN = 'dist/cli/main.js';

/** @throws Error when the command line is not built: `npm run build` does that. */
export function startUpJobs(): Job[] {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run npm run build first`);
  const call = (...args: string[]): (() => unknown) => {
    return () => spawnSync('node', [MAIN, ...args], { encoding: 'utf8' }).stdout;
  };
  const run = [
    'run',
    'scenarios/teach/first-migration.yaml',
    '--set',
    'vm.memory=128 MiB',
    '--json',
  ];
  return [
    { name: 'precopy --help', samples: 7, boundMs: 400, run: call('--help') },
    { name: 'precopy run, 128 MiB', samples: 7, run: call(...run) },
  ];
}
