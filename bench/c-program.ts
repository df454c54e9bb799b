/**
 * The plain C program that page-exact runs are held against. The bench compiles it where there is a
 * C compiler; precopy itself needs none.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('./yardstick/pre-copy.c', import.meta.url));

/** One migration by the program. */
export interface CRun {
  readonly ms: number;
  readonly rounds: number;
  readonly sent: number;
  readonly skipped: number;
}

export interface CProgram {
  /** Runs of the seeds 1, 2, ... @param rate writes a second. */
  migrate(rate: number, samples: number): CRun[];
}

/** Undefined where nothing compiles it. @param pages of the guest and of its working set. */
export function compileC(pages: number, workingSetPages: number): CProgram | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'precopy-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, 'pre-copy');
  const sizes = [`-DPAGES=${pages}`, `-DWORKING_SET=${workingSetPages}`];
  const options = ['-O2', '-std=c99', '-D_POSIX_C_SOURCE=199309L', ...sizes, '-o', program, SOURCE];
  const compiled = ['cc', 'gcc', 'clang'].some((name) => spawnSync(name, options).status === 0);
  return compiled ? { migrate: (rate, samples) => runs(program, rate, samples) } : undefined;
}

function runs(program: string, rate: number, samples: number): CRun[] {
  const args = [String(rate), String(samples)];
  const { stdout, status } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the C program ended with ${status}`);
  return stdout.trim().split('\n').map(readRun);
}

function readRun(line: string): CRun {
  const [ns = 0, rounds = 0, sent = 0, skipped = 0] = line.split(' ').map(Number);
  return { ms: ns / 1e6, rounds, sent, skipped };
}
