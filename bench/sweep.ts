/**
 * A sweep as a whole process: start-up, workers, journal and results, of many runs of some
 * milliseconds. Held against the same runs one after the other in this process (bound: not slower,
 * on two cores).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROFILES } from '../models/machine/registry.ts';
import { run } from '../sim/run/run.ts';
import { loadScenario } from '../sim/scenario/load.ts';
import { type Job, wallOf } from './harness.ts';

const WORKERS = 2;

/** The command as built. */
const COMMAND: string = JSON.parse(readFileSync('package.json', 'utf8')).bin.precopy;

/** @param runs in the sweep. */
export function sweepJobs(runs: number): Job[] {
  const tree = {
    title: 'bench',
    hosts: { a: { dom0: { cap: '50 %' } }, b: {} },
    guests: {
      vm: {
        host: 'a',
        memory: '256 MiB',
        workload: { kind: 'write', rate: '3000 pages/s', workingSet: '32 MiB' },
      },
    },
    migrations: [{ guest: 'vm', to: 'b' }],
  };
  const alone = loadScenario(JSON.stringify(tree), 'bench', { profiles: PROFILES }).scenario;
  const text = JSON.stringify({ ...tree, sweep: { replications: runs } });
  return [
    {
      name: `sweep of ${runs} runs of 256 MiB (as many in one thread)`,
      samples: 1,
      warmUps: 0,
      starts: true,
      run: () => sweepOf(text),
      yardstick: { timeMs: () => wallOf(() => repeat(() => run(alone), runs)), boundRatio: 1 },
    },
  ];
}

function repeat(action: () => void, times: number): void {
  for (let count = 0; count < times; count += 1) action();
}

/** @returns its results, as written. @throws Error when it fails. */
function sweepOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'precopy-bench-'));
  try {
    const file = join(folder, 'bench.yaml');
    writeFileSync(file, text);
    const out = join(folder, 'out');
    const options = ['--out', out, '--workers', String(WORKERS), '--quiet'];
    const { status, stderr } = spawnSync('node', [COMMAND, 'sweep', file, ...options], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`the sweep ended with ${status}: ${stderr}`);
    return readFileSync(join(out, 'runs.csv'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
