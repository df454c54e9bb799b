/**
 * A sweep as a whole process: start-up, workers, journal and results, of many runs of some
 * milliseconds. Held against the same runs one after the other in this process (bound: not slower,
 * on two cores). And one of expected runs, to Parquet, all that its process does counted as CPU.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROFILES } from '../models/machine/registry.ts';
import { run } from '../sim/run/run.ts';
import { loadScenario } from '../sim/scenario/load.ts';
import { hashOf, type Job, wallOf } from './harness.ts';
import { plainEvents } from './yardstick/plain.ts';

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

/** CPU of 20,000 runs is that of as many yardsticks: 22 ms each where the first baseline was. */
const YARDSTICKS_PER_20000 = 1000 / 22;

/** @param runs in the sweep, a multiple of 100. */
export function expectedSweepJobs(runs: number): Job[] {
  const text = JSON.stringify({
    title: 'bench',
    fidelity: 'expected',
    hosts: { a: { dom0: { cap: '50 %' } }, b: { dom0: { cap: '80 %' } } },
    guests: {
      vm: {
        host: 'a',
        memory: '256 MiB',
        workload: { kind: 'write', rate: '3000 pages/s', workingSet: '32 MiB' },
      },
    },
    migrations: [{ guest: 'vm', to: 'b' }],
    sweep: {
      axes: {
        'vm.memory': { from: '128 MiB', to: '1 GiB', count: 10, scale: 'log' },
        'vm.workload.workingSet': { from: '4 MiB', to: '100 MiB', count: 10, scale: 'log' },
        'vm.workload.rate': { from: '100 pages/s', to: '20000 pages/s', count: runs / 100 },
      },
    },
  });
  let cpuMs = 0;
  return [
    {
      name: `sweep of ${runs} expected runs to Parquet, CPU`,
      samples: 1,
      warmUps: 0,
      run: () => {
        const made = parquetOf(text);
        cpuMs = made.cpuMs;
        return made.hash;
      },
      timeMs: (run) => {
        run();
        return cpuMs;
      },
      yardstick: plainEvents((YARDSTICKS_PER_20000 * runs) / 20_000),
    },
  ];
}

/** The hash of its runs, and the CPU of all its threads. @throws Error when it fails. */
function parquetOf(text: string): { hash: string; cpuMs: number } {
  return inFolder((folder) => {
    const command = sweepCommand(text, folder, ['--workers', '1', '--parquet']);
    // What a shell has waited for, in its own words: 0m1.25s of its own code, then of the system's.
    const quoted = ['node', ...command].map((word) => `'${word}'`).join(' ');
    const { status, stdout, stderr } = spawnSync('sh', ['-c', `${quoted} && times`], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`the sweep ended with ${status}: ${stderr}`);
    const [, children = ''] = stdout.trim().split('\n').slice(-2);
    const seconds = [...children.matchAll(/(\d+)m([\d.]+)s/gu)].map(([, minutes, rest]) => {
      return Number(minutes) * 60 + Number(rest);
    });
    const cpuMs = 1000 * seconds.reduce((sum, each) => sum + each, 0);
    return { hash: hashOf(readFileSync(join(folder, 'out', 'runs.parquet'), 'latin1')), cpuMs };
  });
}

/** @returns its results, as written. @throws Error when it fails. */
function sweepOf(text: string): string {
  return inFolder((folder) => {
    const command = sweepCommand(text, folder, ['--workers', String(WORKERS)]);
    const { status, stderr } = spawnSync('node', command, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`the sweep ended with ${status}: ${stderr}`);
    return readFileSync(join(folder, 'out', 'runs.csv'), 'utf8');
  });
}

/** What node is given. */
function sweepCommand(text: string, folder: string, options: readonly string[]): string[] {
  const file = join(folder, 'bench.yaml');
  writeFileSync(file, text);
  return [COMMAND, 'sweep', file, '--out', join(folder, 'out'), '--quiet', ...options];
}

function inFolder<Value>(act: (folder: string) => Value): Value {
  const folder = mkdtempSync(join(tmpdir(), 'precopy-bench-'));
  try {
    return act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
