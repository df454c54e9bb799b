/** 90 % intervals: quantiles of draws, margins beyond them, runs that do not end. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { run } from '../../../../sim/run/run.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';
import { quantile } from '../../../../sim/study/fit/statistics.ts';
import {
  drawsOf,
  intervalsOf,
  marginFor,
  spreadOf,
  widened,
} from '../../../../sim/study/interval/interval.ts';
import { withStatedRanges } from '../../../../sim/study/interval/stated-ranges.ts';

/** The time of a page is all that matters here: it is drawn between 50 and 150 us. */
const TEXT = `title: Pages of a time that is not known
machine: xeon-xen-2.0
hosts: {a: {}, b: {}}
guests: {vm: {host: a, memory: 4 MiB}}
migrations: [{guest: vm, to: b, transport: {pageTime: 50 us..150 us}}]
`;
const { scenario } = loadScenario(TEXT, 'x.yaml', { profiles: PROFILES });
const draws = drawsOf(scenario, 40);
const results = draws.map((each) => run(each));

test('an interval is the middle of what is drawn, and states what was', () => {
  const { migrations, ranges, margins, ...rest } = intervalsOf(draws, results);
  expect(rest).toEqual({ probability: 0.9, draws: 40 });
  expect(margins).toBeNull();
  expect(ranges[0]).toEqual({ path: 'migrations.0.transport.pageTime', text: '50 us..150 us' });
  const [only] = migrations;
  const totals = results.map((result) => result.migrations[0]?.totalSeconds ?? 0);
  expect(only?.ended).toBe(40);
  expect(only?.totalSeconds).toEqual({
    low: quantile(totals, 0.05),
    median: quantile(totals, 0.5),
    high: quantile(totals, 0.95),
  });
  // 1024 pages at 55 and at 145 us are 92 ms apart.
  expect((only?.totalSeconds?.high ?? 0) - (only?.totalSeconds?.low ?? 0)).toBeGreaterThan(0.05);
});

test('no end is stated where more than one of twenty runs has none', () => {
  const abandoned = (count: number) =>
    results.map((result, index) => {
      const [migration] = result.migrations;
      return index < count
        ? { ...result, migrations: [{ ...migration, abandoned: true }] }
        : result;
    }) as typeof results;
  const high = (count: number) =>
    intervalsOf(draws, abandoned(count)).migrations.map(({ ended, totalSeconds }) => {
      return [ended, totalSeconds === null ? 'none' : typeof totalSeconds.high];
    })[0];
  expect(high(2)).toEqual([38, 'number']);
  expect(high(3)).toEqual([37, 'object']);
  expect(high(40)).toEqual([0, 'none']);
});

test('assumed parameters are drawn around their values; what is set or calibrated is not', () => {
  const set = [{ path: 'parameters.sourceCpuPerBatch', value: '200 us' }];
  const own = loadScenario(TEXT, 'x.yaml', { profiles: PROFILES, set }).scenario;
  const { uncertain = [] } = withStatedRanges(own);
  const paths = uncertain.map(({ path }) => path);
  expect(paths).toContain('parameters.destinationCpuPerBatch');
  expect(paths).not.toContain('parameters.sourceCpuPerBatch');
  expect(paths).not.toContain('parameters.guestSuspendCpu');
  for (const { spread } of uncertain) {
    expect(spread.middle).toBeGreaterThanOrEqual(spread.from);
    expect(spread.middle).toBeLessThanOrEqual(spread.to);
  }
});

test('a margin leaves at most one of twenty of the values it is from', () => {
  const excess = fc.double({ min: -10, max: 10, noNaN: true });
  fc.assert(
    fc.property(fc.array(excess, { minLength: 1, maxLength: 60 }), (excesses) => {
      const margin = marginFor(excesses);
      expect(margin).toBeGreaterThanOrEqual(0);
      const left = excesses.filter((each) => each > margin).length;
      expect(left).toBeLessThanOrEqual(0.05 * (excesses.length + 1));
      // A smaller one would leave more: it is one of them, or nothing.
      expect([0, ...excesses]).toContain(margin);
    }),
  );
});

test('margins are parts or times, and no time falls below 0', () => {
  const spread = spreadOf(Array.from({ length: 101 }, (_, index) => index));
  expect(spread).toEqual({ low: 5, median: 50, high: 95 });
  const below = { share: 0, seconds: 10 };
  const above = { share: 0.1, seconds: 0 };
  expect(widened(spread, { below, above })).toEqual({ low: 0, median: 50, high: 104.5 });
  expect(widened(spread, undefined)).toEqual(spread);
});
