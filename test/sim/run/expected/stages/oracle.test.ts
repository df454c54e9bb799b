/** The two-host model against the page-exact engine, stage by stage, for an idle guest. */
import { describe, expect, test } from 'vitest';
import { PROFILES } from '../../../../../models/machine/registry.ts';
import type { MigrationResult } from '../../../../../sim/run/result/result.ts';
import { run } from '../../../../../sim/run/run.ts';
import { loadScenario } from '../../../../../sim/scenario/load.ts';
import type { Scenario } from '../../../../../sim/scenario/scenario.ts';

interface Case {
  readonly scheduler: 'fluid' | 'on-off';
  readonly debit: 'sampled' | 'exact';
  readonly caps: readonly [string, string];
}

/** Nothing is left to chance but ticks: no writes, no other work in Dom0. */
const STILL = 'dom0Background: 0 %, guestDirtyRate: 0 pages/s, guestHotRate: 0 pages/s';

function migrationOf(
  { scheduler, debit, caps }: Case,
  fidelity: Scenario['fidelity'],
  seed = 1,
): MigrationResult {
  const text = `
title: stages
fidelity: ${fidelity}
scheduler: ${scheduler}
debit: ${debit}
seed: ${seed}
parameters: {${STILL}}
hosts: {a: {dom0: {cap: ${caps[0]}}}, b: {dom0: {cap: ${caps[1]}}}}
guests: {vm: {host: a, memory: 256 MiB, workload: {kind: idle}}}
migrations: [{guest: vm, to: b}]
`;
  const { scenario } = loadScenario(text, 'stages', { profiles: PROFILES });
  return run(scenario).migrations[0] as MigrationResult;
}

const CAPS = ['10 %', '20 %', '40 %', '60 %', '100 %', 'none'];
const SAME = CAPS.map((cap) => [cap, cap] as const);
const MIXED = [
  ['10 %', 'none'],
  ['none', '20 %'],
  ['60 %', '20 %'],
] as const;

describe('a fluid scheduler leaves nothing to chance', () => {
  test.each([...SAME, ...MIXED])('caps of %s and %s: each stage to 1 %%', (...caps) => {
    const one = { scheduler: 'fluid', debit: 'exact', caps } as const;
    const [expected, exact] = [migrationOf(one, 'expected'), migrationOf(one, 'page-exact')];
    expect(expected.parts.map(({ name }) => name)).toEqual(exact.parts.map(({ name }) => name));
    for (const [index, { name, host, seconds, inDowntime }] of exact.parts.entries()) {
      const part = expected.parts[index];
      expect([part?.host, part?.inDowntime], name).toEqual([host, inDowntime]);
      expect(Math.abs((part?.seconds ?? 0) / seconds - 1), name).toBeLessThan(0.01);
    }
  });
});

/** Stages are bursts that a tick may find or miss, so many runs are needed for a mean. */
const SEEDS = 24;

describe.each(['sampled', 'exact'] as const)('turns with %s debits', (debit) => {
  test.each(SAME)('caps of %s and %s: live rounds, and all stages together', (...caps) => {
    const one = { scheduler: 'on-off', debit, caps } as const;
    const expected = migrationOf(one, 'expected');
    const runs = Array.from({ length: SEEDS }, (_, at) => migrationOf(one, 'page-exact', at + 1));
    const compare = (of: (migration: MigrationResult) => number, least: number): void => {
      const values = runs.map(of);
      const mean = values.reduce((sum, value) => sum + value, 0) / SEEDS;
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      const error = Math.sqrt(squares / (SEEDS - 1) / SEEDS);
      expect(Math.abs(of(expected) - mean)).toBeLessThan(least * mean + 3 * error);
    };
    const liveOf = ({ parts }: MigrationResult): number =>
      parts.find(({ name }) => name === 'pre-copy')?.seconds ?? 0;
    compare(liveOf, 0.03);
    compare((migration) => migration.totalSeconds - liveOf(migration), 0.05);
  });
});
