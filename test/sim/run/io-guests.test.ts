/** Guests with I/O: what their backends use of Dom0, what they dirty, what they share. */
import { describe, expect, test } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import type { MigrationResult } from '../../../sim/run/result/result.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import { runFirst } from '../../support/run-first.ts';

function migrate(
  workload: string,
  settings: Readonly<Record<string, string>> = {},
): MigrationResult {
  const text = `title: A guest with I/O
scheduler: fluid
hosts: {source: {}, destination: {}}
guests: {vm: {host: source, memory: 128 MiB, workload: ${workload}}}
migrations: [{guest: vm, to: destination}]
`;
  const set = Object.entries(settings).map(([path, value]) => ({ path, value }));
  return runFirst(loadScenario(text, 'io.yaml', { profiles: PROFILES, set }).scenario, {
    verify: true,
  });
}

const IDLE = '{kind: idle}';
const DISK = '{kind: disk, cache: 64 MiB}';

/** CPU of the source's Dom0 that is neither the migration's nor idle housekeeping's, seconds. */
function otherCpuSeconds(result: MigrationResult): number {
  return result.sourceDom0CpuSeconds - result.sourceMigrationCpuSeconds;
}

function preCopySeconds({ parts }: MigrationResult): number {
  return parts.find(({ name }) => name === 'pre-copy')?.seconds ?? Number.NaN;
}

test('a disk read costs Dom0 CPU and dirties the page cache', () => {
  const idle = migrate(IDLE);
  const disk = migrate(DISK);
  expect(otherCpuSeconds(disk)).toBeGreaterThan(1.5 * otherCpuSeconds(idle));
  expect(disk.pagesSent).toBeGreaterThan(1.05 * idle.pagesSent);
  expect(disk.totalSeconds).toBeGreaterThan(idle.totalSeconds);
});

/** Latency, seek and transfer of a request of 128 KiB, by the profile, in seconds. */
const REQUEST_SECONDS = { sequential: 10e-3 + 131_072 / 60e6, random: 18e-3 + 131_072 / 60e6 };

describe.each(['read', 'write'])('a disk %s', (operation) => {
  test.each(['sequential', 'random'] as const)('of %s order waits for each request', (pattern) => {
    const workload = `{kind: disk, operation: ${operation}, pattern: ${pattern}, cache: 16 MiB}`;
    const result = migrate(workload);
    const { seconds, stoppedSeconds, backendCpuSeconds } = result.guestPerformance;
    const requests = (seconds - stoppedSeconds) / REQUEST_SECONDS[pattern];
    // 100 us a request and 30 us a page.
    expect(backendCpuSeconds / (requests * 1060e-6)).toBeCloseTo(1, 1);
    expect(result.pagesSent).toBeGreaterThan(1.01 * migrate(IDLE).pagesSent);
  });
});

test('a disk that is written to shares the way out with the migration, a read does not', () => {
  const slowLink = { 'parameters.linkRate': '200 Mbit/s' };
  const [read, write] = ['read', 'write'].map((operation) =>
    migrate(`{kind: disk, operation: ${operation}, depth: 4, cache: 1 MiB}`, slowLink),
  ) as [MigrationResult, MigrationResult];
  expect(write.totalSeconds).toBeGreaterThan(1.2 * read.totalSeconds);
});

test('smaller requests at the same rate cost more CPU', () => {
  const cpu = ['128 KiB', '16 KiB'].map((size) => {
    const depth = size === '16 KiB' ? 8 : 1;
    const workload = `{kind: disk, request: ${size}, depth: ${depth}, rate: 8 MB/s, cache: 8 MiB}`;
    const result = migrate(workload);
    return otherCpuSeconds(result) / result.totalSeconds;
  });
  expect(cpu[1]).toBeGreaterThan(cpu[0] as number);
});

test.each(['sender', 'receiver'])('packets of a %s cost Dom0 CPU in proportion to them', (role) => {
  const [slow, fast] = ['20 Mbit/s', '80 Mbit/s'].map((rate) => {
    const result = migrate(`{kind: network, role: ${role}, rate: ${rate}}`);
    const base = otherCpuSeconds(migrate(IDLE)) / migrate(IDLE).totalSeconds;
    return otherCpuSeconds(result) / result.totalSeconds - base;
  }) as [number, number];
  // 1667 packets a second at 6.4 or 3.5 us each; the guest stands while the toolstack ends.
  expect(slow).toBeGreaterThan(role === 'sender' ? 0.008 : 0.004);
  expect(fast / slow).toBeGreaterThan(3);
  expect(fast / slow).toBeLessThan(5);
});

test('a sender shares the link with its migration', () => {
  const slowLink = { 'parameters.linkRate': '200 Mbit/s' };
  const alone = migrate(IDLE, slowLink);
  const sending = migrate('{kind: network, role: sender, rate: 80 Mbit/s}', slowLink);
  const receiving = migrate('{kind: network, role: receiver, rate: 80 Mbit/s}', slowLink);
  expect(sending.totalSeconds).toBeGreaterThan(1.4 * alone.totalSeconds);
  expect(receiving.totalSeconds).toBeLessThan(0.95 * sending.totalSeconds);
});

test('one that does not back off has its part of the queue of a full link', () => {
  const seconds = ['tcp', 'udp'].map((transport) => {
    const workload = `{kind: network, transport: ${transport}, rate: 2 Gbit/s}`;
    const free = { dom0CpuPerPacket: '100 ns', guestCpuPerPacket: '100 ns' };
    const set = Object.entries(free).map(([name, value]) => [`parameters.${name}`, value]);
    const fast = { ...Object.fromEntries(set), 'parameters.linkRate': '200 Mbit/s' };
    return preCopySeconds(migrate(workload, fast));
  }) as [number, number];
  // 256 packets of 1500 B wait beside 68 KiB of the migration: it has 1 / 7 instead of 1 / 2.
  expect(seconds[1] / seconds[0]).toBeCloseTo(3.5, 0);
});

test('reading slows the copy however fast it is, and dirties nothing of its own', () => {
  const idle = migrate(IDLE);
  const [low, high] = ['10 %', '100 %'].map((cap) =>
    migrate('{kind: read, workingSet: 96 MiB}', { 'vm.cap': cap }),
  ) as [MigrationResult, MigrationResult];
  expect(low.totalSeconds).toBeGreaterThan(idle.totalSeconds);
  // The suspend itself takes a capped guest longer.
  expect(preCopySeconds(high) / preCopySeconds(low)).toBeCloseTo(1, 2);
  expect(high.pagesSent).toBeLessThan(1.05 * idle.pagesSent);
});

test('a benchmark by name is the workload it stands for', () => {
  const named = migrate('{kind: benchmark, name: network-send}');
  const written = migrate(
    '{kind: network, transport: udp, rate: 165 Mbit/s, packet: 1052 B, buffers: 6 MiB}',
  );
  expect(named.totalSeconds).toBe(written.totalSeconds);
});
