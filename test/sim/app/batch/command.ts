/** The command line in processes of its own, for tests that end them. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';

/** What starts precopy from its source, without what the engine of a cluster may have set. */
export const WORDS = ['--import', import.meta.resolve('tsx'), resolve('sim/app/cli/main.ts')];
const { SLURM_ARRAY_TASK_ID: _, JOB_COMPLETION_INDEX: __, ...ENVIRONMENT } = process.env;

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export function precopy(args: readonly string[], more: Record<string, string> = {}): Ended {
  const env = { ...ENVIRONMENT, ...more };
  const { status, stdout, stderr } = spawnSync('node', [...WORDS, ...args], {
    encoding: 'utf8',
    env,
  });
  return { code: status, out: stdout, err: stderr };
}

/** Starts it and lets it run. */
export function started(args: readonly string[]): ChildProcess {
  return spawn('node', [...WORDS, ...args], { stdio: 'ignore', env: ENVIRONMENT });
}

/** A folder that is there while the file's tests run, and a way to put files into it. */
export function testFolder(): { folder: string; file(name: string, text: string): string } {
  const folder = mkdtempSync(join(tmpdir(), 'precopy-batch-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  return { folder, file };
}

/** A guest whose migration takes milliseconds to simulate, with a sweep. */
export function quickSweep(sweep: string): string {
  return `title: Quick
hosts: {a: {}, b: {}}
guests:
  vm: {host: a, memory: 4 MiB, workload: {kind: write, rate: 900 pages/s, workingSet: 1 MiB}}
migrations: [{guest: vm, to: b, transport: {pageTime: 65 us}}]
sweep: {${sweep}}
`;
}
