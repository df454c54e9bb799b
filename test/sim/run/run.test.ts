/**
 * A run as a library's user meets it: records, changes on the way, page contents, the other
 * mechanism.
 */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { xen4 } from '../../../models/policy/xen-4.ts';
import type { SimulationRecord } from '../../../sim/engine/kernel/simulation.ts';
import { run } from '../../../sim/run/run.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import type { Scenario } from '../../../sim/scenario/scenario.ts';
import { runFirst } from '../../support/run-first.ts';

function parse(extra: object = {}): Scenario {
  const tree = {
    title: 'run',
    hosts: { a: { dom0: { cap: '30 %' } }, b: {} },
    guests: { vm: { host: 'a', memory: '64 MiB', workload: { kind: 'idle' } } },
    migrations: [{ guest: 'vm', to: 'b' }],
    ...extra,
  };
  return loadScenario(JSON.stringify(tree), 'run.yaml', { profiles: PROFILES }).scenario;
}

describe('a run', () => {
  it('tells its listener of every part, round, batch and parking, in order of time', () => {
    const records: SimulationRecord[] = [];
    const result = runFirst(parse(), { listener: (record) => records.push(record) });
    const of = (kind: string): SimulationRecord[] => records.filter((each) => each.kind === kind);
    expect(of('part').length).toBe(result.parts.length);
    expect(of('round').length).toBe(result.rounds.length);
    expect(of('batch').length).toBeGreaterThanOrEqual(16);
    expect(of('park').length).toBeGreaterThan(5);
    const times = records.map(({ timeNs }) => timeNs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it.each([
    {},
    // Its idle guests want CPU to keep time.
    { machine: 'xen-4.17-emulated' },
  ])('waits 50 h for a migration, and it goes as it does at once: %j', (machine) => {
    const at = (text: string) => {
      const migrations = [{ guest: 'vm', to: 'b', at: text }];
      const { startSeconds, ...rest } = runFirst(
        parse({ scheduler: 'fluid', ...machine, migrations }),
      );
      return { startSeconds, seconds: rest.totalSeconds, bytes: rest.bytesSent };
    };
    const soon = at('0 s');
    const late = at('50 h');
    expect(late.startSeconds).toBe(180_000);
    expect(late.bytes).toBe(soon.bytes);
    expect(late.seconds).toBeCloseTo(soon.seconds, 0);
  });

  it('gives the same result whether somebody listens or not', () => {
    const heard = run(parse(), { listener: () => undefined, verify: true });
    expect(JSON.stringify(heard)).toBe(JSON.stringify(run(parse())));
  });

  it('obeys a change on the way', () => {
    const changes = [{ at: '1 s', set: { 'a.dom0.cap': '100 %' } }];
    expect(runFirst(parse({ changes })).totalSeconds).toBeLessThan(
      runFirst(parse()).totalSeconds - 1,
    );
    const slower = [{ at: '0.5 s', set: { 'lan.rate': '20 Mbit/s' } }];
    const links = [{ name: 'lan', between: ['a', 'b'], rate: '1 Gbit/s' }];
    expect(runFirst(parse({ changes: slower, links })).totalSeconds).toBeGreaterThan(20);
  });

  it('by suspend-copy-resume is down for nearly all of it and sends every page once', () => {
    const migrations = [{ guest: 'vm', to: 'b', mechanism: 'suspend-copy-resume' }];
    const result = runFirst(parse({ migrations }), { verify: true });
    expect([result.stopReason, result.pagesSent]).toEqual(['not-live', 16_384]);
    expect(result.downtimeSeconds / result.totalSeconds).toBeGreaterThan(0.9);
    const live = runFirst(parse());
    expect(live.downtimeSeconds / live.totalSeconds).toBeLessThan(0.5);
  });

  it('lets a timer-paced writer write no faster for its suspend or its virtual CPUs', () => {
    const workload = { kind: 'write', rate: '500 pages/s', workingSet: '32 MiB', pacing: 'timer' };
    const guests = { vm: { host: 'a', memory: '64 MiB', vcpus: 2, workload } };
    const { rounds } = runFirst(parse({ guests }));
    const [first] = rounds;
    const written = 500 * (first?.seconds ?? 0);
    expect(first?.dirtied).toBeLessThan(1.1 * written + 100);
    // 205 pages of the suspend itself, and what is written in some 50 ms.
    expect(rounds.at(-2)?.dirtied).toBeLessThan(300);
  });

  it('takes a policy that a program gives it, and asks for one that is missing', () => {
    const policy = { name: 'module', file: 'mine.mjs', options: { most: 2 } };
    const scenario = parse({ migrations: [{ guest: 'vm', to: 'b', policy }] });
    const make = (options: Readonly<Record<string, unknown>>) =>
      xen4({ maxRounds: options.most as number, minPages: 0 });
    const { rounds } = runFirst(scenario, { policies: new Map([['mine.mjs', make]]) });
    expect(rounds.map(({ live }) => live)).toEqual([true, true, false]);
    expect(() => run(scenario)).toThrow('mine.mjs: this policy was not imported');
  });

  it('ends by the rule that its policy names', () => {
    const workload = { kind: 'write', rate: '200000 pages/s', workingSet: '48 MiB' };
    const guests = { vm: { host: 'a', memory: '64 MiB', workload } };
    const reason = (policy: object): string => {
      const migrations = [{ guest: 'vm', to: 'b', policy }];
      return runFirst(parse({ guests, migrations })).stopReason;
    };
    expect(reason({ maxRounds: 4 })).toBe('max-rounds');
    expect(reason({ maxFactor: 1 })).toBe('max-factor');
    expect(runFirst(parse()).stopReason).toBe('few-pages');
  });
});
