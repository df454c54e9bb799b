/** The page on Xen of today: runs of its table, made again. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PROFILES } from '../../models/machine/registry.ts';
import { firstOf } from '../../sim/run/result/together.ts';
import { run } from '../../sim/run/run.ts';
import { expandSweep } from '../../sim/scenario/load.ts';

const PAGE = readFileSync('docs/validation/wu-zhao-2011-today.md', 'utf8');
const FIGURE = readFileSync('scenarios/paper/figure-1.yaml', 'utf8');

/** Cells of the table's row of a cap: seconds and Dom0's CPU, by the machines of its head. */
function rowOf(cap: string): string[] {
  const line = PAGE.split('\n').find((each) => each.startsWith(`| ${cap} |`));
  return (line ?? '')
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());
}

test.each([
  ['xl-4.20', 1, '50 %'],
  ['xl-4.20', 1, 'none'],
  ['xcp-ng-8.3', 2, '100 %'],
] as const)(
  'on %s, column %i of the table, the busy guest takes what it says at a cap of %s',
  (machine, at, cap) => {
    const series = FIGURE.replace(/ {6}(?:idle|cpu 40 %): .*\n/gu, '');
    const text = series.replace(/source.dom0.cap: \[.*\]/u, `source.dom0.cap: [${cap}]`);
    const set = [
      { path: 'machine', value: machine },
      { path: 'sweep.replications', value: '1' },
    ];
    const [point] = expandSweep(text, 'figure-1.yaml', { profiles: PROFILES, set });
    const { totalSeconds, sourceDom0CpuSeconds } = firstOf(run(point!.scenario));
    const cpu = ((100 * sourceDom0CpuSeconds) / totalSeconds).toFixed(0);
    expect(rowOf(cap)[at]).toBe(`${totalSeconds.toFixed(2)}, ${cpu} %`);
  },
);
