/**
 * `fidelity: expected` on a random sample against page-exact means. These are in a file, which
 * `npx tsx bench/expected-reference.ts` makes; some of it is made anew here.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { samplePoint, scenarioOf, seedsOf } from '../../../../bench/expected-sample.ts';
import { runFirst } from '../../../support/run-first.ts';

interface Row {
  readonly index: number;
  readonly seeds: number;
  readonly totalSeconds: number;
  readonly downtimeSeconds: number;
}

const [, ...lines] = readFileSync(new URL('./reference.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const ROWS = lines.map((line): Row => {
  const [index = 0, seeds = 0, totalSeconds = 0, , downtimeSeconds = 0] = line
    .split(',')
    .map(Number);
  return { index, seeds, totalSeconds, downtimeSeconds };
});

/** Cells of the on-off scheduler take a while: some of its points are enough here. */
const TURNS_MOST = 20;
const TIMEOUT_MS = 300_000;

function quantile(errors: readonly number[], part: number): number {
  const sorted = errors.map(Math.abs).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] as number;
}

test(
  'total time within 2 % and downtime within 5 % at the median, 5 % and 15 % at the 95th',
  () => {
    const isFluid = ({ index }: Row): boolean => samplePoint(index).scheduler === 'fluid';
    const rows = ROWS.filter((row) => isFluid(row) || row.index < TURNS_MOST);
    expect(rows.length).toBeGreaterThanOrEqual(34);
    const results = rows.map(({ index }) => runFirst(scenarioOf(samplePoint(index), 'expected')));
    const total = rows.map((row, at) => (results[at]?.totalSeconds ?? 0) / row.totalSeconds - 1);
    const down = rows.map((row, at) => {
      return (results[at]?.downtimeSeconds ?? 0) / row.downtimeSeconds - 1;
    });
    expect(quantile(total, 0.5)).toBeLessThan(0.02);
    expect(quantile(down, 0.5)).toBeLessThan(0.05);
    expect(quantile(total, 0.95)).toBeLessThan(0.05);
    expect(quantile(down, 0.95)).toBeLessThan(0.15);
  },
  TIMEOUT_MS,
);

describe('the file of page-exact means is what comes out', () => {
  test.each([9, 19, 45])('point %i', (index) => {
    const row = ROWS.find((each) => each.index === index) as Row;
    const point = samplePoint(index);
    expect(row.seeds).toBe(seedsOf(point));
    const runs = Array.from({ length: row.seeds }, (_, at) =>
      runFirst(scenarioOf(point, 'page-exact', at + 1)),
    );
    const mean = runs.reduce((sum, { totalSeconds }) => sum + totalSeconds, 0) / runs.length;
    expect(mean / row.totalSeconds).toBeCloseTo(1, 4);
  });
});
