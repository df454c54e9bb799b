/** Expected values of several migrations at once, against page-exact runs. */
import { describe, expect, test } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import type { MigrationResult } from '../../../../sim/run/result/result.ts';
import { together } from '../../../../sim/run/result/together.ts';
import { run } from '../../../../sim/run/run.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';
import { runFirst } from '../../../support/run-first.ts';

interface Case {
  readonly hosts: string;
  readonly guests: string;
  readonly migrations: string;
  readonly scheduler?: 'fluid' | 'on-off';
  readonly more?: string;
}

function scenarioOf(one: Case, fidelity: 'expected' | 'page-exact', seed = 1) {
  const { hosts, guests, migrations, scheduler = 'fluid', more = '' } = one;
  const text = `
title: many
fidelity: ${fidelity}
scheduler: ${scheduler}
seed: ${seed}
hosts: {${hosts}}
guests: {${guests}}
migrations: [${migrations}]
${more}
`;
  return loadScenario(text, 'many', { profiles: PROFILES }).scenario;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, each) => sum + each, 0) / values.length;

/** The value below which a part of some magnitudes lie. */
function quantile(values: readonly number[], part: number): number {
  const sorted = values.map(Math.abs).sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] as number;
}

/** Relative errors of each migration's total time, and of the time until all have moved. */
function errorsOf(one: Case, seeds: number) {
  const exact = Array.from({ length: seeds }, (_, index) => {
    return run(scenarioOf(one, 'page-exact', index + 1));
  });
  const mean = run(scenarioOf(one, 'expected'));
  const totals = mean.migrations.map(({ totalSeconds }, index) => {
    const each = exact.map((result) => result.migrations[index] as MigrationResult);
    return totalSeconds / meanOf(each.map((migration) => migration.totalSeconds)) - 1;
  });
  const all = together(mean).seconds / meanOf(exact.map((each) => together(each).seconds)) - 1;
  return { totals, all: Math.abs(all) };
}

const WRITER = 'workload: {kind: write, rate: 1500 pages/s, workingSet: 32 MiB}';

function pair(count: number, cap: string, scheduler: 'fluid' | 'on-off', every: string): Case {
  return {
    scheduler,
    hosts: `a: {dom0: {cap: ${cap}}}, b: {dom0: {cap: ${cap}}}`,
    guests: `vm: {count: ${count}, host: a, memory: 256 MiB, ${WRITER}}`,
    migrations: `{guest: vm, to: b, every: ${every}}`,
  };
}

describe('guests between two hosts at once', () => {
  const cases = [2, 4].flatMap((count) =>
    (['130 ms', '1 s'] as const).map((every) => [count, every] as const),
  );
  test.each(cases)('%i, one every %s, no caps', (count, every) => {
    const { totals, all } = errorsOf(pair(count, 'none', 'fluid', every), 1);
    expect(quantile(totals, 0.5)).toBeLessThan(0.04);
    expect(quantile(totals, 1)).toBeLessThan(0.08);
    expect(all).toBeLessThan(0.05);
  });

  test.each(cases)('%i, one every %s, fluid, caps of two fifths', (count, every) => {
    const { totals, all } = errorsOf(pair(count, '40 %', 'fluid', every), 1);
    expect(quantile(totals, 0.5)).toBeLessThan(0.06);
    expect(quantile(totals, 1)).toBeLessThan(0.08);
    expect(all).toBeLessThan(0.06);
  });

  test.each(cases)('%i, one every %s, on-off, caps of two fifths', (count, every) => {
    const { totals, all } = errorsOf(pair(count, '40 %', 'on-off', every), 4);
    expect(quantile(totals, 0.5)).toBeLessThan(0.09);
    expect(quantile(totals, 1)).toBeLessThan(0.12);
    expect(all).toBeLessThan(0.06);
  });
});

function rack(uplink: string, { cap = 'none', atOnce = 2 } = {}): Case {
  return {
    hosts: `old: {count: 4, cpus: 16, dom0: {cap: ${cap}}}, new: {count: 4, cpus: 16}`,
    guests: `vm: {count: 16, host: old, memory: 256 MiB, ${WRITER}},
  db: {count: 8, host: old, memory: 384 MiB, ${WRITER}}`,
    migrations: '{guest: vm, to: new, every: 250 ms}, {guest: db, to: new, every: 250 ms}',
    more: `atOnce: ${atOnce}
switches:
  old-rack: {hosts: [old], uplink: core, rate: ${uplink}}
  new-rack: {hosts: [new], uplink: core, rate: ${uplink}}
  core: {}`,
  };
}

describe('guests that come and go on one host', () => {
  test('have rounds that lie within their migrations', () => {
    const guests = 'one: {host: c, memory: 4 MiB}\n  other: {host: a, memory: 4 MiB}';
    const text = `
title: two
machine: xeon-xen-2.0
fidelity: expected
hosts: {a: {}, b: {}, c: {}}
guests:
  ${guests}
migrations: [{guest: one, to: a}, {guest: other, to: b}]
`;
    const { migrations } = run(loadScenario(text, 'two', { profiles: PROFILES }).scenario);
    const ends = migrations.map(({ rounds, totalSeconds }) => {
      const { startSeconds = 0, seconds = 0 } = rounds.at(-1) ?? {};
      return totalSeconds - startSeconds - seconds;
    });
    expect(Math.min(...ends)).toBeGreaterThan(0);
  });
});

describe('24 guests of a rack, two at a time on each host', () => {
  test.each([
    ['a free uplink', rack('10 Gbit/s')],
    ['a full uplink', rack('2 Gbit/s')],
    ['a full uplink, three at a time', rack('2 Gbit/s', { atOnce: 3 })],
    ['capped Dom0s', rack('10 Gbit/s', { cap: '50 %' })],
  ])('%s: times as page-exact', (_, one) => {
    const { totals, all } = errorsOf(one, 1);
    expect(quantile(totals, 0.5)).toBeLessThan(0.05);
    expect(quantile(totals, 0.95)).toBeLessThan(0.08);
    expect(all).toBeLessThan(0.04);
  });

  test('CPU of Dom0, that of the others on the host included', () => {
    const [mean, exact] = (['expected', 'page-exact'] as const).map((fidelity) => {
      return run(scenarioOf(rack('10 Gbit/s'), fidelity)).migrations;
    }) as [readonly MigrationResult[], readonly MigrationResult[]];
    const errors = (of: (one: MigrationResult) => number): number[] => {
      return mean.map((each, index) => of(each) / of(exact[index] as MigrationResult) - 1);
    };
    for (const of of [
      (one: MigrationResult) => one.sourceDom0CpuSeconds,
      (one: MigrationResult) => one.destinationDom0CpuSeconds,
      (one: MigrationResult) => one.rounds[0]?.sourceDom0CpuSeconds ?? 0,
    ]) {
      expect(quantile(errors(of), 0.5)).toBeLessThan(0.05);
      expect(quantile(errors(of), 0.95)).toBeLessThan(0.1);
    }
  });

  test('an uplink that is the bound is used to the full, and carries no more than it can', () => {
    const all = run(scenarioOf(rack('1 Gbit/s', { atOnce: 3 }), 'expected')).migrations;
    const from = Math.min(...all.map(({ startSeconds }) => startSeconds));
    const to = Math.max(...all.map((each) => each.startSeconds + each.totalSeconds));
    const bytes = all.reduce((sum, { bytesSent }) => sum + bytesSent, 0);
    const used = bytes / (0.941e9 / 8) / (to - from);
    expect(used).toBeLessThan(1);
    expect(used).toBeGreaterThan(0.9);
  });
});

test('two that never meet fare as each alone', () => {
  const guests = `vm: {count: 2, host: a, memory: 256 MiB, ${WRITER}}`;
  const hosts = 'a: {dom0: {cap: 33 %}}, b: {}';
  const both = { hosts, guests, migrations: '{guest: vm, to: b, every: 100 s}' };
  const lone = runFirst(
    scenarioOf(
      { hosts, guests: guests.replace('count: 2, ', ''), migrations: '{guest: vm, to: b}' },
      'expected',
    ),
  );
  for (const each of run(scenarioOf(both, 'expected')).migrations) {
    expect(each.pagesSent).toBe(lone.pagesSent);
    expect(each.stopReason).toBe(lone.stopReason);
    expect(each.rounds.map(({ sent }) => sent)).toEqual(lone.rounds.map(({ sent }) => sent));
    expect(each.totalSeconds).toBeCloseTo(lone.totalSeconds, 9);
    expect(each.downtimeSeconds).toBeCloseTo(lone.downtimeSeconds, 9);
    expect(each.sourceDom0CpuSeconds).toBeCloseTo(lone.sourceDom0CpuSeconds, 6);
  }
});

test('the shape of the result is that of a page-exact run, and the seed changes nothing', () => {
  const one = pair(3, 'none', 'on-off', '100 ms');
  const [mean, exact] = [run(scenarioOf(one, 'expected')), run(scenarioOf(one, 'page-exact'))];
  const { fidelity, ...rest } = mean;
  expect(fidelity).toBe('expected');
  expect(Object.keys(rest).sort()).toEqual(Object.keys(exact).sort());
  expect(mean.migrations.map(({ guest }) => guest)).toEqual(['vm-1', 'vm-2', 'vm-3']);
  expect({ ...run(scenarioOf(one, 'expected', 7)), seed: '1' }).toEqual(mean);
});

test('migrations queue as they do page by page: one after the other where one is allowed', () => {
  const one = { ...pair(3, 'none', 'fluid', '10 ms'), more: 'atOnce: 1' };
  let end = 0;
  for (const [index, each] of run(scenarioOf(one, 'expected')).migrations.entries()) {
    expect(each.startSeconds).toBeCloseTo(end, 6);
    expect(each.waitedSeconds).toBeCloseTo(end - 0.01 * index, 6);
    end = each.startSeconds + each.totalSeconds;
  }
});

test('bare loops with a constant page time share nothing', () => {
  const transport = 'transport: {pageTime: 65 us}';
  const guests = `vm: {count: 3, host: a, memory: 64 MiB, ${WRITER}}`;
  const one = { hosts: 'a: {}, b: {}', guests, migrations: `{guest: vm, to: b, ${transport}}` };
  const all = run(scenarioOf(one, 'expected')).migrations;
  const exact = run(scenarioOf(one, 'page-exact')).migrations;
  expect(new Set(all.map(({ totalSeconds }) => totalSeconds)).size).toBe(1);
  const mean = meanOf(exact.map(({ totalSeconds }) => totalSeconds));
  expect(Math.abs((all[0]?.totalSeconds ?? 0) / mean - 1)).toBeLessThan(0.02);
});

test('a virtual CPU of Dom0 that two share', () => {
  const one = pair(2, 'none', 'on-off', '300 ms');
  const single = { ...one, hosts: 'a: {dom0: {vcpus: 1}}, b: {dom0: {vcpus: 1}}' };
  const { totals, all } = errorsOf(single, 1);
  expect(quantile(totals, 1)).toBeLessThan(0.08);
  expect(all).toBeLessThan(0.06);
});
