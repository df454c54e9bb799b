/** A sweep that is killed again and again ends with the same bytes as one that is left alone. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { readLine } from '../../../../sim/app/sweep/journal.ts';
import { RESULT_FILES } from '../../../../sim/app/sweep/results.ts';
import { streams } from '../../../../sim/engine/kernel/random.ts';
import { precopy, startPrecopy } from '../../../support/cli.ts';
import { testFolder } from '../../../support/folder.ts';
import { quickSweep } from './quick-sweep.ts';

const { folder, file } = testFolder('batch');
const KILLS = 20;

const until = 'until: {halfWidth: 0.5 %, quantity: downtimeSeconds, maximum: 12}';
const axes =
  'axes: {vm.workload.rate: {from: 100 pages/s, to: 8000 pages/s, count: 60, scale: log}}';
const scenario = file('killed.yaml', quickSweep(`${until}, ${axes}`));

const bytesOf = (out: string): string[] =>
  RESULT_FILES.map((name) => readFileSync(join(folder, out, name), 'utf8'));

/** Kills after some lines more, or before it has come so far as to write one. */
async function killOnce(
  out: string,
  workers: number,
  moment: { lines: number; ms: number },
): Promise<boolean> {
  const journal = join(folder, out, 'journal.jsonl');
  const size = (): number => (existsSync(journal) ? statSync(journal).size : 0);
  const before = size();
  const how = ['--out', join(folder, out), '--workers', `${workers}`];
  const child = startPrecopy('sweep', scenario, ...how);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (moment.lines === 0) await setTimeout(moment.ms);
  // A line has some 700 bytes.
  while (moment.lines > 0 && size() < before + 700 * moment.lines && child.exitCode === null) {
    await setTimeout(3);
  }
  const isKilled = child.kill('SIGKILL');
  await ended;
  return isKilled;
}

const chance = streams('kills').stream('moments');

// Each life has a limit of its own: on a busy machine all of them together take minutes.
it.each(Array.from({ length: KILLS }, (_, life) => life))('life %i is ended', async (life) => {
  const lines = life % 4 === 0 ? 0 : 1 + chance.below(12);
  const moment = { lines, ms: chance.below(500) };
  expect(await killOnce('killed', life % 4 === 3 ? 2 : 1, moment)).toBe(true);
});

it(`ends with the same bytes after ${KILLS} kills at random moments`, () => {
  expect(existsSync(join(folder, 'killed', 'results.jsonl'))).toBe(false);
  const [last, alone] = ['killed', 'alone'].map((out) => {
    return precopy('sweep', scenario, '--out', join(folder, out), '--workers', '1');
  });
  expect(last?.err).toMatch(/resumes after the \d+ runs/u);
  expect([last?.code, alone?.code]).toEqual([0, 0]);
  expect(bytesOf('killed')).toEqual(bytesOf('alone'));
  const [results = ''] = bytesOf('alone');
  const text = readFileSync(join(folder, 'killed', 'journal.jsonl'), 'utf8');
  const runs = text
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const read = readLine(Buffer.from(line));
      return read?.kind === 'runs' ? read.runs.points : [];
    });
  // Nothing twice.
  expect(runs).toHaveLength(results.trimEnd().split('\n').length);
});
