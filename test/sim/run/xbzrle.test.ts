/** XBZRLE as a user meets it: what converges with it, and what it depends on. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import type { MigrationResult } from '../../../sim/run/result/result.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import { runFirst } from '../../support/run-first.ts';

const WRITER = { kind: 'write', rate: '6000 pages/s', workingSet: '16 MiB' };

function load(xbzrle: object | undefined, policy: object = {}) {
  const workload = { ...WRITER, pattern: 'sequential' };
  const how = { name: 'qemu', maxBandwidth: '16 MiB/s', maxTime: '8 s', ...policy };
  const tree = {
    title: 'deltas',
    parameters: { guestDirtyRate: '0 pages/s', linkRate: '10 Gbit/s' },
    hosts: { a: {}, b: {} },
    guests: { vm: { host: 'a', memory: '32 MiB', zeroPages: '10 %', workload } },
    migrations: [{ guest: 'vm', to: 'b', policy: xbzrle === undefined ? how : { ...how, xbzrle } }],
  };
  return loadScenario(JSON.stringify(tree), 'x.yaml', { profiles: PROFILES }).scenario;
}

const simulate = (...of: Parameters<typeof load>): MigrationResult =>
  runFirst(load(...of), { verify: true });

describe('XBZRLE', () => {
  const whole = simulate(undefined);
  const deltas = simulate({ cache: '64 MiB' });

  it('lets a guest converge that changes little in many pages', () => {
    expect([whole.stopReason, whole.deltaPages]).toEqual(['not-converging', undefined]);
    expect(deltas.stopReason).toBe('downtime-target');
    expect(deltas.deltaPages).toBeGreaterThan(1000);
    // Each page twice at most: before it is in the cache, and into it.
    expect(deltas.pagesSent).toBeLessThan(8192 + 4096);
  });

  it('counts pages as deltas from when the search has gone around', () => {
    const [first] = deltas.rounds;
    expect(first?.deltaPages).toBe(0);
    const sum = deltas.rounds.reduce((all, round) => all + (round.deltaPages ?? 0), 0);
    expect(sum).toBe(deltas.deltaPages);
    expect(deltas.zeroPages).toBeLessThanOrEqual(820);
  });

  it('does not help where the cache is small, or pages change much', () => {
    expect(simulate({ cache: '1 MiB' }).stopReason).toBe('not-converging');
    expect(simulate({ changedWords: 256 }).deltaPages).toBeGreaterThan(0);
    expect(simulate({ changedWords: 256 }).totalSeconds).toBeGreaterThan(deltas.totalSeconds);
  });

  it('is refused with post-copy, which sends pages whole', () => {
    expect(() => load({}, { postCopy: { after: '1 s' } })).toThrow(/xbzrle/u);
  });
});
