/** A small machine and a file with everything in it, for the tests of scenario files. */
import type { Parameter, Profile } from '../../../models/machine/profile.ts';
import type { ParameterUnit } from '../../../sim/engine/kernel/unit.ts';
import {
  expandSweep,
  type Loaded,
  type LoadOptions,
  loadScenario,
} from '../../../sim/scenario/load.ts';

export { mistakesOf } from '../../support/mistakes.ts';

const parameter = (value: number, unit: ParameterUnit): Parameter => ({
  value,
  unit,
  source: { kind: 'code', where: 'test' },
  meaning: 'A number.',
});

const PROFILE: Profile = {
  name: 'opteron-xen-3.2.1',
  title: 'A machine for tests',
  hypervisor: {
    ...{ system: 'xen-3.2', version: 'none', scheduler: 'credit' },
    ...{ debit: 'exact', toolstack: 'xl' },
  },
  parameters: {
    hostCpus: parameter(12, 'count'),
    hostMemory: parameter(32 * 2 ** 30, 'bytes'),
    dom0Vcpus: parameter(1, 'count'),
    sourceCpuPerPage: parameter(25_000, 'ns'),
    linkRate: parameter(1e9, 'bit/s'),
  },
};

export const PROFILES = { [PROFILE.name]: PROFILE };

/** A file with every field. */
export const FULL = `title: Everything
description: All fields at once
machine: opteron-xen-3.2.1
parameters:
  sourceCpuPerPage: 20.5 us
scheduler: on-off
debit: exact
seed: 7
hosts:
  source: {cpus: 8, memory: 16 GiB, dom0: {cap: 40 %, weight: 512, vcpus: 2}}
  destination: {}
links:
  - {name: lan, between: [source, destination], rate: 1 Gbit/s, latency: 0.1 ms}
storage: {rate: 60 MB/s}
guests:
  vm:
    host: source
    memory: 1 GiB
    disk: 4 GiB
    vcpus: 2
    cap: 40 %
    weight: 128
    workload: {kind: write, rate: 10000 pages/s, workingSet: 800 MiB, pacing: timer}
    labels: {kernel: 2.6.24}
  other: {host: destination, memory: 512 MiB}
migrations:
  - guest: vm
    to: destination
    at: 2 s
    policy: {name: xen-3.2, scan: plain}
    transport: {pageTime: 65 us}
changes:
  - at: 10 s
    set: {source.dom0.cap: 30 %, vm.workload.rate: 5 pages/s}
  - at: 5 s
    set: {lan.rate: 100 Mbit/s, vm.weight: 64}
sweep:
  replications: 2
  axes:
    source.dom0.cap: [10 %, 20 %]
    load:
      idle: {vm.workload: {kind: write, rate: 1 pages/s, workingSet: 4 KiB}}
      cpu40: {vm.cap: 20 %}
`;

/** The least that a file must say. */
export const LEAST = `title: Least
hosts: {a: {}, b: {}}
guests: {vm: {host: a, memory: 1 GiB}}
migrations: [{guest: vm, to: b}]
`;

/** Loads with the test machine. */
export function load(text: string, options: Omit<LoadOptions, 'profiles'> = {}): Loaded {
  return loadScenario(text, 'x.yaml', { profiles: PROFILES, ...options });
}

/** Expands with the test machine. */
export function expand(text: string, options: Omit<LoadOptions, 'profiles'> = {}) {
  return expandSweep(text, 'x.yaml', { profiles: PROFILES, ...options });
}

/** All kinds of workload, as messages name them. */
export const KINDS = [
  'idle',
  'cpu',
  'read',
  'write',
  'disk',
  'network',
  'benchmark',
  'formula',
  'replay',
  'profile',
  'phases',
]
  .map((kind) => `\`${kind}\``)
  .join(', ');
