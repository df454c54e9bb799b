/** QEMU's migrations as a user meets them: downtime, zero pages, throttling, and no end. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import type { MigrationResult } from '../../../sim/run/result/result.ts';
import { buildWorld, guestOf } from '../../../sim/run/world/world.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import { runFirst } from '../../support/run-first.ts';

const CALM = { kind: 'write', rate: '2000 pages/s', workingSet: '16 MiB' };
/** More than the link carries. */
const WILD = { kind: 'write', rate: '60000 pages/s', workingSet: '100 MiB' };

function scenarioOf(workload: object, policy: object = {}, extra: object = {}) {
  const tree = {
    title: 'qemu',
    hosts: { a: {}, b: {} },
    guests: { vm: { host: 'a', memory: '128 MiB', zeroPages: '0 %', workload } },
    migrations: [{ guest: 'vm', to: 'b', policy: { name: 'qemu', ...policy } }],
    ...extra,
  };
  return loadScenario(JSON.stringify(tree), 'qemu.yaml', { profiles: PROFILES }).scenario;
}

const simulate = (...which: Parameters<typeof scenarioOf>): MigrationResult => {
  return runFirst(scenarioOf(...which));
};

describe('a migration by QEMU', () => {
  it('is down for about the downtime limit and the state of its devices', () => {
    for (const limit of [100, 300]) {
      const { downtimeSeconds, stopReason } = simulate(CALM, { downtimeLimit: `${limit} ms` });
      expect(stopReason).toBe('downtime-target');
      expect(downtimeSeconds).toBeLessThan(limit / 1000 + 0.05);
    }
    const used = simulate(CALM, { downtimeLimit: '300 ms' }).downtimeSeconds;
    expect(used).toBeGreaterThan(0.1);
  });

  it('keeps to its bandwidth while the guest runs', () => {
    const { rounds } = simulate(CALM, { maxBandwidth: '20 MiB/s' });
    const [first, last] = [rounds[0], rounds.at(-1)].map((round) => {
      return ((round?.sent ?? 0) * 4104) / (round?.seconds ?? 1) / 2 ** 20;
    });
    expect(first).toBeGreaterThan(19.5);
    // Of 64 windows the first has sent its share at once.
    expect(first).toBeLessThanOrEqual(20 * (64 / 63));
    expect(last).toBeGreaterThan(80);
  });

  it('says what of its downtime passes at the source, where QEMU ends its own', () => {
    const { parts, downtimeSeconds, sourceDowntimeSeconds = 0 } = simulate(CALM);
    const start = parts.find(({ name }) => name === 'start')?.seconds ?? 0;
    expect(sourceDowntimeSeconds).toBeGreaterThan(0.1);
    expect(sourceDowntimeSeconds).toBeLessThan(downtimeSeconds - start);
    // A link as slow as this needs half a second for what is in the sender's socket.
    const slow = { linkRate: '32 MiB/s', linkEfficiency: '100 %', sendBuffer: '16 MiB' };
    const buffered = simulate(CALM, {}, { parameters: slow });
    const { downtimeSeconds: whole, sourceDowntimeSeconds: seen = 0 } = buffered;
    expect(whole - seen).toBeGreaterThan(0.4);
    expect(simulate(CALM, {}, { migrations: [{ guest: 'vm', to: 'b' }] })).not.toHaveProperty(
      'sourceDowntimeSeconds',
    );
  });

  it('goes as fast as a link that gets faster, at once, and never faster than its limit', () => {
    const guests = {
      vm: { host: 'a', memory: '1 GiB', zeroPages: '0 %', workload: { kind: 'idle' } },
    };
    const parameters = { linkRate: '160 Mbit/s', linkEfficiency: '100 %' };
    const changes = [{ at: '20 s', set: { 'parameters.linkRate': '1 Gbit/s' } }];
    const policy = { maxBandwidth: '64 MiB/s' };
    const { rounds } = simulate({ kind: 'idle' }, policy, { guests, parameters, changes });
    // 20 MB/s for 20 s, then 67.1 MB/s.
    const left = 1024 * 2 ** 20 * (4104 / 4096) - 20 * 20e6;
    const seconds = 20 + left / (64 * 2 ** 20);
    expect(rounds[0]?.seconds).toBeGreaterThan(seconds - 0.5);
    expect(rounds[0]?.seconds).toBeLessThan(seconds + 0.2);
  });

  it('has names of its own for its parts, and nothing of the source in the downtime', () => {
    const { parts } = simulate(CALM);
    expect(parts.map(({ name, inDowntime }) => [name, inDowntime])).toEqual([
      ['setup', false],
      ['pre-copy', false],
      ['stop', true],
      ['final-sync', true],
      ['stop-and-copy', true],
      ['device-state', true],
      ['start', true],
    ]);
  });

  it('tells zeros in 9 bytes each, in less time', () => {
    const guests = (zeroPages: string, workload: object = { kind: 'idle' }) => {
      return { guests: { vm: { host: 'a', memory: '128 MiB', zeroPages, workload } } };
    };
    const full = simulate(CALM, {}, guests('0 %'));
    const half = simulate(CALM, {}, guests('50 %'));
    expect(half.zeroPages).toBeGreaterThan(0.99 * 16_384);
    const rest = half.bytesSent - half.pagesSent * 4104 - half.zeroPages * 9;
    expect(rest).toBeGreaterThanOrEqual(0);
    expect(rest).toBeLessThan(320 * 1024);
    expect(half.bytesSent).toBeGreaterThan(16_384 * 4104);
    expect(half.totalSeconds).toBeLessThan(0.6 * full.totalSeconds);
    // What a workload uses is not zero.
    const used = { kind: 'write', rate: '10 pages/s', workingSet: '128 MiB' };
    const none = simulate(CALM, {}, guests('50 %', used));
    expect(none.zeroPages).toBe(0);
    expect(none.bytesSent).toBeGreaterThan(none.pagesSent * 4104);
    // Xen sends all of it.
    const xen = simulate(CALM, {}, { ...guests('50 %'), migrations: [{ guest: 'vm', to: 'b' }] });
    expect(xen.bytesSent).toBeGreaterThan(xen.pagesSent * 4104);
  });
});

describe('a guest that dirties faster than its link', () => {
  it('stays where it is when the time is over, and runs on as before', () => {
    const result = simulate(WILD, { maxTime: '8 s' });
    expect([result.stopReason, result.abandoned]).toEqual(['not-converging', true]);
    expect(result.downtimeSeconds).toBe(0);
    expect(result.totalSeconds).toBeGreaterThan(8);
    expect(result.totalSeconds).toBeLessThan(8.2);
    expect(result.rounds.every(({ live }) => live)).toBe(true);
    expect(result.rounds.at(-1)?.dirtied).toBeGreaterThan(10_000);
    expect(result.parts.map(({ name }) => name)).toEqual(['setup', 'pre-copy', 'cancel']);
  });

  it('is stopped and moved in whatever time it takes, if that is asked for', () => {
    const result = simulate(WILD, { maxTime: '5 s', onLimit: 'suspend' });
    expect([result.stopReason, result.abandoned]).toEqual(['not-converging', undefined]);
    expect(result.downtimeSeconds).toBeGreaterThan(0.4);
    expect(result.rounds.at(-1)?.live).toBe(false);
  });

  it('converges when it is throttled, and its CPU falls with every step', () => {
    const { rounds, stopReason, downtimeSeconds } = simulate(WILD, { autoConverge: true });
    expect(stopReason).toBe('downtime-target');
    expect(downtimeSeconds).toBeLessThan(0.35);
    const live = rounds.filter((round) => round.live);
    const throttles = live.map(({ throttlePercent = -1 }) => throttlePercent);
    expect(throttles).toEqual([...throttles].sort((a, b) => a - b));
    expect(throttles[0]).toBe(0);
    expect(throttles.at(-1)).toBeGreaterThanOrEqual(30);
    for (const { deltaGuestCpuSeconds, deltaSeconds, throttlePercent = 0 } of live) {
      if (deltaSeconds < 0.2) continue;
      expect(deltaGuestCpuSeconds / deltaSeconds).toBeCloseTo(1 - throttlePercent / 100, 1);
    }
  });

  it.each(['pageTime', 'ideal'])('ends alike with the transport %s', (kind) => {
    const transport = kind === 'ideal' ? kind : { pageTime: '40 us' };
    const policy = { name: 'qemu', maxTime: '5 s', maxBandwidth: '100 MiB/s' };
    const migrations = [{ guest: 'vm', to: 'b', transport, policy }];
    expect(simulate(WILD, {}, { migrations }).abandoned).toBe(true);
    expect(simulate(CALM, {}, { migrations }).stopReason).toBe('downtime-target');
  });

  it.each(['xen-3.2', 'xen-4', 'custom'])('never stays with %s, which ends', (name) => {
    const migrations = [{ guest: 'vm', to: 'b', policy: { name } }];
    const result = simulate(WILD, {}, { migrations });
    expect(result.abandoned).toBeUndefined();
    expect(result.downtimeSeconds).toBeGreaterThan(0);
  });
});

describe('a throttled guest', () => {
  it.each(['on-off', 'fluid'])('has the rest of its time, under the %s scheduler', (scheduler) => {
    const world = buildWorld(scenarioOf(WILD, {}, { scheduler, migrations: [] }));
    const { simulation } = world;
    const guest = guestOf(world, 'vm');
    const cpuIn = (seconds: number): number => {
      const before = guest.cpuNs;
      const end = simulation.nowNs + seconds * 1e9;
      simulation.at(end, () => undefined);
      simulation.run({ finished: () => simulation.nowNs >= end });
      return (guest.cpuNs - before) / (seconds * 1e9);
    };
    expect(cpuIn(1)).toBeCloseTo(1, 3);
    guest.throttle(0.7);
    expect(cpuIn(1)).toBeCloseTo(0.3, 2);
    guest.throttle(0.99);
    expect(cpuIn(1)).toBeCloseTo(0.01, 2);
    guest.throttle(0);
    expect(cpuIn(1)).toBeCloseTo(1, 3);
    expect(() => guest.throttle(1.1)).toThrow('a throttle of 1.1');
  });
});
