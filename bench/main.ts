/**
 * `npm run bench`: times against the committed baseline. Options after `--`: `--check` exits with 1
 * when a bound is missed or a result differs from the baseline's, `--update` writes the baseline
 * anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { table } from '../sim/report/table.ts';
import { type Job, type Measured, measure } from './harness.ts';
import { kernelJobs } from './kernel.ts';
import { constantJobs, pipelineJobs } from './page-exact.ts';
import { startUpJobs } from './start-up.ts';

interface Baseline {
  readonly [name: string]: { readonly medianMs: number; readonly hash: string };
}

const PATH = new URL('./baseline.json', import.meta.url);
const SIZE = { memoryMiB: 1024, workingSetKiB: 800_000, samples: 9 };

const flags = new Set(process.argv.slice(2));
const jobs: Job[] = [
  ...kernelJobs(1_000_000),
  ...constantJobs(SIZE),
  ...pipelineJobs(SIZE),
  ...startUpJobs(),
];
const measured: Measured[] = [];
for (const job of jobs) measured.push(await measure(job));
if (flags.has('--update')) update(measured);
const baseline = JSON.parse(readFileSync(PATH, 'utf8')) as Baseline;
process.stdout.write(`${report(measured, baseline)}\n`);
const faults = measured.filter((each) => missed(each) || changed(each, baseline));
if (flags.has('--check') && faults.length > 0) process.exitCode = 1;

function missed({ medianMs, boundMs = Number.POSITIVE_INFINITY }: Measured): boolean {
  return medianMs > boundMs;
}

function changed({ name, hash }: Measured, before: Baseline): boolean {
  return before[name]?.hash !== hash;
}

function update(all: readonly Measured[]): void {
  const entries = all.map(({ name, medianMs, hash }) => [name, { medianMs, hash }]);
  writeFileSync(PATH, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}

function report(all: readonly Measured[], before: Baseline): string {
  const columns = [
    { title: 'job' },
    { title: 'median ms', right: true },
    { title: 'of baseline', right: true },
    { title: 'bound ms', right: true },
    { title: 'result' },
    { title: '' },
  ];
  const rows = all.map((each) => {
    const { name, medianMs, hash, boundMs } = each;
    const known = before[name];
    const ratio = known === undefined ? '' : `${(medianMs / known.medianMs).toFixed(2)} x`;
    const verdict = missed(each) ? 'MISSED' : changed(each, before) ? 'CHANGED' : '';
    return [name, medianMs.toFixed(1), ratio, boundMs?.toString() ?? '', hash, verdict];
  });
  return table(columns, rows);
}
