/** The machine that fits a file, and what is said of a file that names none. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';

function load(policy: string | undefined, extra: object = {}) {
  const { hosts = { a: {}, b: {} }, ...rest } = extra as { hosts?: object };
  const move = {
    guest: 'vm',
    to: 'b',
    ...(policy === undefined ? {} : { policy: { name: policy } }),
  };
  const tree = {
    title: 'fit',
    hosts,
    guests: { vm: { host: 'a', memory: '1 GiB', workload: { kind: 'idle' } } },
    migrations: [move],
    ...rest,
  };
  const { scenario, warnings } = loadScenario(JSON.stringify(tree), 'fit.yaml', {
    profiles: PROFILES,
  });
  return { scenario, said: warnings.map(({ message, hint }) => `${message}; ${hint}`) };
}

const between = (rate: string) => ({ links: [{ name: 'wire', between: ['a', 'b'], rate }] });

describe('a file that names no machine', () => {
  it("gets the paper's, and knows why", () => {
    const { scenario, said } = load(undefined);
    expect([scenario.machine, scenario.machineBy]).toEqual(['opteron-xen-3.2.1', 'default']);
    expect(said).toEqual([]);
    expect(load(undefined, { machine: 'kvm-2024' }).scenario).not.toHaveProperty('machineBy');
  });

  it.each([
    ['links', load('xen-3.2', between('10 Gbit/s')), /had links of 1 Gbit\/s/u],
    ['parameters', load('xen-3.2', { parameters: { linkRate: '10 Gbit/s' } }), /links of 1 Gbit/u],
    [
      'memory',
      load('xen-3.2', { hosts: { a: { memory: '256 GiB' }, b: {} } }),
      /had 32 GiB a host/u,
    ],
    ['policy', load('qemu'), /runs Xen 3\.2\.1.*`machine: kvm-2024/u],
  ])('is told of %s that contradict it', (_, { said }, expected) => {
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(expected);
    expect(said[0]).toMatch(/the file names no machine.*of 2011.*--machine auto/u);
  });

  it('is told nothing when it names the same machine', () => {
    expect(load('qemu', { machine: 'opteron-xen-3.2.1' }).said).toEqual([]);
  });
});

describe('machine: auto', () => {
  it.each([
    ['qemu', '10 Gbit/s', 'kvm-2024-10g'],
    ['qemu', '1 Gbit/s', 'kvm-2024-10g'],
    ['kubevirt', '25 Gbit/s', 'kvm-2024'],
    ['qemu', '400 Gbit/s', 'kvm-2024'],
    ['xen-3.2', '1 Gbit/s', 'opteron-xen-3.2.1'],
    ['xen-4', '10 Gbit/s', 'xl-4.20'],
    ['xcp-ng', '10 Gbit/s', 'xcp-ng-8.3'],
  ])('takes for %s and a link of %s the machine %s', (policy, rate, machine) => {
    const { scenario, said } = load(policy, { machine: 'auto', ...between(rate) });
    expect([scenario.machine, scenario.machineBy]).toEqual([machine, 'auto']);
    expect(said).toEqual([]);
  });

  it("takes today's Xen for a file that names no policy, but links of 10 Gbit/s", () => {
    const { scenario } = load(undefined, { machine: 'auto', ...between('10 Gbit/s') });
    expect(scenario.machine).toBe('xl-4.20');
  });
});
