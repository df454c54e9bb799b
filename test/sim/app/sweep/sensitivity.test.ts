/** `precopy sensitivity`: the table, its data, and that it resumes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { precopy } from '../../../support/cli.ts';
import { testFolder } from '../../../support/folder.ts';
import { quickSweep } from './quick-sweep.ts';

const { folder, file } = testFolder('batch');
const scenario = file('vary.yaml', quickSweep('replications: 1'));
const pageTime = 'migrations.0.transport.pageTime=50 us..100 us';
const ranges = ['--vary', pageTime, '--vary', 'vm.memory=4 MiB..8 MiB'];
const command = ['sensitivity', scenario, ...ranges, '--trajectories', '3'];

it('ranks parameters, and ends with the same bytes when it goes on from half of its runs', () => {
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  const whole = precopy(...command, '--out', one);
  expect([whole.code, whole.err]).toEqual([0, '']);
  expect(whole.out).toContain('3 trajectories, 9 runs; seconds over the whole range');
  // 1,024 to 2,048 pages at 50 to 100 us: both double the time.
  expect(whole.out).toMatch(/total time, s .* sigma\nvm\.memory +4 MiB +8 MiB +0\.0[67]/u);
  const kept = readFileSync(join(one, 'journal.jsonl'), 'utf8').split('\n').slice(0, 5);
  precopy(...command, '--out', two, '--quiet');
  writeFileSync(join(two, 'journal.jsonl'), `${kept.join('\n')}\n{"crc32":"torn`);
  const again = precopy(...command, '--out', two, '--csv');
  expect(again.err).toContain('resumes after the 4 runs');
  const files = ['sensitivity.csv', 'sensitivity.json', 'results.jsonl'];
  for (const name of files) {
    expect(readFileSync(join(two, name), 'utf8')).toBe(readFileSync(join(one, name), 'utf8'));
  }
  expect(again.out).toBe(readFileSync(join(two, 'sensitivity.csv'), 'utf8'));
});

it('takes the ranges that the machine states, and tells what it cannot vary', () => {
  const wrong = precopy('sensitivity', scenario, '--vary', 'vm.memory=8 MiB..4 MiB');
  expect(wrong.code).toBe(2);
  expect(wrong.err).toContain('--vary vm.memory=8 MiB..4 MiB: a range goes up');
  const stated = precopy(
    'sensitivity',
    scenario,
    '--trajectories',
    '1',
    '--out',
    join(folder, 'm'),
  );
  expect(stated.code).toBe(0);
  expect(stated.out).toMatch(/no effect: .*diskLatency/u);
});
