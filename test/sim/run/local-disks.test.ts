/** Local disks that are mirrored beside the memory: times, bytes, and what they share. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { MIB } from '../../../sim/engine/kernel/unit.ts';
import type { DiskResult, MigrationResult } from '../../../sim/run/result/result.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import { runFirst } from '../../support/run-first.ts';

interface Made {
  readonly disks: Readonly<Record<string, object>>;
  readonly mirror?: object;
  readonly policy?: object;
  readonly workload?: object;
  readonly more?: object;
}

/** Nothing takes CPU for disks, so that the link is all there is. */
const FREE = {
  sourceCpuPerMirroredMib: '0 ns',
  destinationCpuPerMirroredMib: '0 ns',
  mirrorFlush: '0 ns',
  linkLatency: '0 ns',
};

function simulate({ disks, mirror = {}, policy, workload, more }: Made): MigrationResult {
  const tree = {
    ...{ title: 'disks', machine: 'opteron-xen-3.2.1', scheduler: 'fluid', parameters: FREE },
    hosts: { a: {}, b: {} },
    guests: { vm: { host: 'a', memory: '64 MiB', disks, ...(workload && { workload }) } },
    migrations: [{ guest: 'vm', to: 'b', policy: { name: 'qemu', ...policy }, mirror }],
    ...more,
  };
  const { scenario } = loadScenario(JSON.stringify(tree), 'disks.yaml', { profiles: PROFILES });
  return runFirst(scenario, { verify: scenario.fidelity === 'page-exact' });
}

const partOf = ({ parts }: MigrationResult, name: string) =>
  parts.find((part) => part.name === name);
const secondsOf = (result: MigrationResult, name: string) => partOf(result, name)?.seconds ?? 0;
const diskOf = ({ disks = [] }: MigrationResult, at = 0) => disks[at] as DiskResult;

const MBIT = 1e6 / 8;
const LINK = 1000 * MBIT * 0.941;

describe('a disk that nothing is written to', () => {
  const idle = { size: '100 GiB', allocated: '256 MiB' };

  it('takes its data over what the link carries, and goes before the memory', () => {
    const result = simulate({ disks: { vda: idle }, policy: { maxBandwidth: '10 Gbit/s' } });
    const [first] = result.parts;
    expect(first).toMatchObject({ name: 'disk-mirror', host: 'both', inDowntime: false });
    expect(first?.seconds).toBeCloseTo((256 * MIB) / LINK, 2);
    expect(diskOf(result)).toEqual({
      ...{ name: 'vda', bulkBytes: 256 * MIB, againBytes: 0, sinceReadyBytes: 0 },
      ...{ stoppedBytes: 0, readySeconds: first?.seconds },
    });
    expect(partOf(result, 'disk-drain')).toMatchObject({ seconds: 0, inDowntime: true });
  });

  it.each([
    ['its bandwidth', { mirror: { bandwidth: '32 MiB/s' } }],
    ["the policy's", { policy: { maxBandwidth: '32 MiB/s' } }],
    ["the disk's rate", { disks: { vda: { ...idle, rate: '32 MiB/s' } } }],
  ])('takes it over %s', (_, how) => {
    const result = simulate({ disks: { vda: idle }, ...how });
    expect(secondsOf(result, 'disk-mirror')).toBeCloseTo(8, 2);
  });

  it('takes it over what 16 requests carry in a round trip', () => {
    const parameters = { ...FREE, linkLatency: '0.5 s' };
    const made = { disks: { vda: { ...idle, allocated: '64 MiB' } }, more: { parameters } };
    // 16 MiB a second, and a flush at the end.
    expect(secondsOf(simulate(made), 'disk-mirror')).toBeCloseTo(4 + 1, 2);
  });

  it('takes what a MiB costs the CPUs', () => {
    const parameters = { ...FREE, destinationCpuPerMirroredMib: '20 ms', mirrorFlush: '70 ms' };
    const result = simulate({ disks: { vda: idle }, more: { parameters } });
    expect(secondsOf(result, 'disk-mirror') / (256 * 0.02 + 0.07)).toBeCloseTo(1, 1);
    expect(secondsOf(result, 'disk-drain')).toBeCloseTo(0.07, 6);
  });
});

describe('several disks', () => {
  const disks = {
    vda: { size: '64 MiB' },
    vdb: { size: '64 MiB', writes: '1 MiB/s' },
    vdc: { size: '64 TiB', shared: true },
  };

  it('share the link at once, or go one after the other', () => {
    const together = simulate({ disks, policy: { maxBandwidth: '10 Gbit/s' } });
    const inTurn = simulate({ disks, mirror: { order: 'sequential', bandwidth: '10 Gbit/s' } });
    const all = (128 * MIB) / LINK;
    for (const result of [together, inTurn]) {
      expect(result.disks?.map(({ name }) => name)).toEqual(['vda', 'vdb']);
      expect(secondsOf(result, 'disk-mirror') / all).toBeCloseTo(1, 1);
    }
    expect(diskOf(together).readySeconds).toBeGreaterThan(0.98 * all);
    expect(diskOf(inTurn).readySeconds).toBeCloseTo(all / 2, 2);
  });

  it('each have the limit of their job', () => {
    const limit = { bandwidth: '16 MiB/s' };
    expect(secondsOf(simulate({ disks, mirror: limit }), 'disk-mirror')).toBeCloseTo(4.1, 1);
    const inTurn = simulate({ disks, mirror: { ...limit, order: 'sequential' } });
    expect(secondsOf(inTurn, 'disk-mirror')).toBeCloseTo(8.1, 1);
  });
});

describe('a disk that the guest writes to', () => {
  const disk = { size: '1 GiB', allocated: '256 MiB', writes: '8 MiB/s', workingSet: '64 MiB' };
  const mirror = { bandwidth: '32 MiB/s' };
  const workload = { kind: 'write', rate: '20000 pages/s', workingSet: '40 MiB' };

  it('has it sent beside the memory, and what is left while the guest stands', () => {
    const result = simulate({ disks: { vda: disk }, mirror, workload });
    const { againBytes, sinceReadyBytes, stoppedBytes, readySeconds } = diskOf(result);
    const touches = 8 * (8 / 64);
    const atFirst = 64 * (1 - (1 - Math.exp(-touches)) / touches);
    expect(againBytes / MIB).toBeGreaterThan(atFirst);
    expect(againBytes / MIB).toBeLessThan(atFirst / (1 - 8 / 32));
    const down = result.parts.findIndex(({ inDowntime }) => inDowntime);
    const live = result.parts.slice(0, down).reduce((sum, { seconds }) => sum + seconds, 0);
    const since = live - (readySeconds ?? 0);
    // At most what was written in the last 100 ms is missing, and some granules twice.
    expect(sinceReadyBytes / MIB).toBeGreaterThan(8 * (since - 0.15) * 0.95);
    expect((sinceReadyBytes + stoppedBytes) / MIB).toBeLessThan(8 * since + 0.1);
    expect(stoppedBytes / MIB).toBeLessThan(1);
    const drain = partOf(result, 'disk-drain');
    expect(drain?.inDowntime).toBe(true);
    expect(drain?.seconds).toBeCloseTo(stoppedBytes / (32 * MIB), 2);
  });

  it('takes half of the link from the memory where both want all of it', () => {
    const policy = { maxBandwidth: '10 Gbit/s' };
    const alone = simulate({ disks: { vda: { ...disk, writes: '0 B/s' } }, policy });
    const busy = { ...disk, writes: '10 GiB/s', workingSet: '32 MiB' };
    const { parts, ...given } = simulate({ disks: { vda: busy }, policy });
    expect(given).toMatchObject({ stopReason: 'disks-not-ready', abandoned: true, rounds: [] });
    expect(parts.map(({ name }) => name)).toEqual(['disk-mirror']);
    // It is ready, and then begins to write.
    const keen = { vda: { ...disk, writes: '100 MiB/s', workingSet: '256 MiB' } };
    const slow = simulate({ disks: keen, policy });
    const rateOf = ({ rounds: [first] }: MigrationResult) =>
      (first?.bytes ?? 0) / (first?.seconds ?? 1);
    expect(rateOf(slow) / rateOf(alone)).toBeGreaterThan(0.5);
    expect(rateOf(slow) / rateOf(alone)).toBeLessThan(0.6);
  });

  it('is not ready in the time for it', () => {
    const busy = { vda: { ...disk, writes: '64 MiB/s' } };
    const result = simulate({ disks: busy, mirror: { ...mirror, readyWithin: '20 s' } });
    expect(result).toMatchObject({ totalSeconds: 20, downtimeSeconds: 0, abandoned: true });
    const { bulkBytes, againBytes, readySeconds } = diskOf(result);
    expect(readySeconds).toBeNull();
    expect((bulkBytes + againBytes) / (20 * 32 * MIB)).toBeCloseTo(1, 2);
  });

  it('is left where it is when the memory does not converge', () => {
    const policy = { maxTime: '2 s', maxBandwidth: '32 MiB/s' };
    const result = simulate({ disks: { vda: disk }, policy, workload });
    expect(result).toMatchObject({ stopReason: 'not-converging', abandoned: true });
    expect(diskOf(result)).toMatchObject({ bulkBytes: 256 * MIB, stoppedBytes: 0 });
  });

  it('follows into post-copy and is the same on average', () => {
    const postCopy = simulate({ disks: { vda: disk }, policy: { postCopy: { after: '0.1 s' } } });
    expect(postCopy.stopReason).toBe('post-copy');
    expect(partOf(postCopy, 'disk-drain')?.inDowntime).toBe(true);
    const exact = simulate({ disks: { vda: disk }, mirror });
    const expected = simulate({ disks: { vda: disk }, mirror, more: { fidelity: 'expected' } });
    expect(diskOf(expected)).toEqual(diskOf(exact));
  });

  it('goes at the rate that a change gives the link', () => {
    const more = {
      ...{ links: [{ name: 'wire', between: ['a', 'b'], rate: '1 Gbit/s' }] },
      changes: [{ at: '1 s', set: { 'wire.rate': '100 Mbit/s' } }],
    };
    const idle = { size: '256 MiB', allocated: '256 MiB' };
    const result = simulate({ disks: { vda: idle }, policy: { maxBandwidth: '10 Gbit/s' }, more });
    const seconds = 1 + (256 * MIB - LINK) / (LINK / 10);
    expect(secondsOf(result, 'disk-mirror') / seconds).toBeCloseTo(1, 2);
  });
});
