/** `fidelity: expected` against page-exact runs, what it takes every page for, and refuses. */
import { describe, expect, test } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { sayWay, wayOf } from '../../../../sim/run/expected/run/way.ts';
import type { MigrationResult } from '../../../../sim/run/result/result.ts';
import { firstOf } from '../../../../sim/run/result/together.ts';
import { run } from '../../../../sim/run/run.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';
import { Problem } from '../../../../sim/text/problem.ts';
import { runFirst } from '../../../support/run-first.ts';

interface Case {
  readonly scheduler?: 'fluid' | 'on-off';
  readonly caps?: readonly [string, string];
  readonly workload?: string;
  readonly more?: string;
  readonly memory?: string;
  readonly migration?: string;
  readonly parameters?: string;
}

function scenarioOf(one: Case, fidelity: 'expected' | 'page-exact', seed = 1) {
  const { scheduler = 'fluid', caps = ['none', 'none'], workload = '{kind: idle}' } = one;
  const { more = '', memory = '256 MiB', migration = '', parameters = '' } = one;
  const text = `
title: one
fidelity: ${fidelity}
scheduler: ${scheduler}
seed: ${seed}
parameters: {${parameters}}
hosts: {a: {dom0: {cap: ${caps[0]}}}, b: {dom0: {cap: ${caps[1]}}}}
guests:
  vm: {host: a, memory: ${memory}, workload: ${workload}}
${more}
migrations: [{guest: vm, to: b${migration}}]
`;
  return loadScenario(text, 'one', { profiles: PROFILES }).scenario;
}

const runOf = (one: Case, fidelity: 'expected' | 'page-exact') => run(scenarioOf(one, fidelity));
const expected = (one: Case): MigrationResult => firstOf(runOf(one, 'expected'));
const exact = (one: Case): MigrationResult => firstOf(runOf(one, 'page-exact'));

/** Without chance and without writes: nothing but the model itself can differ. */
const STILL = 'dom0Background: 0 %, guestDirtyRate: 0 pages/s, guestSuspendPages: 0 pages';

describe('a guest that hardly writes, until the greatest number of rounds', () => {
  test.each([
    // What a limit left unused is made up for later.
    ['an adaptive rate', ', policy: {name: xen-3.2, minPages: 0, adaptive: true}', ''],
    // A round in which no page is due has no batch.
    ['a slow link', ', policy: {minPages: 0}', 'linkRate: 100 Mbit/s, '],
  ])('with %s: within half a percent', (_, migration, slow) => {
    const parameters = `${slow}dom0Background: 0 %`;
    const one = { migration, parameters, memory: '64 MiB' };
    const [mean, pages] = [expected(one), exact(one)];
    expect(mean.rounds.length).toBe(pages.rounds.length);
    expect(Math.abs(mean.totalSeconds / pages.totalSeconds - 1)).toBeLessThan(0.005);
  });
});

describe('a guest that writes nothing, fluid scheduler, no other work in Dom0', () => {
  test.each([
    ['none', 'none'],
    ['20 %', 'none'],
    ['none', '20 %'],
    ['40 %', '27 %'],
  ] as const)('caps of %s and %s: as page-exact', (source, destination) => {
    const one = { caps: [source, destination] as const, parameters: STILL, memory: '512 MiB' };
    const [mean, pages] = [expected(one), exact(one)];
    expect(mean.pagesSent).toBe(pages.pagesSent);
    expect(mean.rounds.length).toBe(pages.rounds.length);
    expect(Math.abs(mean.totalSeconds / pages.totalSeconds - 1)).toBeLessThan(0.001);
    expect(Math.abs(mean.downtimeSeconds / pages.downtimeSeconds - 1)).toBeLessThan(0.001);
  });
});

test('the shape of the result is that of a page-exact run', () => {
  const one = { workload: '{kind: write, rate: 3000 pages/s, workingSet: 64 MiB}' };
  const { fidelity, ...whole } = runOf(one, 'expected');
  expect(fidelity).toBe('expected');
  expect(Object.keys(whole)).toEqual(Object.keys(runOf(one, 'page-exact')));
  const [mean, pages] = [expected(one), exact(one)];
  expect(Object.keys(mean).sort()).toEqual(Object.keys(pages).sort());
  expect(Object.keys(mean.rounds[0] ?? {})).toEqual(Object.keys(pages.rounds[0] ?? {}));
  expect(mean.parts.map(({ name }) => name).sort()).toEqual(
    pages.parts.map(({ name }) => name).sort(),
  );
  const sum = mean.parts.reduce((seconds, part) => seconds + part.seconds, 0);
  expect(mean.totalSeconds).toBeCloseTo(sum, 9);
});

test('the bare loop with a constant page time, against the mean of page-exact runs', () => {
  const workload = '{kind: write, rate: 6000 pages/s, workingSet: 100 MiB}';
  const one = { workload, migration: ', transport: {pageTime: 65 us}' };
  const seconds = [1, 2, 3].map(
    (seed) => runFirst(scenarioOf(one, 'page-exact', seed)).totalSeconds,
  );
  const mean = seconds.reduce((sum, each) => sum + each, 0) / seconds.length;
  expect(Math.abs(expected(one).totalSeconds / mean - 1)).toBeLessThan(0.02);
});

describe('more of what slows a migration never makes it faster', () => {
  const seconds = (one: Case): number => expected(one).totalSeconds;
  const falling = (values: readonly number[]): void => {
    expect(values).toEqual([...values].sort((a, b) => b - a));
  };

  test('caps of the source, fluid', () => {
    const caps = ['10 %', '17 %', '31 %', '47 %', '62 %', '100 %', 'none'];
    falling(caps.map((cap) => seconds({ caps: [cap, 'none'] })));
  });

  test('caps of both, on-off', () => {
    const caps = ['14 %', '20 %', '27 %', '45 %', '100 %'];
    falling(caps.map((cap) => seconds({ scheduler: 'on-off', caps: [cap, cap] })));
  });

  test('memory and rates of writing', () => {
    const sizes = ['1 GiB', '512 MiB', '256 MiB', '128 MiB'];
    falling(sizes.map((memory) => seconds({ memory })));
    const rates = [8000, 4000, 2000, 0];
    falling(
      rates.map((rate) => {
        const workload = `{kind: write, rate: ${rate} pages/s, workingSet: 64 MiB}`;
        return seconds({ workload, migration: ', policy: {name: xen-3.2, maxRounds: 4}' });
      }),
    );
  });
});

test('the seed changes nothing, and neither does what was asked before', () => {
  const one = { scheduler: 'on-off', caps: ['33 %', '50 %'] } as const;
  const first = run(scenarioOf(one, 'expected', 1));
  expected({ scheduler: 'on-off', caps: ['45 %', '50 %'] });
  expect({ ...run(scenarioOf(one, 'expected', 2)), seed: '1' }).toEqual(first);
});

describe('what neither classes nor cells are a model of takes pages', () => {
  test.each<[string, Case]>([
    [
      'post-copy',
      {
        more: '  other: {host: b, memory: 64 MiB}',
        migration: '}, {guest: other, to: a, mechanism: post-copy',
      },
    ],
    ['post-copy', { migration: ', mechanism: post-copy' }],
    ['single pages', { migration: ', policy: {name: qemu, postCopy: {after: 1 s}}' }],
    ['XBZRLE', { migration: ', policy: {name: qemu, xbzrle: {}}' }],
    ['rotated order', { migration: ', policy: {name: qemu, scan: rotated}' }],
    [
      'kind `profile`',
      {
        workload: '{kind: profile, points: [{window: 1 s, pages: 100}]}',
        migration: ', policy: {name: qemu}',
      },
    ],
    [
      'only some',
      {
        more: '  other: {host: a, memory: 64 MiB}',
        migration: ', policy: {name: qemu}}, {guest: other, to: b',
      },
    ],
    ['kind `disk`', { workload: '{kind: disk, pattern: random}' }],
    ['guest `other`', { more: '  other: {host: b, memory: 64 MiB}' }],
    ['settings change', { migration: '}]\nchanges: [{at: 1 s, set: {a.dom0.cap: 50 %}' }],
  ])('%s', (why, one) => {
    const scenario = scenarioOf(one, 'expected');
    expect(wayOf(scenario)).toMatchObject({ by: 'pages', seeds: ['expected'] });
    expect(wayOf(scenario).why).toContain(why);
  });

  test('several runs where a cap makes virtual CPUs take turns', () => {
    const moves = { scheduler: 'on-off', migration: ', policy: {name: qemu}' } as const;
    const capped = wayOf(scenarioOf({ ...moves, caps: ['50 %', 'none'] }, 'expected'));
    expect(capped).toMatchObject({ by: 'cells', chance: 'a cap makes virtual CPUs take turns' });
    expect(new Set(capped.seeds).size).toBe(8);
    const words = sayWay(scenarioOf({ ...moves, caps: ['50 %', 'none'] }, 'expected'));
    expect(words).toMatch(/8 runs with fixed seeds.*take turns; downtimes by QEMU differ/u);
    expect(sayWay(scenarioOf({ migration: ', mechanism: post-copy' }, 'expected'))).toMatch(
      /one run, as long as a page-exact one: its mechanism is post-copy/u,
    );
    expect(sayWay(scenarioOf({}, 'expected'))).toBeUndefined();
    expect(wayOf(scenarioOf({ scheduler: 'on-off', caps: ['50 %', '9 %'] }, 'expected'))).toEqual({
      by: 'classes',
      seeds: [],
    });
  });
});

describe('what has no mean is refused', () => {
  test('faults, and a scenario in which nothing migrates', () => {
    const scenario = scenarioOf({}, 'expected');
    expect(() => run({ ...scenario, faults: [] })).toThrow('something may fail');
    expect(() => run({ ...scenario, migrations: [] })).toThrow(Problem);
  });

  test('following the content of pages, and records', () => {
    const scenario = scenarioOf({}, 'expected');
    expect(() => runFirst(scenario, { verify: true })).toThrow('no pages');
    expect(() => runFirst(scenario, { listener: () => undefined })).toThrow('no events');
  });
});
