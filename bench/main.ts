/**
 * `npm run bench`: times, ratios to yardsticks, how both changed against the committed baseline.
 * Options after `--`: `--check` exits with 1 when a bound is missed, a result is not the baseline's
 * or a figure is more than 5 % worse in each of three measurements; `--update` writes the baseline
 * again; `--only TEXT` runs the jobs with that in their name.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { expectedJobs } from './expected.ts';
import { type Job, type Measured, measure } from './harness.ts';
import { kernelJobs } from './kernel.ts';
import { largeJobs } from './large.ts';
import { pageExactJobs } from './page-exact.ts';
import { type MeanRackSize, meanRackJobs, rackJobs } from './rack.ts';
import { type Baseline, changeOf, faultOf, report } from './report.ts';
import { startUpJobs } from './start-up.ts';
import { sweepJobs } from './sweep.ts';

const PATH = new URL('./baseline.json', import.meta.url);

const MEAN_RACKS: readonly MeanRackSize[] = [
  { hosts: 100, guests: 1000, memoryMiB: 256, samples: 5, boundMs: 1000 },
  { hosts: 100, guests: 2000, memoryMiB: 256, samples: 5, boundMs: 2000 },
  { hosts: 400, guests: 10_000, memoryMiB: 256, samples: 1, boundMs: 60_000 },
];

const JOBS: readonly (() => Job[])[] = [
  () => kernelJobs(1_000_000),
  () => pageExactJobs({ memoryMiB: 1024, workingSetKiB: 800_000, samples: 31 }),
  largeJobs,
  () => rackJobs({ hosts: 100, guests: 1000, memoryMiB: 256 }),
  () => expectedJobs(200, 61),
  () => meanRackJobs(MEAN_RACKS),
  startUpJobs,
  () => sweepJobs(3000),
];

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    update: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});

const jobs = JOBS.flatMap((list) => list()).filter(({ name }) => name.includes(options.only));
const before = JSON.parse(readFileSync(PATH, 'utf8')) as Baseline;
const isSlower = (each: Measured): boolean => faultOf(each, before) === 'SLOWER';
const measured = jobs.map((job) => {
  process.stderr.write(`${job.name}\n`);
  let result = measure(job);
  // A busy machine makes a job slower, nothing makes it faster.
  for (let more = 2; options.check && more > 0 && isSlower(result); more -= 1) {
    const again = measure(job);
    if (changeOf(again, before) < changeOf(result, before)) result = again;
  }
  return result;
});
const baseline = options.update ? update(measured, before) : before;
process.stdout.write(`${report(measured, baseline)}\n`);
if (options.check && measured.some((each) => faultOf(each, baseline) !== undefined)) {
  process.exitCode = 1;
}

function update(all: readonly Measured[], known: Baseline): Baseline {
  const entries = all.map(({ name, medianMs, yardstickMs, hash }) => {
    const ratio = yardstickMs === undefined ? {} : { ratio: medianMs / yardstickMs };
    return [name, { medianMs, ...ratio, hash }];
  });
  const baseline: Baseline = { ...(options.only ? known : {}), ...Object.fromEntries(entries) };
  writeFileSync(PATH, `${JSON.stringify(baseline, null, 2)}\n`);
  return baseline;
}
