/** Post-copy as a user meets it: a short stop, one copy of everything, and a slow guest. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import type { SimulationRecord } from '../../../sim/engine/kernel/simulation.ts';
import { xendLog } from '../../../sim/output/trace/xend-log.ts';
import type { MigrationResult } from '../../../sim/run/result/result.ts';
import type { RunSettings } from '../../../sim/run/run.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import { runFirst } from '../../support/run-first.ts';

const PAGES = 8192;

function simulate(
  workload: object,
  extra: object = {},
  guest: object = {},
  settings: RunSettings = {},
): MigrationResult {
  const tree = {
    title: 'post-copy',
    hosts: { a: {}, b: {} },
    guests: { vm: { host: 'a', memory: '32 MiB', zeroPages: '0 %', workload, ...guest } },
    migrations: [{ guest: 'vm', to: 'b', mechanism: 'post-copy' }],
    ...extra,
  };
  const loaded = loadScenario(JSON.stringify(tree), 'post-copy.yaml', { profiles: PROFILES });
  expect(loaded.warnings).toEqual([]);
  return runFirst(loaded.scenario, settings);
}

const IDLE = { kind: 'idle' };
const WRITER = { kind: 'write', rate: '20000 pages/s', workingSet: '16 MiB' };
const READER = { kind: 'read', workingSet: '16 MiB' };

describe('post-copy', () => {
  it('sends every page once, whatever the guest does', () => {
    for (const workload of [IDLE, WRITER, READER]) {
      const result = simulate(workload, {}, {}, { verify: true });
      expect([result.pagesSent, result.stopReason]).toEqual([PAGES, 'post-copy']);
      expect(result.rounds.map(({ live, sent }) => [live, sent])).toEqual([[true, PAGES]]);
      const frame = result.bytesSent - PAGES * 4104;
      expect(frame).toBeGreaterThan(256 * 1024);
      expect(frame).toBeLessThan(300 * 1024);
      expect(xendLog(result)).toBe('');
    }
  });

  it('stops the guest for the time of its state, and not at its end', () => {
    const { parts, downtimeSeconds, totalSeconds } = simulate(WRITER);
    expect(parts.map(({ name, inDowntime }) => [name, inDowntime])).toEqual([
      ['setup', false],
      ['stop', true],
      ['device-state', true],
      ['start', true],
      ['push', false],
    ]);
    expect(downtimeSeconds).toBeLessThan(0.03);
    expect(totalSeconds).toBeGreaterThan(20 * downtimeSeconds);
  });

  it('takes the memory over the rate, for a busy guest too', () => {
    const links = [{ name: 'lan', between: ['a', 'b'], rate: '200 Mbit/s' }];
    const atRate = (PAGES * 4104 * 8) / (200e6 * 0.941);
    for (const workload of [IDLE, WRITER, READER]) {
      const { totalSeconds } = simulate(workload, { links });
      expect(totalSeconds / atRate).toBeGreaterThan(1);
      expect(totalSeconds / atRate).toBeLessThan(1.1);
    }
  });

  it('makes a guest stand for the pages that it misses, for longer the farther they are', () => {
    const stalled = (workload: object, latencyUs: number): number => {
      const latency = `${latencyUs} us`;
      const links = [{ name: 'lan', between: ['a', 'b'], rate: '1 Gbit/s', latency }];
      const { postCopy, rounds } = simulate(workload, { links });
      const { pulledPages = 0, stalledSeconds = 0 } = postCopy ?? {};
      expect(stalledSeconds).toBeGreaterThan((pulledPages * 2 * latencyUs) / 1e6);
      const { deltaSeconds = 1, deltaGuestCpuSeconds = 0 } = rounds[0] ?? {};
      // It runs when it does not stand.
      expect(deltaGuestCpuSeconds).toBeCloseTo(deltaSeconds - stalledSeconds, 1);
      return stalledSeconds / deltaSeconds;
    };
    const slow = { ...WRITER, rate: '3000 pages/s' };
    const near = stalled(slow, 50);
    expect(near).toBeGreaterThan(0.1);
    expect(stalled(slow, 500)).toBeGreaterThan(1.5 * near);
    // One that touches all the time hardly runs at all.
    expect(stalled(READER, 50)).toBeGreaterThan(0.9);
  });

  it('leaves an idle guest nearly alone', () => {
    const { postCopy, pagesSent } = simulate(IDLE);
    expect(postCopy?.stalledSeconds).toBeLessThan(0.05);
    expect(postCopy?.pulledPages).toBeLessThan(0.01 * pagesSent);
  });

  it('lets each virtual CPU miss a page of its own', () => {
    const each = [1, 4].map((vcpus) => {
      const { pulledPages = 0, stalledSeconds = 0 } =
        simulate(WRITER, {}, { vcpus }).postCopy ?? {};
      return stalledSeconds / pulledPages;
    });
    expect(each[1]).toBeLessThan(0.6 * (each[0] ?? 0));
  });

  it('tells of its parts, its batches and its round', () => {
    const records: SimulationRecord[] = [];
    const listener = (record: SimulationRecord) => records.push(record);
    const { parts } = simulate(WRITER, {}, {}, { listener });
    const kinds = (kind: string) => records.filter((record) => record.kind === kind);
    expect([kinds('part').length, kinds('round').length]).toEqual([parts.length, 1]);
    const pages = kinds('batch').map((record) => (record as unknown as { pages: number }).pages);
    expect(pages.reduce((sum, one) => sum + one, 0)).toBe(PAGES);
  });
});
