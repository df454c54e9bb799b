/** What must hold of a lone migration; of any scenario, `precopy fuzz` knows it. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../models/machine/registry.ts';
import { loadScenario } from '../../sim/scenario/load.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { runFirst } from '../support/run-first.ts';

function parse(tree: unknown): Scenario {
  return loadScenario(JSON.stringify(tree), 'law.yaml', { profiles: PROFILES }).scenario;
}

function lone(extra: object): Scenario {
  return parse({
    title: 'lone',
    hosts: { a: {}, b: {} },
    guests: {
      vm: { host: 'a', memory: '64 MiB', workload: { kind: 'cpu' } },
    },
    migrations: [{ guest: 'vm', to: 'b' }],
    ...extra,
  });
}

describe('a lone migration', () => {
  it('takes the same time in both forms of the scheduler where no cap bites', () => {
    const onOff = runFirst(lone({ scheduler: 'on-off' })).totalSeconds;
    const fluid = runFirst(lone({ scheduler: 'fluid' })).totalSeconds;
    expect(Math.abs(onOff / fluid - 1)).toBeLessThan(0.001);
  });

  it('differs with the seed when Dom0 is capped', () => {
    const hosts = { a: { dom0: { cap: '20 %' } }, b: {} };
    const times = [1, 2, 3].map((seed) => runFirst(lone({ hosts, seed })).totalSeconds);
    expect(new Set(times).size).toBe(3);
  });

  it('takes longer with less CPU, a slower link, or a busier guest', () => {
    const free = runFirst(lone({})).totalSeconds;
    const capped = runFirst(lone({ hosts: { a: { dom0: { cap: '30 %' } }, b: {} } })).totalSeconds;
    const links = [{ name: 'lan', between: ['a', 'b'], rate: '100 Mbit/s' }];
    const slow = runFirst(lone({ links })).totalSeconds;
    const workload = { kind: 'write', rate: '20000 pages/s', workingSet: '40 MiB' };
    const guests = { vm: { host: 'a', memory: '64 MiB', workload } };
    const busy = runFirst(lone({ guests })).totalSeconds;
    for (const longer of [capped, slow, busy]) expect(longer).toBeGreaterThan(1.2 * free);
  });

  it('never ends sooner for sharing its hosts with another', () => {
    const guests = {
      vm: { host: 'a', memory: '64 MiB', workload: { kind: 'idle' } },
      other: { host: 'a', memory: '64 MiB', workload: { kind: 'idle' } },
    };
    const migrations = [
      { guest: 'vm', to: 'b' },
      { guest: 'other', to: 'b' },
    ];
    const alone = runFirst(lone({ guests, migrations: [migrations[0]] })).totalSeconds;
    const both = runFirst(lone({ guests, migrations })).totalSeconds;
    expect(both).toBeGreaterThan(alone);
  });
});
