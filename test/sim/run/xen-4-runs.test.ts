/** Whole migrations as Xen 4 makes them: xl's stages, and what a guest's kernel adds to rounds. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import type { MigrationResult } from '../../../sim/run/result/result.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import { runFirst } from '../../support/run-first.ts';

function migrate(
  set: Readonly<Record<string, string>> = {},
  workload = '{kind: idle}',
): MigrationResult {
  const parameters = Object.entries(set).map(([name, value]) => `${name}: ${value}`);
  const text = `
title: One host, one guest
machine: xen-4.17-emulated
parameters: {${parameters.join(', ')}}
hosts: {source: {}}
guests: {vm: {host: source, memory: 64 MiB, workload: ${workload}}}
migrations: [{guest: vm, to: source, policy: {name: xen-4}}]
`;
  return runFirst(loadScenario(text, 'xen-4.yaml', { profiles: PROFILES }).scenario, {
    verify: true,
  });
}

const parts = ({ parts: all }: MigrationResult) => all.map(({ name }) => name);

describe('a migration by xl', () => {
  it('asks for permission when all has arrived, and destroys the old guest later', () => {
    const names = parts(migrate());
    expect(names.slice(0, 4)).toEqual(['check', 'connect', 'source-setup', 'pre-copy']);
    expect(names.slice(-4)).toEqual(['tail', 'destination-finish', 'permission', 'activate']);
    expect(names).not.toContain('source-teardown');
  });

  it('of the same guest by xend has its teardown within, by the profile', () => {
    const text = `
title: Two hosts
hosts: {source: {}, destination: {}}
guests: {vm: {host: source, memory: 64 MiB, workload: {kind: idle}}}
migrations: [{guest: vm, to: destination}]
`;
    const { scenario } = loadScenario(text, 'xend.yaml', { profiles: PROFILES });
    const names = parts(runFirst(scenario));
    expect(names).toContain('source-teardown');
    expect(names).not.toContain('permission');
  });
});

describe("a guest's kernel", () => {
  const quiet = { guestDirtyRate: '0 pages/s', guestHotRate: '0 pages/s' };

  it('dirties its hot pages in every round, short as it is', () => {
    const found = (set: Readonly<Record<string, string>>) => {
      return migrate({ ...quiet, guestSuspendPages: '100', ...set }).rounds.map(
        ({ dirtied }) => dirtied,
      );
    };
    expect(found({})).toEqual([0, 100, null]);
    const hot = found({ guestHotPages: '40', guestHotRate: '1000000 pages/s' });
    expect(hot).toEqual([40, 140, null]);
  });

  it('takes CPU for its shadow page tables after each CLEAN', () => {
    const cpu = (each: string): number => {
      const { rounds } = migrate({ ...quiet, guestCpuPerClean: each, guestIdleCpu: '0 %' });
      return rounds.reduce((sum, round) => sum + (round.deltaGuestCpuSeconds ?? 0), 0);
    };
    expect(cpu('2 ms') - cpu('0 ns')).toBeGreaterThan(0.0019);
  });

  it('stops its processes before all else of a suspend, where it freezes them', () => {
    const workload = '{kind: write, rate: 2000 pages/s, workingSet: 32 MiB, pacing: timer}';
    const last = (freezes: number): number => {
      const set = { ...quiet, guestSuspendCpu: '200 ms', guestFreezes: String(freezes) };
      return migrate(set, workload).rounds.at(-1)?.sent ?? 0;
    };
    // Of 400 writes in 200 ms, some go to pages that are dirty already.
    expect(last(0) - last(1)).toBeGreaterThan(350);
    expect(last(0) - last(1)).toBeLessThan(450);
  });

  it('slows a writer that sleeps between its writes no more than by what faults cost', () => {
    const workload = '{kind: write, rate: 500 pages/s, workingSet: 8 MiB, pacing: timer}';
    const first = migrate(quiet, workload).rounds[0];
    const due = 500 * (first?.deltaSeconds ?? 0);
    const unique = 2048 * (1 - Math.exp(-due / 2048));
    expect(Math.abs((first?.dirtied ?? 0) / unique - 1)).toBeLessThan(0.15);
  });
});
