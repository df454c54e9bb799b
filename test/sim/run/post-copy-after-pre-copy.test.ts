/** Post-copy after pre-copy as a user meets it: QEMU's switch, its windows and its requests. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import type { MigrationResult } from '../../../sim/run/result/result.ts';
import { run } from '../../../sim/run/run.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import { cases } from '../../support/properties.ts';
import { runFirst } from '../../support/run-first.ts';

const MIB = 2 ** 20;

function simulate(postCopy: object, workload: object, more: object = {}, seed = 1) {
  const { guest = {}, policy = {} } = more as { guest?: object; policy?: object };
  const how = { name: 'qemu', release: '7.2', maxBandwidth: '16 MiB/s', postCopy, ...policy };
  const tree = {
    ...{ title: 'post-copy after pre-copy', machine: 'opteron-xen-3.2.1' },
    seed,
    parameters: { guestDirtyRate: '0 pages/s', linkRate: '10 Gbit/s', dom0Background: '0 %' },
    scheduler: 'fluid',
    hosts: { a: {}, b: {} },
    guests: { vm: { host: 'a', memory: '32 MiB', zeroPages: '0 %', workload, ...guest } },
    migrations: [{ guest: 'vm', to: 'b', policy: how }],
  };
  const loaded = loadScenario(JSON.stringify(tree), 'x.yaml', { profiles: PROFILES });
  expect(loaded.warnings).toEqual([]);
  return runFirst(loaded.scenario, { verify: true });
}

const PAGES = 8192;
const LIMITED = { after: '1 s', maxBandwidth: '16 MiB/s' };
const WRITER = { kind: 'write', rate: '6000 pages/s', workingSet: '16 MiB' };
const SEQUENTIAL = { ...WRITER, pattern: 'sequential' };
const RANDOM = { ...WRITER, pattern: 'uniform' };

const pushed = ({ rounds }: MigrationResult) => rounds.at(-1) as MigrationResult['rounds'][number];
const requests = ({ postCopy }: MigrationResult): number => postCopy?.pulledPages ?? Number.NaN;

describe('post-copy after pre-copy', () => {
  const limited = simulate(LIMITED, SEQUENTIAL);

  it('moves the guest at the first look after its time, in a short stop', () => {
    expect(limited.stopReason).toBe('post-copy');
    expect(pushed(limited).startSeconds).toBeGreaterThan(1);
    expect(pushed(limited).startSeconds).toBeLessThan(1.2);
    expect(limited.downtimeSeconds).toBeLessThan(0.03);
    expect(limited.parts.map(({ name, inDowntime }) => [name, inDowntime])).toEqual([
      ['setup', false],
      ['pre-copy', false],
      ['stop', true],
      ['final-sync', true],
      ['device-state', true],
      ['start', true],
      ['push', false],
    ]);
  });

  it('sends what was sent before and all that is dirty at the switch, each once', () => {
    const [before, after] = limited.rounds;
    expect(limited.rounds.map(({ live }) => live)).toEqual([true, true]);
    expect(after?.sent).toBe(before?.dirtied);
    // All of the working set was written in that second, and is not sent before.
    expect(limited.pagesSent).toBe((before?.sent ?? 0) + (after?.sent ?? 0));
    expect(limited.pagesSent).toBeGreaterThan(PAGES);
  });

  it('keeps to its bandwidth until the rest fits into the downtime limit', () => {
    const seconds = (postCopy: object, policy: object = {}) =>
      pushed(simulate(postCopy, { kind: 'idle' }, { policy })).deltaSeconds;
    const quota = (16 * MIB) / 10;
    const left = (PAGES * 4104) / quota - 11;
    // Windows of 100 ms; the last three go at once where there is a threshold of 300 ms.
    expect(seconds(LIMITED)).toBeCloseTo((left - 3) / 10, 0);
    expect(seconds(LIMITED, { release: '10.2' }) - seconds(LIMITED)).toBeGreaterThan(0.15);
    expect(seconds({ ...LIMITED, maxBandwidth: '32 MiB/s' }) / seconds(LIMITED)).toBeLessThan(0.6);
    expect(seconds({ after: '1 s' })).toBeLessThan(0.5);
  });

  it('goes on from a requested page: one request a window for pages in turn, two for any', () => {
    const aWindow = (result: MigrationResult): number =>
      requests(result) / (10 * pushed(result).deltaSeconds);
    expect(aWindow(limited)).toBeGreaterThan(0.4);
    expect(aWindow(limited)).toBeLessThan(1.1);
    const random = aWindow(simulate(LIMITED, RANDOM));
    expect(random).toBeGreaterThan(1.5);
    expect(random).toBeLessThan(2.5);
    expect(requests(simulate(LIMITED, { kind: 'idle' }))).toBe(0);
  });

  it('lets a request wait for the next window, but not where it has a channel of its own', () => {
    const each = (postCopy: object): number => {
      const { stalledSeconds = 0, pulledPages = 0 } = simulate(postCopy, RANDOM).postCopy ?? {};
      return stalledSeconds / pulledPages;
    };
    expect(each(LIMITED)).toBeGreaterThan(0.005);
    expect(each({ ...LIMITED, preempt: true })).toBeLessThan(0.001);
  });

  it('may follow one pass, or what would have been the stop-and-copy', () => {
    const policy = { maxBandwidth: '64 MiB/s', downtimeLimit: '100 ms' };
    const one = simulate({ afterPasses: 1 }, { ...SEQUENTIAL, rate: '20000 pages/s' }, { policy });
    expect([one.stopReason, one.rounds.length]).toEqual(['post-copy', 3]);
    const slow = { ...SEQUENTIAL, rate: '1000 pages/s' };
    const fits = simulate({ atThreshold: true }, slow, { policy });
    const plain = simulate({ after: '100 s' }, slow, { policy });
    expect([fits.stopReason, plain.stopReason]).toEqual(['post-copy', 'downtime-target']);
    expect(fits.rounds.length).toBe(plain.rounds.length);
    expect(fits.downtimeSeconds).toBeLessThan(plain.downtimeSeconds);
  });

  it('serves a page that was asked for when a slice ends', () => {
    const policy = {
      ...{ name: 'qemu', release: '10.2', maxBandwidth: '1 Gbit/s', postCopy: { after: '1 s' } },
      ...{ multifd: { channels: 3 }, tls: true },
    };
    const tree = {
      ...{ title: 'two at once', machine: 'kvm-2024', hosts: { a: {}, b: {} } },
      guests: {
        vm: {
          ...{ count: 2, host: 'a', memory: '256 MiB' },
          zeroPages: { share: '30 %', layout: 'scattered' },
          workload: { kind: 'write', rate: '150000 pages/s', workingSet: '128 MiB' },
        },
      },
      migrations: [{ guest: 'vm', to: 'b', policy }],
    };
    const text = JSON.stringify(tree);
    const { scenario } = loadScenario(text, 'x.yaml', { profiles: PROFILES });
    for (const each of run(scenario).migrations) {
      expect(each.totalSeconds).toBeLessThan(2);
      expect(requests(each)).toBeGreaterThan(10);
    }
  });

  it('brings every page as it was at the switch, whatever the guest does', () => {
    const any = fc.record({
      after: fc.constantFrom('0 s', '500 ms', '1500 ms'),
      limit: fc.constantFrom(undefined, '8 MiB/s', '64 MiB/s'),
      preempt: fc.boolean(),
      pattern: fc.constantFrom('sequential', 'uniform'),
      rate: fc.integer({ min: 1, max: 5000 }),
      vcpus: fc.constantFrom(1, 3),
      seed: fc.nat(1000),
    });
    const property = fc.property(any, ({ after, limit, preempt, pattern, rate, vcpus, seed }) => {
      const workload = { ...SEQUENTIAL, rate: `${rate} pages/s`, pattern };
      const how = { after, preempt, ...(limit === undefined ? {} : { maxBandwidth: limit }) };
      const result = simulate(how, workload, { guest: { vcpus } }, seed);
      expect(result.stopReason).toBe('post-copy');
      const last = result.rounds.at(-2);
      expect(pushed(result).sent).toBe(last?.dirtied);
      const { stalledSeconds = -1 } = result.postCopy ?? {};
      expect(stalledSeconds).toBeGreaterThanOrEqual(0);
      expect(stalledSeconds).toBeLessThanOrEqual(pushed(result).deltaSeconds);
    });
    // To make a slow case smaller takes minutes.
    fc.assert(property, { numRuns: cases(10), endOnFailure: true });
  });
});
