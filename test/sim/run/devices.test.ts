/** Devices of a guest under QEMU: what they add to the downtime, unknown to its estimate. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import type { MigrationResult } from '../../../sim/run/result/result.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import { runFirst } from '../../support/run-first.ts';

const QEMU = { policy: { name: 'qemu' } };

function load(devices: readonly object[], how: object = QEMU, memory = '32 MiB') {
  const tree = {
    ...{ title: 'devices', machine: 'opteron-xen-3.2.1' },
    hosts: { a: {}, b: {} },
    guests: { vm: { host: 'a', memory, devices } },
    migrations: [{ guest: 'vm', to: 'b', ...how }],
  };
  return loadScenario(JSON.stringify(tree), 'devices.yaml', { profiles: PROFILES });
}

function simulate(...of: Parameters<typeof load>): MigrationResult {
  const { scenario, warnings } = load(...of);
  expect(warnings).toEqual([]);
  return runFirst(scenario, { verify: true });
}

const VFIO = { kind: 'vfio', state: '0 B', save: '30 ms', load: '70 ms' };
const MS = 1e-3;

describe('devices', () => {
  const bare = simulate([]);
  const added = (devices: readonly object[], how = QEMU): number =>
    simulate(devices, how).downtimeSeconds - simulate([], how).downtimeSeconds;

  it('are loaded while the next ones are saved', () => {
    // While the first is saved the last pages still arrive: within 5 ms.
    expect(added([VFIO])).toBeCloseTo(100 * MS, 2);
    // One pair after the other: the loads are in a row behind the first save.
    expect(added([{ ...VFIO, count: 3 }])).toBeCloseTo((30 + 3 * 70) * MS, 2);
    expect(added([{ ...VFIO, count: 4, atOnce: 2 }])).toBeCloseTo((30 + 2 * 70) * MS, 2);
    const slowToSave = { ...VFIO, save: '90 ms' };
    expect(added([{ ...slowToSave, count: 3 }])).toBeCloseTo((3 * 90 + 70) * MS, 2);
  });

  it('take time by the size of their state, on both hosts and between them', () => {
    const big = { ...VFIO, state: '64 MiB', saveRate: '1 GiB/s', loadRate: '512 MiB/s' };
    const ways = 64 / 1024 + 64 / 512;
    const sent = (64 * 2 ** 20 * 8) / (1e9 * 0.941);
    const seconds = added([big]) - 100 * MS;
    expect(seconds / (ways + sent)).toBeGreaterThan(0.95);
    expect(seconds / (ways + sent)).toBeLessThan(1.1);
    expect(simulate([big]).bytesSent - bare.bytesSent).toBe(64 * 2 ** 20);
  });

  it('have a part of their own, and are not in the estimate that stops pre-copy', () => {
    const slow = { kind: 'other', save: '400 ms', load: '200 ms' };
    const { parts, rounds, downtimeSeconds, stopReason } = simulate([slow]);
    const part = parts.find(({ name }) => name === 'devices');
    expect(part).toMatchObject({ host: 'both', inDowntime: true });
    expect(part?.seconds).toBeCloseTo(400 * MS, 3);
    expect([rounds.length, stopReason]).toEqual([bare.rounds.length, bare.stopReason]);
    // The limit is 300 ms.
    expect(downtimeSeconds).toBeGreaterThan(600 * MS);
    expect(bare.parts.some(({ name }) => name === 'devices')).toBe(false);
  });

  it('go with the guest before its pages after post-copy', () => {
    expect(added([VFIO], { mechanism: 'post-copy' } as never)).toBeCloseTo(100 * MS, 4);
  });

  it('with logs of their own make each read of the log longer, by the size of the memory', () => {
    const vhost = { kind: 'vhost', state: '0 B', save: '0 s', load: '0 s', count: 1000 };
    const read = (memory: string, devices: readonly object[]): number => {
      const { parts } = simulate(devices, QEMU, memory);
      return parts.find(({ name }) => name === 'final-sync')?.seconds ?? Number.NaN;
    };
    const each = (memory: string): number => read(memory, [vhost]) - read(memory, []);
    expect(each('64 MiB')).toBeCloseTo((1000 * 10e-6) / 16, 6);
    expect(each('128 MiB')).toBeCloseTo(2 * each('64 MiB'), 6);
  });

  it('have no effect under Xen, which is said', () => {
    const { scenario, warnings } = load([VFIO], {});
    expect(warnings.map(({ message }) => message)).toEqual([
      '`devices` has no effect with `policy: xen-3.2`',
    ]);
    const { downtimeSeconds } = runFirst(scenario);
    expect(downtimeSeconds).toBe(runFirst(load([], {}).scenario).downtimeSeconds);
  });
});
