/**
 * `fidelity: expected` on a random sample against page-exact means. These are in a file, which
 * `npx tsx bench/expected-reference.ts` makes; some of it is made again here.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
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

/** Points of the on-off scheduler take a while: some of its points are enough here. */
const TURNS_MOST = 20;
const TIMEOUT_MS = 300_000;

function quantile(errors: readonly number[], part: number): number {
  const sorted = errors.map(Math.abs).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] as number;
}

/** Errors against the page-exact means: pinned, so that a drift within the bounds is seen. */
const PINNED = new URL('./accuracy.csv', import.meta.url);
/** In percentage points. */
const TOLERANCE = { total: 0.1, down: 0.5 };

interface Errors {
  readonly index: number;
  /** Relative errors, in percent. */
  readonly total: number;
  readonly down: number;
}

function errorsOf({ index, totalSeconds, downtimeSeconds }: Row): Errors {
  const result = runFirst(scenarioOf(samplePoint(index), 'expected'));
  const percent = (ours: number, theirs: number): number => 100 * (ours / theirs - 1);
  return {
    index,
    total: percent(result.totalSeconds, totalSeconds),
    down: percent(result.downtimeSeconds, downtimeSeconds),
  };
}

function pinned(): Errors[] {
  const [, ...rows] = readFileSync(PINNED, 'utf8').trim().split('\n');
  return rows.map((row) => {
    const [index = 0, total = 0, down = 0] = row.split(',').map(Number);
    return { index, total, down };
  });
}

describe('expected runs against page-exact means', { timeout: TIMEOUT_MS }, () => {
  const isFluid = ({ index }: Row): boolean => samplePoint(index).scheduler === 'fluid';
  const rows = ROWS.filter((row) => isFluid(row) || row.index < TURNS_MOST);
  let errors: readonly Errors[] = [];
  beforeAll(() => {
    errors = rows.map(errorsOf);
    if (process.env.UPDATE_REFERENCE !== '1') return;
    const lines = errors.map(({ index, total, down }) => {
      return `${index},${total.toFixed(2)},${down.toFixed(2)}\n`;
    });
    writeFileSync(PINNED, `point,totalErrorPercent,downtimeErrorPercent\n${lines.join('')}`);
  }, TIMEOUT_MS);

  test('total time within 2 % and downtime within 5 % at the median, 5 % and 15 % at 95 %', () => {
    expect(rows.length).toBeGreaterThanOrEqual(34);
    const [total, down] = [errors.map((each) => each.total), errors.map((each) => each.down)];
    expect(quantile(total, 0.5)).toBeLessThan(2);
    expect(quantile(down, 0.5)).toBeLessThan(5);
    expect(quantile(total, 0.95)).toBeLessThan(5);
    expect(quantile(down, 0.95)).toBeLessThan(15);
  });

  test('the error of each point is as in accuracy.csv, which UPDATE_REFERENCE=1 renews', () => {
    const known = pinned();
    expect(errors.map(({ index }) => index)).toEqual(known.map(({ index }) => index));
    for (const [at, { index, total, down }] of errors.entries()) {
      expect(Math.abs(total - known[at]!.total), `total of ${index}`).toBeLessThan(TOLERANCE.total);
      expect(Math.abs(down - known[at]!.down), `downtime of ${index}`).toBeLessThan(TOLERANCE.down);
    }
  });
});

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
