/** Ways between hosts: a link of their own, or interfaces and the uplinks of switches. */
import { describe, expect, it } from 'vitest';
import { PROFILES, parameterValues } from '../../../../models/machine/registry.ts';
import { run } from '../../../../sim/run/run.ts';
import { Network } from '../../../../sim/run/world/network.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';

const TREE = {
  title: 'network',
  hosts: { a: {}, b: {}, c: {}, d: {}, apart: {} },
  switches: {
    left: { hosts: ['a', 'b'], uplink: 'row', rate: '2 Gbit/s', latency: '5 us' },
    right: { hosts: ['c'], uplink: 'row', rate: '4 Gbit/s' },
    row: { uplink: 'core', rate: '8 Gbit/s' },
    far: { hosts: ['d'], uplink: 'core' },
    core: {},
  },
  guests: { vm: { host: 'a', memory: '64 MiB' } },
  migrations: [{ guest: 'vm', to: 'c' }],
};

function networkOf(tree: object): Network {
  const { scenario } = loadScenario(JSON.stringify(tree), 'file', { profiles: PROFILES });
  const profile = PROFILES[scenario.machine];
  if (profile === undefined) throw new Error('no profile');
  return new Network(scenario, parameterValues(profile, {}));
}

describe('the way between two hosts', () => {
  const network = networkOf(TREE);
  const way = (from: string, to: string): string[] =>
    network.path(from, to).map(({ name }) => name);

  it.each([
    ['a', 'b', ['a out', 'b in']],
    ['a', 'c', ['a out', 'left ^', 'right v', 'c in']],
    ['c', 'a', ['c out', 'right ^', 'left v', 'a in']],
    ['a', 'd', ['a out', 'left ^', 'row ^', 'far v', 'd in']],
    ['a', 'apart', ['a out', 'left ^', 'row ^', 'apart in']],
    ['a', 'a', []],
  ])('from %s to %s leads up and down again', (from, to, expected) => {
    expect(way(from, to)).toEqual(expected);
  });

  it('has links of the rates and delays that are said', () => {
    const [port, up, down] = network.path('a', 'c');
    expect((up?.bytesPerNs ?? 0) / (port?.bytesPerNs ?? 1)).toBeCloseTo(2, 12);
    expect((down?.bytesPerNs ?? 0) / (port?.bytesPerNs ?? 1)).toBeCloseTo(4, 12);
    expect(up?.latencyNs).toBe(5000);
    expect(down?.latencyNs).toBe(0);
  });

  it('changes with the rate of a switch', () => {
    const links = network.setRate('left', 1e9);
    expect(links.map(({ name }) => name)).toEqual(['left ^', 'left v']);
    expect(links[0]?.bytesPerNs).toBe(network.port('a', 'out').bytesPerNs);
  });
});

describe('an uplink', () => {
  /** Eight guests at once from four hosts to four, whose racks have uplinks of this rate. */
  const seconds = (rate: string): number => {
    const tree = {
      title: 'racks',
      hosts: { old: { count: 4 }, new: { count: 4 } },
      switches: {
        one: { hosts: ['old'], uplink: 'core', rate },
        other: { hosts: ['new'], uplink: 'core', rate },
        core: {},
      },
      guests: { vm: { count: 4, host: 'old', memory: '64 MiB' } },
      migrations: [{ guest: 'vm', to: 'new' }],
    };
    const { scenario } = loadScenario(JSON.stringify(tree), 'file', { profiles: PROFILES });
    const { migrations = [] } = run(scenario);
    return Math.max(...migrations.map(({ rounds }) => rounds[0]?.seconds ?? 0));
  };

  it('bounds what all below it send together, and only where it is the scarcest', () => {
    const free = seconds('100 Gbit/s');
    expect(seconds('10 Gbit/s')).toBeCloseTo(free, 2);
    // 4 x 64 MiB over 0.5 Gbit/s of which headers leave about 94 %.
    const bits = 4 * 64 * 2 ** 20 * 8;
    expect(seconds('500 Mbit/s')).toBeGreaterThan(bits / 500e6);
    expect(seconds('500 Mbit/s')).toBeLessThan((1.25 * bits) / 500e6);
  });
});
