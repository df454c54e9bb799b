/**
 * What Dom0's CPU goes into, and how a capped Dom0 is divided between a migration and the back ends
 * of its guest (`Host.newInterruptTask`).
 */
import { describe, expect, it, test } from 'vitest';
import { PROFILES } from '../../../../../models/machine/registry.ts';
import type { MigrationResult } from '../../../../../sim/run/result/result.ts';
import { loadScenario } from '../../../../../sim/scenario/load.ts';
import { openFitter } from '../../../../../sim/study/fit/fit.ts';
import type { Point } from '../../../../../sim/study/fit/model.ts';
import { kneeOf } from '../../../../../sim/study/reproduce/fits.ts';
import { runFirst } from '../../../../support/run-first.ts';

function migrate(workload: string, cap = 'none', memory = '128 MiB'): MigrationResult {
  const text = `title: A guest with I/O
parameters: {dom0CpuPerPacket: 12.5 us, dom0CpuPerReceivedPacket: 12.5 us}
scheduler: fluid
hosts: {source: {dom0: {cap: ${cap}}}, destination: {}}
guests: {vm: {host: source, memory: ${memory}, workload: ${workload}}}
migrations: [{guest: vm, to: destination}]
`;
  return runFirst(loadScenario(text, 'ledger.yaml', { profiles: PROFILES }).scenario);
}

const SENDER = '{kind: network, role: sender, rate: 80 Mbit/s}';
const DISK = '{kind: disk, cache: 4 MiB}';

describe("the accounting of Dom0's CPU", () => {
  it('has no back ends without I/O, and them on the source while the guest is there', () => {
    const idle = migrate('{kind: idle}');
    expect([idle.sourceBackendCpuSeconds, idle.destinationBackendCpuSeconds]).toEqual([0, 0]);
    for (const workload of [SENDER, DISK]) {
      const result = migrate(workload);
      expect(result.sourceBackendCpuSeconds).toBeGreaterThan(0.05);
      expect(result.destinationBackendCpuSeconds).toBe(0);
      expect(result.guestPerformance.backendCpuSeconds).toBeCloseTo(
        result.sourceBackendCpuSeconds,
        9,
      );
    }
  });

  it("has the packets' price: rate / size x CPU of each, while the guest runs", () => {
    const { sourceBackendCpuSeconds, guestPerformance } = migrate(SENDER);
    const { seconds, stoppedSeconds } = guestPerformance;
    const share = (80e6 / 8 / 1500) * 12.5e-6;
    const ran = seconds - stoppedSeconds;
    expect(sourceBackendCpuSeconds / ran / share).toBeCloseTo(1, 1);
  });

  it('has what the stages of xend burn, by its profile', () => {
    const { sourceToolstackCpuSeconds } = migrate('{kind: idle}');
    expect(sourceToolstackCpuSeconds).toBeGreaterThan(0.1);
    expect(migrate(SENDER).sourceToolstackCpuSeconds).toBeCloseTo(sourceToolstackCpuSeconds, 9);
  });

  it('counts background work as the rest', () => {
    const { sourceRestCpuSeconds, totalSeconds } = migrate('{kind: idle}', 'none', '512 MiB');
    // 1.4 % of a CPU, in jobs of 1 ms at random instants.
    expect(sourceRestCpuSeconds / totalSeconds).toBeGreaterThan(0.008);
    expect(sourceRestCpuSeconds / totalSeconds).toBeLessThan(0.022);
  });
});

describe('a capped Dom0', () => {
  it('is shared equally by the migration and a back end while both want more', () => {
    // The back end wants 25 % of a CPU, the migration all it can have: each gets half of 20 %.
    const greedy = '{kind: network, role: sender, rate: 240 Mbit/s}';
    const { sourceBackendCpuSeconds, sourceMigrationCpuSeconds } = migrate(greedy, '20 %');
    expect(sourceBackendCpuSeconds / sourceMigrationCpuSeconds).toBeGreaterThan(0.9);
    expect(sourceBackendCpuSeconds / sourceMigrationCpuSeconds).toBeLessThan(1.1);
  });

  it('leaves the migration what a back end does not want', () => {
    const modest = '{kind: network, role: sender, rate: 24 Mbit/s}';
    const { sourceBackendCpuSeconds, totalSeconds } = migrate(modest, '20 %');
    expect(sourceBackendCpuSeconds / totalSeconds).toBeCloseTo((24e6 / 8 / 1500) * 12.5e-6, 2);
    expect(totalSeconds).toBeLessThan(1.35 * migrate('{kind: idle}', '20 %').totalSeconds);
  });

  it.each([
    ['of a sender', '{kind: network, role: sender, rate: 120 Mbit/s}'],
    ['of a receiver', '{kind: network, role: receiver, rate: 120 Mbit/s}'],
    ['of a disk', '{kind: disk, rate: 10 MB/s, request: 8 KiB, depth: 64, cache: 4 MiB}'],
  ])('slows the I/O %s, the more the lower the cap', (_, workload) => {
    const got = ['10 %', '20 %', 'none'].map((cap) => {
      return migrate(workload, cap).guestPerformance.performance;
    }) as [number, number, number];
    expect(got[0]).toBeLessThan(0.6 * got[1]);
    expect(got[1]).toBeLessThan(0.9 * got[2]);
  });
});

async function knee(workload: string): Promise<number> {
  const curve: Point[] = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((x) => {
    return { x, y: migrate(workload, `${x} %`, '128 MiB').totalSeconds };
  });
  return kneeOf(await openFitter(), curve);
}

test.each([
  [
    'packets',
    '{kind: network, rate: 120 Mbit/s}',
    '{kind: network, rate: 60 Mbit/s}',
    '{kind: network, rate: 120 Mbit/s, packet: 750 B}',
  ],
  [
    'requests',
    '{kind: disk, rate: 6 MB/s, request: 8 KiB, depth: 64, cache: 4 MiB}',
    '{kind: disk, rate: 3 MB/s, request: 8 KiB, depth: 64, cache: 4 MiB}',
    '{kind: disk, rate: 6 MB/s, request: 4 KiB, depth: 64, cache: 4 MiB}',
  ],
])('half the rate of %s moves the knee down, half their size moves it up', async (...cases) => {
  const [, whole, halfRate, halfSize] = cases;
  const at = await knee(whole);
  expect(await knee(halfRate)).toBeLessThan(at - 2);
  expect(await knee(halfSize)).toBeGreaterThan(at + 2);
});
