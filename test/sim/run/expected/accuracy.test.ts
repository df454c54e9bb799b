/**
 * `fidelity: expected` on a random sample against page-exact means. These are in a file, which
 * `npx tsx bench/expected-reference.ts` makes; some of it is made again here.
 */
import { readFileSync, writeFileSync } from 'node:fs';
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

/** Points of the on-off scheduler take a while: some of its points are enough here. */
const TURNS_MOST = 20;

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

describe('expected runs against page-exact means', () => {
  const isFluid = ({ index }: Row): boolean => samplePoint(index).scheduler === 'fluid';
  const rows = ROWS.filter((row) => isFluid(row) || row.index < TURNS_MOST);
  const errors = new Map<Row, Errors>();
  /** Each point is run once, by the test that needs it first. */
  function errorsAt(row: Row): Errors {
    const found = errors.get(row) ?? errorsOf(row);
    errors.set(row, found);
    return found;
  }

  if (process.env.UPDATE_REFERENCE === '1') {
    const lines = rows.map(errorsAt).map(({ index, total, down }) => {
      return `${index},${total.toFixed(2)},${down.toFixed(2)}\n`;
    });
    writeFileSync(PINNED, `point,totalErrorPercent,downtimeErrorPercent\n${lines.join('')}`);
  }
  const known = new Map(pinned().map((each) => [each.index, each]));

  test('accuracy.csv has these points', () => {
    expect([...known.keys()]).toEqual(rows.map(({ index }) => index));
  });

  test.each(rows)('errors at point $index are as in accuracy.csv', (row) => {
    const { total, down } = errorsAt(row);
    const { total: knownTotal, down: knownDown } = known.get(row.index) as Errors;
    expect(Math.abs(total - knownTotal), 'total').toBeLessThan(TOLERANCE.total);
    expect(Math.abs(down - knownDown), 'downtime').toBeLessThan(TOLERANCE.down);
  });

  test('total time within 2 % and downtime within 5 % at the median, 5 % and 15 % at 95 %', () => {
    expect(rows.length).toBeGreaterThanOrEqual(34);
    const all = rows.map(errorsAt);
    const [total, down] = [all.map((each) => each.total), all.map((each) => each.down)];
    expect(quantile(total, 0.5)).toBeLessThan(2);
    expect(quantile(down, 0.5)).toBeLessThan(5);
    expect(quantile(total, 0.95)).toBeLessThan(5);
    expect(quantile(down, 0.95)).toBeLessThan(15);
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
