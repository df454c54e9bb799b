/**
 * Start-up of the built command line as a whole process, against an empty Node process in turn with
 * it: `--help` takes at most 2.5 times as long, a small run at most 5 times.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Job, wallOf, type Yardstick } from './harness.ts';

const MAIN = 'dist/cli/main.js';

/** An empty Node process. @param boundRatio greatest ratio of the times. */
function emptyProcess(boundRatio: number): Yardstick {
  return { timeMs: () => wallOf(() => spawnSync('node', ['-e', '0'])), boundRatio };
}

/** @throws Error when the command line is not built: `npm run build` does that. */
export function startUpJobs(): Job[] {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run npm run build first`);
  const call = (...args: string[]): (() => unknown) => {
    return () => spawnSync('node', [MAIN, ...args], { encoding: 'utf8' }).stdout;
  };
  const scenario = 'scenarios/teach/first-migration.yaml';
  const run = ['run', scenario, '--set', 'vm.memory=64 MiB', '--json'];
  const often = { samples: 21, starts: true };
  return [
    { name: 'precopy --help', ...often, run: call('--help'), yardstick: emptyProcess(2.5) },
    { name: 'precopy run, 64 MiB', ...often, run: call(...run), yardstick: emptyProcess(5) },
  ];
}
