/** The benches at a small size: they run, and the same job gives the same result. No times here. */
import { describe, expect, it } from 'vitest';
import { compileC } from '../../bench/c-program.ts';
import { expectedJobs } from '../../bench/expected.ts';
import { hashOf, type Measured, measure } from '../../bench/harness.ts';
import { kernelJobs } from '../../bench/kernel.ts';
import { bareScenario, pageExactJobs } from '../../bench/page-exact.ts';
import { meanRackJobs, rackJobs } from '../../bench/rack.ts';
import { faultOf } from '../../bench/report.ts';
import { sweepJobs } from '../../bench/sweep.ts';
import { describeWhere } from '../support/needs.ts';
import { runFirst } from '../support/run-first.ts';

const SIZE = { memoryMiB: 16, workingSetKiB: 8000, samples: 2 };

describe('a bench', () => {
  it('gives the same hash for the same job, and another for another', () => {
    const rack = rackJobs({ hosts: 4, guests: 6, memoryMiB: 16 });
    const expected = expectedJobs(2, 2).slice(0, 1);
    const mean = meanRackJobs([{ hosts: 4, guests: 6, memoryMiB: 64, samples: 1 }]);
    const sweep = sweepJobs(3);
    const jobs = [kernelJobs(2000), pageExactJobs(SIZE), rack, expected, mean, sweep].flat();
    const hashes = jobs.map((job, at) => {
      // The yardsticks take most of the time: one of them is enough here.
      const yardstick = at === 0 ? job.yardstick : undefined;
      const { hash } = measure({ ...job, yardstick, samples: 1, warmUps: 0 });
      expect(hash).toBe(hashOf(job.run()));
      return hash;
    });
    expect(new Set(hashes).size).toBe(jobs.length);
  });

  it('has the result of the hold model that it always had', () => {
    expect(kernelJobs(2000).map(({ run }) => run())).toEqual([1968, 194]);
  });

  it('fails on a missed bound, another result and a worse figure', () => {
    const fine: Measured = {
      name: 'a',
      leastMs: 2,
      hash: '1',
      yardstickMs: 2,
      boundRatio: 1,
    };
    const entry = { ratio: 0.96, hash: '1' };
    const before = { entries: { a: entry }, mostChange: 1.05 };
    expect(faultOf(fine, before)).toBeUndefined();
    expect(faultOf({ ...fine, yardstickMs: 1.9 }, before)).toBe('MISSED');
    expect(faultOf({ ...fine, hash: '2' }, before)).toBe('CHANGED');
    expect(faultOf(fine, { ...before, entries: {} })).toBe('NEW');
    expect(faultOf(fine, { ...before, entries: { a: { ...entry, ratio: 0.95 } } })).toBe('SLOWER');
  });
});

const program = compileC(SIZE.memoryMiB * 256, SIZE.workingSetKiB / 4);

/** Mean and the standard error of it. */
function meanOf(values: readonly number[]): { mean: number; error: number } {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (values.length - 1) / values.length) };
}

const missing = program === undefined ? 'no C compiler is installed' : undefined;

describeWhere(missing, 'the C program', () => {
  it.each([300, 3000, 30_000, 300_000])('walks the same loop at %i writes a second', (rate) => {
    const samples = 60;
    const theirs = program?.migrate(rate, samples) ?? [];
    const ours = Array.from({ length: samples }, (_, index) => {
      const { rounds } = runFirst(bareScenario(SIZE, rate, index + 1));
      return {
        rounds: rounds.length,
        sent: rounds.reduce((sum, { sent }) => sum + sent, 0),
        skipped: rounds.reduce((sum, { skipped }) => sum + skipped, 0),
      };
    });
    for (const what of ['rounds', 'sent', 'skipped'] as const) {
      const one = meanOf(ours.map((each) => each[what]));
      const other = meanOf(theirs.map((each) => each[what]));
      const error = Math.hypot(one.error, other.error);
      expect(Math.abs(one.mean - other.mean), what).toBeLessThanOrEqual(4 * error);
    }
  });
});
