/** The benches at a small size: they run, and the same job gives the same result. No times here. */
import { describe, expect, it } from 'vitest';
import { hashOf, measure } from '../../bench/harness.ts';
import { kernelJobs } from '../../bench/kernel.ts';
import { constantJobs, pipelineJobs } from '../../bench/page-exact.ts';

const SIZE = { memoryMiB: 16, workingSetKiB: 8000, samples: 2 };

describe('a bench', () => {
  it('gives the same hash for the same job, and another for another', async () => {
    const jobs = [...kernelJobs(2000), ...constantJobs(SIZE), ...pipelineJobs(SIZE)];
    const hashes: string[] = [];
    for (const job of jobs) {
      const { hash } = await measure(job);
      expect(hash).toBe(hashOf(job.run()));
      hashes.push(hash);
    }
    expect(new Set(hashes).size).toBe(jobs.length);
  });

  it('has the result of the hold model that it always had', () => {
    expect(kernelJobs(2000).map(({ run }) => run())).toEqual([1968, 194]);
  });
});
