/** Guests that change over time, in whole runs: each way to say the same thing gives the same. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import type { MigrationResult } from '../../../sim/run/result/result.ts';
import { formulaReader } from '../../../sim/scenario/formula/read-formula.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import { runFirst } from '../../support/run-first.ts';

const readFormula = await formulaReader();

function move(workload: object, extra: object = {}): MigrationResult {
  const tree = {
    title: 'varying',
    hosts: { a: {}, b: {} },
    guests: { vm: { host: 'a', memory: '64 MiB', workload } },
    migrations: [{ guest: 'vm', to: 'b', at: '1 s' }],
    ...extra,
  };
  const options = { profiles: PROFILES, readFormula };
  const { scenario } = loadScenario(JSON.stringify(tree), 'varying.yaml', options);
  return runFirst(structuredClone(scenario), { verify: true });
}

const write = { kind: 'write', workingSet: '32 MiB', pacing: 'timer' };
const busy = { ...write, rate: '20000 pages/s' };

describe('the same course said in another way', () => {
  it.each(['uniform', 'sequential'])('constant, %s: replay, formula and write', (pattern) => {
    const shared = { workingSet: '32 MiB', pattern };
    const replay = { kind: 'replay', points: [{ at: '0 s', rate: '5000 pages/s' }] };
    const formula = { kind: 'formula', rate: '5000 pages/s', workingSet: '32 MiB', pattern };
    const dirtied = (result: MigrationResult): number[] =>
      result.rounds.map((each) => each.dirtied ?? -1);
    const [first = [], ...others] = [
      { ...write, rate: '5000 pages/s', pattern },
      { ...replay, ...shared },
      formula,
    ].map((workload) => dirtied(move(workload)));
    expect(first.length).toBeGreaterThan(3);
    for (const other of others) {
      // CPU is a sum of fractions: a write may fall on the other side of a look.
      for (const [index, pages] of other.entries()) {
        expect(Math.abs(pages - (first[index] as number))).toBeLessThanOrEqual(1);
      }
    }
  });

  it.each([
    ['cpu', 'uniform'],
    ['timer', 'sequential'],
  ])('on and off, paced by %s, %s: phases and timed changes', (pacing, pattern) => {
    const on = { ...busy, pacing, pattern };
    const phases = move({
      kind: 'phases',
      repeat: true,
      phases: [
        { for: '500 ms', workload: on },
        { for: '250 ms', workload: { kind: 'idle' } },
      ],
    });
    const changes = Array.from({ length: 20 }, (_, index) => [
      { at: `${750 * index + 500} ms`, set: { 'vm.workload.rate': '0 pages/s' } },
      { at: `${750 * index + 750} ms`, set: { 'vm.workload.rate': '20000 pages/s' } },
    ]).flat();
    expect(JSON.stringify(phases)).toBe(JSON.stringify(move(on, { changes })));
    expect(phases.pagesSent).not.toBe(move(on).pagesSent);
  });

  it('on and off: a formula, a series that repeats, and phases write as much', () => {
    const shared = { workingSet: '32 MiB', pattern: 'sequential' };
    const points = [
      { at: '0 s', rate: '20000 pages/s' },
      { at: '0.5 s', rate: '0 pages/s' },
    ];
    const replay = { kind: 'replay', points, after: 'repeat', length: '0.75 s', ...shared };
    const rate = 't % 0.75 < 0.5 ? 20000 : 0 pages/s';
    const formula = { kind: 'formula', rate, every: '1 ms', until: '30 s', ...shared };
    const sent = [replay, formula].map((workload) => move(workload).rounds[0]?.dirtied ?? 0);
    expect(sent[0]).toBeGreaterThan(5000);
    expect(Math.abs((sent[0] as number) - (sent[1] as number))).toBeLessThan(40);
  });
});

describe('phases', () => {
  const inPhases = (...phases: object[]): object => {
    return { kind: 'phases', repeat: true, phases };
  };

  it('of one thing are that thing', () => {
    const once = { ...write, rate: '9000 pages/s', pattern: 'sequential' };
    const twice = inPhases({ for: '2 s', workload: once }, { for: '0.3 s', workload: once });
    // The guest's CPU is a sum that is taken at other instants: its last bits may differ.
    const shown = (result: object): string =>
      JSON.stringify(result, (_, value) => {
        return typeof value === 'number' ? Number(value.toPrecision(12)) : value;
      });
    expect(shown(move(twice))).toBe(shown(move(once)));
  });

  it('start the clock of a formula and of a series again', () => {
    const ramp = { kind: 'formula', rate: '4000 * t pages/s', workingSet: '32 MiB' };
    const tooth = [
      { at: '0 s', rate: '0 pages/s' },
      { at: '0.5 s', rate: '2000 pages/s' },
    ];
    const saw = { kind: 'replay', interpolate: 'linear', after: 'repeat', points: tooth };
    const whole = { ...saw, workingSet: '32 MiB' };
    const dirtied = [inPhases({ for: '0.5 s', workload: ramp }), whole].map((workload) => {
      return move(workload).rounds[0]?.dirtied ?? 0;
    });
    expect(dirtied[0]).toBeGreaterThan(500);
    expect(Math.abs((dirtied[0] as number) / (dirtied[1] as number) - 1)).toBeLessThan(0.03);
  });

  it('may use the disk and the network in turn', () => {
    const result = move(
      inPhases(
        { for: '0.4 s', workload: { kind: 'disk' } },
        { for: '0.4 s', workload: { kind: 'network', rate: '80 Mbit/s' } },
        { for: '0.2 s', workload: { kind: 'cpu' } },
      ),
    );
    const disk = move({ kind: 'disk' });
    const [some = 0, all = 0] = [result, disk].map(({ rounds }) => rounds[0]?.dirtied ?? 0);
    expect(some).toBeGreaterThan(all / 10);
    expect(some).toBeLessThan(all);
  });
});

describe('a rate', () => {
  it('of dirtied pages is what the rounds show', () => {
    const points = [{ at: '0 s', rate: '30 Mbit/s' }];
    const workload = { kind: 'replay', counts: 'dirtied', workingSet: '48 MiB', points };
    const { rounds } = move(workload, { parameters: { guestDirtyRate: '0 pages/s' } });
    const { dirtied = 0, deltaSeconds = 1 } = rounds[0] ?? {};
    expect(((dirtied ?? 0) * 32_768) / deltaSeconds / 30e6).toBeCloseTo(1, 1);
  });

  it('kept by a timer is not exceeded by what else the guest does', () => {
    const { rounds } = move({ ...write, rate: '2000 pages/s', pattern: 'sequential' });
    // The suspend takes 20 ms of the guest's CPU, which are not spent on writes.
    expect(rounds.at(-2)?.dirtied).toBeLessThan(205 + 300);
  });

  it('of a guest with two virtual CPUs is that of the guest', () => {
    const dirtied = [1, 2].map((vcpus) => {
      const workload = { ...write, rate: '3000 pages/s', pattern: 'sequential' };
      const guests = { vm: { host: 'a', memory: '64 MiB', vcpus, workload } };
      return move({}, { guests }).rounds[0]?.dirtied ?? 0;
    });
    expect(dirtied[0]).toBeGreaterThan(1000);
    expect(Math.abs((dirtied[0] as number) - (dirtied[1] as number))).toBeLessThan(20);
  });
});
