/**
 * A sweep as a job array of a real Slurm, started here where it is installed: the merged files
 * equal those of one process.
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RESULT_FILES } from '../../../../sim/app/sweep/results.ts';
import { COMMAND, precopy } from '../../../support/cli.ts';
import { testFolder } from '../../../support/folder.ts';
import { describeWhere, whyNoSlurm } from '../../../support/needs.ts';
import { startSlurm } from '../../../support/slurm.ts';
import { quickSweep } from './quick-sweep.ts';

const { folder, file } = testFolder('batch');
const axes =
  'axes: {vm.workload.rate: {from: 100 pages/s, to: 8000 pages/s, count: 7, scale: log}}';
const scenario = file('array.yaml', quickSweep(`replications: 3, ${axes}`));

const bytesOf = (out: string): string[] =>
  RESULT_FILES.map((name) => readFileSync(join(out, name), 'utf8'));

describeWhere(whyNoSlurm(), 'a sweep on Slurm', () => {
  it('runs as a job array', async () => {
    const [cluster = '', written = '', bare = '', local = ''] = [
      'cluster',
      'written',
      'bare',
      'local',
    ].map((part) => join(folder, part));
    for (const part of [cluster, bare]) mkdirSync(part);
    expect(precopy('sweep', scenario, '--out', local).code).toBe(0);
    const slurm = await startSlurm(cluster);
    try {
      // The job files that precopy writes.
      const jobs = precopy('sweep', scenario, '--slurm', '--shards', '4', '--out', written);
      expect(jobs.code).toBe(0);
      const id = slurm.command('sbatch', '--parsable', join(written, 'sweep.sbatch'));
      slurm.command('sbatch', `--dependency=afterok:${id}`, join(written, 'merge.sbatch'));
      // A job of the user's own, which says nothing of shards.
      const words = ['node', COMMAND, 'sweep', scenario, '--out', bare].join(' ');
      const log = `--output=${bare}/log-%a.txt`;
      slurm.command('sbatch', '--array=5-9:2', log, '--wrap', words);
      await slurm.idle();

      const journals = readdirSync(written).filter((entry) =>
        /^journal-\d-of-4.jsonl$/u.test(entry),
      );
      expect(journals).toHaveLength(4);
      expect(bytesOf(written)).toEqual(bytesOf(local));
      const own = [1, 2, 3].map((index) => join(bare, `journal-${index}-of-3.jsonl`));
      expect(precopy('merge', ...own, '--quiet').err).toBe('');
      expect(bytesOf(bare)).toEqual(bytesOf(local));
    } finally {
      await slurm.stop();
    }
  });
});
