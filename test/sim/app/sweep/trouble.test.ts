/** What a sweep says when something is in its way, and that nothing is lost by it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { precopy, precopyAlone, startPrecopy } from '../../../support/cli.ts';
import { testFolder } from '../../../support/folder.ts';
import { describeWhere } from '../../../support/needs.ts';
import { quickSweep } from './quick-sweep.ts';

const { folder, file } = testFolder('batch');
const axes = 'axes: {vm.workload.rate: [100 pages/s, 900 pages/s, 4000 pages/s]}';
const scenario = file('quick.yaml', quickSweep(`replications: 4, ${axes}`));
const alone = join(folder, 'alone');
const sweep = (out: string, ...more: string[]) =>
  precopy('sweep', scenario, '--out', out, '--quiet', ...more);

const resultsOf = (out: string): string => readFileSync(join(out, 'results.jsonl'), 'utf8');

describe('precopy sweep', () => {
  it('gives the rows that `run` gives', () => {
    const { code, err } = sweep(alone);
    expect([code, err]).toEqual([0, '']);
    const { out } = precopy('run', scenario, '--csv');
    expect(readFileSync(join(alone, 'runs.csv'), 'utf8')).toBe(out);
    expect(resultsOf(alone).trimEnd().split('\n')).toHaveLength(12);
  });

  it('gives them for points that are made in batches as well', () => {
    const many = `axes: {vm.workload.rate: {from: 1 pages/s, to: 4000 pages/s, count: 60},
      vm.memory: {from: 4 MiB, to: 6 MiB, by: 1 MiB}, vm.weight: [200, 300]}`;
    const path = file('many.yaml', quickSweep(many));
    const set = ['--set', 'fidelity=expected'];
    const parts = ['1/2', '2/2'].map((shard) => {
      const out = join(folder, shard.replace('/', '-of-'));
      const made = precopy('sweep', path, '--out', out, '--shard', shard, '--quiet', ...set);
      expect([made.code, made.err]).toEqual([0, '']);
      return join(out, `journal-${shard.replace('/', '-of-')}.jsonl`);
    });
    const merged = join(folder, 'merged');
    precopy('merge', ...parts, '--out', merged, '--quiet');
    const { out } = precopy('run', path, '--csv', ...set);
    expect(readFileSync(join(merged, 'runs.csv'), 'utf8')).toBe(out);
    expect(readFileSync(parts[0] as string, 'utf8').split('\n').length).toBeLessThan(100);
  });

  it('refuses a folder of another sweep, of another version, and of another process', () => {
    const other = precopy('sweep', scenario, '--out', alone, '--seed', '7');
    expect(other.code).toBe(2);
    expect(other.err).toContain('holds results of "Quick" with another scenario');
    const journal = join(alone, 'journal.jsonl');
    const holder = { host: 'elsewhere', pid: 1, started: '1' };
    writeFileSync(`${journal}.lock`, JSON.stringify(holder));
    const busy = sweep(alone);
    expect(busy.code).toBe(2);
    expect(busy.err).toContain('process 1 on elsewhere works on this');
  });

  it('says that a part of the path is a file', () => {
    const { code, err } = sweep(join(scenario, 'inside'));
    expect(code).toBe(2);
    expect(err).toBe(
      `${join(scenario, 'inside')}: a part of the path is a file (name another folder)\n`,
    );
  });

  it('replaces a worker that dies, and loses no run', () => {
    const mark = join(folder, 'died');
    const policy = file(
      'deadly.mjs',
      `import { existsSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
export function policy() {
  return {
    stop({ round }) {
      const isCalm = isMainThread || existsSync(${JSON.stringify(mark)});
      if (isCalm) return round === 3 ? 'max-rounds' : undefined;
      writeFileSync(${JSON.stringify(mark)}, '');
      process.exit(9);
    },
  };
}
`,
    );
    const out = join(folder, 'deadly');
    const words = ['sweep', scenario, '--policy', policy];
    const died = precopyAlone(...words, '--out', out, '--workers', '2');
    expect(died.err).toMatch(
      /^point \d+ \(.*\), replication \d: worker exited with code: 9; the run is repeated$/mu,
    );
    expect(died.code).toBe(0);
    const calm = join(folder, 'calm');
    precopyAlone(...words, '--out', calm);
    expect(resultsOf(out)).toBe(resultsOf(calm));
  });

  it('gives up a run that ends every worker, and keeps the others', () => {
    const policy = file(
      'fatal.mjs',
      `import { isMainThread } from 'node:worker_threads';
export function policy() {
  return {
    stop({ round, dirty }) {
      if (!isMainThread && dirty > 100) process.exit(9);
      return round === 3 ? 'max-rounds' : undefined;
    },
  };
}
`,
    );
    const out = join(folder, 'fatal');
    const { code, err } = precopyAlone('sweep', scenario, '--out', out, '--policy', policy);
    expect(code).toBe(2);
    expect(err).toMatch(/replication \d: its worker ended 3 times/u);
    expect(err).toMatch(/\d runs are kept/u);
    expect(existsSync(join(out, 'results.jsonl'))).toBe(false);
  });

  it('keeps what it has when it is interrupted, and says so', async () => {
    const out = join(folder, 'interrupted');
    const long = file('long.yaml', quickSweep('replications: 2000'));
    const child = startPrecopy('sweep', long, '--out', out, '--workers', '1');
    const journal = join(out, 'journal.jsonl');
    const lines = (): number =>
      existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').length : 0;
    while (lines() < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    const code = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    expect(await code).toBe(130);
    expect(existsSync(`${journal}.lock`)).toBe(false);
  });
});

const disk = join(folder, 'disk');
mkdirSync(disk);
const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'tmpfs', disk]);

describeWhere(
  mount.status === 0 ? undefined : 'only root can mount a small disk',
  'a full disk',
  () => {
    it('is reported, and with room the same command goes on', () => {
      try {
        const full = precopy('sweep', scenario, '--out', join(disk, 'out'));
        expect(full.code).toBe(2);
        expect(full.err).toContain('the disk is full (make room and run the command again)');
        expect(full.err).toMatch(/\d+ runs are kept: the same command resumes/u);
        spawnSync('mount', ['-o', 'remount,size=20k', disk]);
        const results = sweep(join(disk, 'out'));
        expect([results.code, existsSync(join(disk, 'out', 'results.jsonl'))]).toEqual([2, false]);
        spawnSync('mount', ['-o', 'remount,size=10m', disk]);
        const { code } = sweep(join(disk, 'out'));
        expect(code).toBe(0);
        expect(resultsOf(join(disk, 'out'))).toBe(resultsOf(alone));
      } finally {
        spawnSync('umount', [disk]);
      }
    });
  },
);
