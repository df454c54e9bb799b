/** Parts of a scenario that cannot feel each other: which they are, and that all goes as in one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { runMany } from '../../../../sim/run/expected/run/many.ts';
import { allOf } from '../../../../sim/run/result/steps.ts';
import { run } from '../../../../sim/run/run.ts';
import { independentParts } from '../../../../sim/run/world/independent-parts.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';
import type { Scenario } from '../../../../sim/scenario/scenario.ts';
import { cases } from '../../../support/properties.ts';

type Tree = Record<string, unknown>;

/** Guests of three hosts go to three others, over a core that is wider than all interfaces. */
function rack(over: Tree = {}): Scenario {
  const tree = {
    title: 'A rack',
    hosts: { old: { count: 3, cpus: 4 }, new: { count: 3, cpus: 4 }, idle: {} },
    switches: {
      left: { hosts: ['old'], uplink: 'core', rate: '3 Gbit/s' },
      right: { hosts: ['new'], uplink: 'core', rate: '3 Gbit/s' },
      core: {},
    },
    guests: {
      vm: {
        count: 6,
        host: 'old',
        memory: '32 MiB',
        workload: { kind: 'write', rate: '900 pages/s', workingSet: '4 MiB' },
      },
      elsewhere: { host: 'idle', memory: '32 MiB' },
    },
    atOnce: 1,
    migrations: [{ guest: 'vm', to: 'new', every: '10 ms' }],
    ...over,
  };
  return loadScenario(JSON.stringify(tree), 'rack.yaml', { profiles: PROFILES }).scenario;
}

function hostsOf(scenario: Scenario): string[][] {
  return independentParts(scenario).map((part) => Object.keys(part.scenario.hosts));
}

const PAIRS = [
  ['old-1', 'new-1'],
  ['old-2', 'new-2'],
  ['old-3', 'new-3'],
];

const vm = (workload: Tree): Tree => ({
  vm: { count: 6, host: 'old', memory: '32 MiB', workload },
});

describe('parts of a scenario', () => {
  it('are the pairs of hosts between which guests move; others are left out', () => {
    expect(hostsOf(rack())).toEqual(PAIRS);
    const [first] = independentParts(rack());
    expect(first?.places).toEqual([0, 3]);
    expect(Object.keys(first?.scenario.guests ?? {})).toEqual(['vm-1', 'vm-4']);
  });

  it('have the timed changes of their hosts and guests', () => {
    const changes = [
      { at: '1 s', set: { 'hosts.old-2.dom0.cap': '30 %', 'guests.vm-3.cap': '20 %' } },
      { at: '2 s', set: { 'guests.vm-2.workload.rate': '90 pages/s' } },
    ];
    const parts = independentParts(rack({ changes }));
    const kinds = parts.map(({ scenario }) => {
      return scenario.changes.flatMap(({ settings }) => settings.map(({ kind }) => kind));
    });
    expect(kinds).toEqual([[], ['dom0-cap', 'guest-rate'], ['guest-cap']]);
  });

  it('are joined by a host to which two of them send', () => {
    const migrations = [
      { guest: 'vm-1', to: 'new-1' },
      { guest: 'vm-2', to: 'new-1' },
      { guest: 'vm-3', to: 'new-3' },
    ];
    const guests = { vm: { count: 3, host: 'old', memory: '32 MiB' } };
    expect(hostsOf(rack({ migrations, guests }))).toEqual([
      ['old-1', 'old-2', 'new-1'],
      ['old-3', 'new-3'],
    ]);
  });

  const narrow = { hosts: ['old'], uplink: 'core', rate: '2.9 Gbit/s' };
  it.each<[string, Tree]>([
    ['an uplink that their interfaces can fill', { switches: { left: narrow, core: {} } }],
    ['storage that their guests use', { guests: vm({ kind: 'disk' }) }],
    [
      'storage that a phase of a guest uses',
      {
        guests: vm({
          kind: 'phases',
          phases: [
            { for: '1 s', workload: { kind: 'idle' } },
            { for: '1 s', workload: { kind: 'disk' } },
          ],
        }),
      },
    ],
    [
      'storage that a mechanism uses',
      { migrations: [{ guest: 'vm', to: 'new', mechanism: 'suspend-copy-resume' }] },
    ],
    [
      'rates of links that change',
      { changes: [{ at: '1 s', set: { 'parameters.linkRate': '10 Gbit/s' } }] },
    ],
    [
      'bystanders, who are watched all the time',
      { guests: { ...vm({ kind: 'idle' }), stays: { host: 'new-2', memory: '32 MiB' } } },
    ],
    [
      'a policy of the user, which may remember others',
      { migrations: [{ guest: 'vm', to: 'new', policy: { name: 'module', file: 'own.mjs' } }] },
    ],
    [
      'migrations of which some leave the machine out',
      {
        migrations: [
          { guest: 'vm-1', to: 'new-1', transport: { pageTime: '65 us' } },
          { guest: 'vm-2', to: 'new-2' },
        ],
      },
    ],
  ])('are one with %s', (_, over) => {
    expect(independentParts(rack(over))).toHaveLength(1);
  });

  it('have the links and the switches of their hosts, and no others', () => {
    const links = [
      { name: 'direct', between: ['old-2', 'new-2'] },
      { name: 'spare', between: ['old-1', 'new-3'] },
    ];
    const parts = independentParts(rack({ links })).map(({ scenario }) => scenario);
    expect(parts.map((part) => part.links?.map(({ name }) => name))).toEqual([[], ['direct'], []]);
    expect(parts[1]?.switches).toEqual({
      left: { hosts: ['old-2'], uplink: 'core', bitsPerSecond: 3e9, latencyNs: 0 },
      right: { hosts: ['new-2'], uplink: 'core', bitsPerSecond: 3e9, latencyNs: 0 },
      core: { hosts: [], latencyNs: 0 },
    });
  });

  it('come to the same as the whole, bit for bit', () => {
    const cap = fc.constantFrom('none', '20 %', '60 %');
    const moves = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 6, maxLength: 6 });
    const scheduler = fc.constantFrom('on-off', 'fluid');
    const policy = fc.constantFrom('xen-3.2', 'xen-4', 'qemu');
    const workload = fc.constantFrom<Tree>(
      { kind: 'write', rate: '900 pages/s', workingSet: '4 MiB' },
      { kind: 'network', rate: '200 Mbit/s' },
    );
    const atOnce = fc.integer({ min: 1, max: 3 });
    const setting = fc.record({ cap, moves, scheduler, policy, workload, atOnce });
    fc.assert(
      fc.property(setting, (drawn) => {
        const hosts = {
          old: { count: 3, cpus: 2, dom0: { cap: drawn.cap } },
          new: { count: 3, cpus: 2 },
        };
        const migrations = drawn.moves.map((to, index) => {
          return { guest: `vm-${index + 1}`, to: `new-${to}`, policy: { name: drawn.policy } };
        });
        const guests = vm(drawn.workload);
        const { scheduler: form, atOnce: most } = drawn;
        const scenario = rack({ hosts, guests, migrations, scheduler: form, atOnce: most });
        // Who listens sees all of it on one clock.
        expect(run(scenario)).toEqual(run(scenario, { listener: () => undefined }));
      }),
      { numRuns: cases(20) },
    );
  });

  const move = fc.record({
    to: fc.integer({ min: 1, max: 3 }),
    at: fc.constantFrom('0 s', '7 ms', '400 ms'),
  });
  const means = fc.record({
    cap: fc.constantFrom('none', '20 %', '60 %'),
    moves: fc.array(move, { minLength: 6, maxLength: 6 }),
    atOnce: fc.integer({ min: 1, max: 3 }),
    rate: fc.constantFrom('1.5 Gbit/s', '3 Gbit/s'),
  });
  type Means = typeof means extends fc.Arbitrary<infer Value> ? Value : never;

  function tree({ cap, moves, atOnce, rate }: Means, fidelity: string): Tree {
    return {
      fidelity,
      atOnce,
      hosts: { old: { count: 3, cpus: 2, dom0: { cap } }, new: { count: 3, cpus: 2 } },
      switches: {
        left: { hosts: ['old'], uplink: 'core', rate },
        right: { hosts: ['new'], uplink: 'core', rate },
        core: {},
      },
      guests: vm({ kind: 'write', rate: '900 pages/s', workingSet: '4 MiB' }),
      migrations: moves.map(({ to, at }, index) => ({
        guest: `vm-${index + 1}`,
        to: `new-${to}`,
        at,
      })),
    };
  }

  it('come to the same as the whole on average, bit for bit', () => {
    fc.assert(
      fc.property(means, (drawn) => {
        const scenario = rack(tree(drawn, 'expected'));
        expect(run(scenario).migrations).toEqual(allOf(runMany(scenario, undefined)));
      }),
      { numRuns: cases(10) },
    );
  });

  it.each(['expected', 'page-exact'])('do not feel a rack that nobody uses, %s', (fidelity) => {
    fc.assert(
      fc.property(means, (drawn) => {
        const used = tree(drawn, fidelity);
        const hosts = { ...(used.hosts as Tree), spare: { count: 4, cpus: 2 } };
        const spare = { hosts: ['spare'], uplink: 'core', rate: '1 Gbit/s' };
        const guests = { ...(used.guests as Tree), idle: { host: 'spare-2', memory: '32 MiB' } };
        const switches = { spare, ...(used.switches as Tree) };
        expect(run(rack({ ...used, hosts, switches, guests }))).toEqual(run(rack(used)));
      }),
      { numRuns: cases(5) },
    );
  });
});
