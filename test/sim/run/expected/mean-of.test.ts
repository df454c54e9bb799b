/** The mean of runs: what is a mean, and that it is one migration still. */
import { expect, test } from 'vitest';
import { kindScenario } from '../../../../bench/expected-kinds.ts';
import { meanMigration, meanPerformance } from '../../../../sim/run/expected/run/mean-of.ts';
import type { MigrationResult } from '../../../../sim/run/result/result.ts';
import { brokenInvariant } from '../../../../sim/study/fuzz/invariants.ts';
import { runFirst } from '../../../support/run-first.ts';

const KIND = 'disk and network';
const RUNS = [1, 2, 3].map((seed) => runFirst(kindScenario(KIND, 0, 'page-exact', seed)));

test('times and CPU are means, rounds those of one of the runs', () => {
  const mean = meanMigration(RUNS);
  const of = (key: keyof MigrationResult) =>
    RUNS.reduce((sum, each) => sum + (each[key] as number), 0) / RUNS.length;
  for (const key of ['totalSeconds', 'downtimeSeconds', 'sourceDom0CpuSeconds'] as const) {
    expect(mean[key]).toBeCloseTo(of(key), 9);
  }
  const sent = ({ rounds }: MigrationResult) => rounds.map((round) => round.sent);
  expect(RUNS.map(sent)).toContainEqual(sent(mean));
  const scenario = kindScenario(KIND, 0, 'expected');
  const result = {
    schemaVersion: 2,
    seed: '1',
    title: '',
    machine: '',
    migrations: [mean],
  } as const;
  expect(brokenInvariant(scenario, result)).toBeUndefined();
  expect(mean.guestPerformance).toEqual(
    meanPerformance(RUNS.map(({ guestPerformance: guest }) => guest)),
  );
});

test('one run is its own mean; of runs that end in two ways it is that of most', () => {
  const [first, second, third] = RUNS as [MigrationResult, MigrationResult, MigrationResult];
  expect(meanMigration([first])).toBe(first);
  const given = { ...first, abandoned: true, downtimeSeconds: 0 } as const;
  expect(meanMigration([given, second, third])).toEqual(meanMigration([second, third]));
});

test('a downtime that only one run has is in the parts of the mean', () => {
  const [first, second] = RUNS as [MigrationResult, MigrationResult];
  const parts = second.parts.filter(({ inDowntime }) => !inDowntime);
  const totalSeconds = second.totalSeconds - second.downtimeSeconds;
  const live = { ...second, parts, totalSeconds, downtimeSeconds: 0 };
  const mean = meanMigration([live, live, first, live]);
  const sum = mean.parts.reduce((seconds, part) => seconds + part.seconds, 0);
  expect(mean.downtimeSeconds).toBeCloseTo(first.downtimeSeconds / 4, 9);
  expect(sum).toBeCloseTo(mean.totalSeconds, 9);
});
