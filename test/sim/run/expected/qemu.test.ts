/** `fidelity: expected` for QEMU: its mechanism on cells of pages, against page-exact runs. */
import { describe, expect, test } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import type { MigrationResult } from '../../../../sim/run/result/result.ts';
import { run } from '../../../../sim/run/run.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';

interface Case {
  readonly memory?: string;
  readonly zeros?: string;
  readonly workload: string;
  readonly policy?: string;
  readonly hosts?: string;
  readonly more?: string;
  readonly migrations?: string;
}

function resultsOf(one: Case, fidelity: 'expected' | 'page-exact'): readonly MigrationResult[] {
  const { memory = '1 GiB', zeros = '{}', workload, policy = '', hosts = 'a: {}, b: {}' } = one;
  const { more = '', migrations = '' } = one;
  const text = `
title: one
machine: kvm-2024
scheduler: fluid
fidelity: ${fidelity}
hosts: {${hosts}}
guests:
  vm: {host: a, memory: ${memory}, zeroPages: ${zeros}, workload: ${workload}}
${more}
migrations: [{guest: vm, to: b, policy: {name: qemu${policy}}}${migrations}]
`;
  return run(loadScenario(text, 'one', { profiles: PROFILES }).scenario).migrations;
}

/** Both, expected first. */
function bothOf(one: Case): readonly [MigrationResult, MigrationResult] {
  const [mean] = resultsOf(one, 'expected');
  const [pages] = resultsOf(one, 'page-exact');
  return [mean as MigrationResult, pages as MigrationResult];
}

function expectNear(ours: number, theirs: number, part: number): void {
  expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(part * theirs);
}

const writer = (rate: number, size: string, more = ''): string =>
  `{kind: write, rate: ${rate} pages/s, workingSet: ${size}${more}}`;

describe('an idle guest: the same rounds', () => {
  test.each<[string, Case]>([
    ['zeros above', { workload: '{kind: idle}' }],
    ['zeros below', { workload: '{kind: idle}', zeros: '{share: 50 %, layout: bottom}' }],
    ['zeros scattered', { workload: '{kind: idle}', zeros: '{share: 60 %, layout: scattered}' }],
    ['no limit', { workload: '{kind: idle}', policy: ', maxBandwidth: 100 Gbit/s' }],
  ])('%s', (_, one) => {
    const [mean, pages] = bothOf(one);
    expect(mean.rounds.length).toBe(pages.rounds.length);
    expect(mean.stopReason).toBe(pages.stopReason);
    expectNear(mean.totalSeconds, pages.totalSeconds, 0.001);
    expectNear(mean.downtimeSeconds, pages.downtimeSeconds, 0.02);
    expectNear(mean.sourceDowntimeSeconds ?? 0, pages.sourceDowntimeSeconds ?? 0, 0.03);
    const zeros = ({ rounds }: MigrationResult): number =>
      rounds.reduce((sum, { zeroPages }) => sum + zeroPages, 0);
    expectNear(zeros(mean), zeros(pages), 0.001);
  });
});

// A cap lets Dom0's other work, which comes by chance, matter a little.
describe('a guest that writes, or a cap: total time within 2 %, downtime within 6 %', () => {
  test.each<[string, Case]>([
    ['a cap, fluid', { workload: '{kind: idle}', hosts: 'a: {dom0: {cap: 15 %}}, b: {}' }],
    ['uniform, converges', { workload: writer(8000, '256 MiB') }],
    ['uniform, hot', { workload: writer(60_000, '64 MiB') }],
    ['sequential', { workload: writer(10_000, '256 MiB', ', pattern: sequential') }],
    ['low downtime limit', { workload: writer(8000, '128 MiB'), policy: ', downtimeLimit: 50 ms' }],
    [
      'zeros scattered',
      { workload: writer(12_000, '128 MiB'), zeros: '{share: 50 %, layout: scattered}' },
    ],
    [
      'never converges',
      { workload: writer(60_000, '512 MiB'), policy: ', maxTime: 20 s, onLimit: suspend' },
    ],
    ['auto-converge', { workload: writer(60_000, '512 MiB'), policy: ', autoConverge: true' }],
    [
      'no limit',
      { workload: writer(60_000, '512 MiB'), policy: ', maxBandwidth: 20 Gbit/s', memory: '2 GiB' },
    ],
  ])('%s', (_, one) => {
    const [mean, pages] = bothOf(one);
    expect(mean.stopReason).toBe(pages.stopReason);
    expect(Math.abs(mean.rounds.length - pages.rounds.length)).toBeLessThanOrEqual(1);
    expectNear(mean.totalSeconds, pages.totalSeconds, 0.02);
    expectNear(mean.downtimeSeconds, pages.downtimeSeconds, 0.06);
    const throttles = ({ rounds }: MigrationResult) => Math.max(...rounds.map(throttleOf));
    expect(throttles(mean)).toBe(throttles(pages));
  });
});

function throttleOf({ throttlePercent = 0 }: MigrationResult['rounds'][number]): number {
  return throttlePercent;
}

test('two at once share a link as page by page', () => {
  const one = {
    workload: writer(8000, '128 MiB'),
    policy: ', maxBandwidth: 20 Gbit/s',
    more: `  other: {host: a, memory: 1 GiB, workload: ${writer(20_000, '64 MiB')}}`,
    migrations: ', {guest: other, to: b, at: 200 ms, policy: {name: qemu}}',
  };
  const pages = resultsOf(one, 'page-exact');
  for (const [index, mean] of resultsOf(one, 'expected').entries()) {
    expectNear(mean.totalSeconds, pages[index]?.totalSeconds ?? 0, 0.02);
  }
});

test('the seed changes nothing', () => {
  const [one, other] = [1, 2].map((seed) => {
    const text = `
title: one
machine: kvm-2024
fidelity: expected
seed: ${seed}
hosts: {a: {}, b: {}}
guests: {vm: {host: a, memory: 256 MiB, workload: ${writer(8000, '64 MiB')}}}
migrations: [{guest: vm, to: b, policy: {name: qemu}}]
`;
    return run(loadScenario(text, 'one', { profiles: PROFILES }).scenario).migrations;
  });
  expect(one).toEqual(other);
});
