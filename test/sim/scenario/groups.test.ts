/** Groups of hosts and guests are what a patient person would have written out. */
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../../sim/scenario/load.ts';
import type { Scenario } from '../../../sim/scenario/scenario.ts';
import { messageOf } from '../../support/mistakes.ts';
import { PROFILES } from './support.ts';

const load = (text: string, set: { path: string; value: string }[] = []): Scenario =>
  loadScenario(text, 'file', { profiles: PROFILES, set }).scenario;

const mistakesIn = (text: string): string => messageOf(() => load(text));

const WORKLOAD = '{kind: write, rate: 9 pages/s, workingSet: 8 MiB}';

const GROUPED = `title: groups
hosts:
  old: {count: 2, cpus: 4}
  new: {count: 3}
  spare: {}
guests:
  vm: {count: 4, host: old, memory: 64 MiB, workload: ${WORKLOAD}}
  lone: {host: spare, memory: 64 MiB}
switches:
  rack: {hosts: [old, spare], uplink: core, rate: 1 Gbit/s}
  core: {hosts: [new]}
migrations:
  - {guest: vm, to: new, at: 1 s, every: 2 s}
  - {guest: lone, to: new-2}
changes:
  - {at: 5 s, set: {old.dom0.cap: 50 %, guests.vm.workload.rate: 20 pages/s}}
`;

const guest = (host: string): string => `{host: ${host}, memory: 64 MiB, workload: ${WORKLOAD}}`;

const WRITTEN_OUT = `title: groups
hosts:
  old-1: {cpus: 4}
  old-2: {cpus: 4}
  new-1: {}
  new-2: {}
  new-3: {}
  spare: {}
guests:
  vm-1: ${guest('old-1')}
  vm-2: ${guest('old-2')}
  vm-3: ${guest('old-1')}
  vm-4: ${guest('old-2')}
  lone: {host: spare, memory: 64 MiB}
switches:
  rack: {hosts: [old-1, old-2, spare], uplink: core, rate: 1 Gbit/s}
  core: {hosts: [new-1, new-2, new-3]}
migrations:
  - {guest: vm-1, to: new-1, at: 1 s}
  - {guest: vm-2, to: new-2, at: 3 s}
  - {guest: vm-3, to: new-3, at: 5 s}
  - {guest: vm-4, to: new-1, at: 7 s}
  - {guest: lone, to: new-2}
changes:
  - at: 5 s
    set:
      old-1.dom0.cap: 50 %
      old-2.dom0.cap: 50 %
      guests.vm-1.workload.rate: 20 pages/s
      guests.vm-2.workload.rate: 20 pages/s
      guests.vm-3.workload.rate: 20 pages/s
      guests.vm-4.workload.rate: 20 pages/s
`;

describe('a file with groups', () => {
  it('means what it would mean written out', () => {
    expect(load(GROUPED)).toEqual(load(WRITTEN_OUT));
  });

  it('takes another count, and settings of a whole group', () => {
    const set = [
      { path: 'old.count', value: '1' },
      { path: 'vm.memory', value: '128 MiB' },
    ];
    const { hosts, guests } = load(GROUPED, set);
    expect(Object.keys(hosts)).toEqual(['old-1', 'new-1', 'new-2', 'new-3', 'spare']);
    expect(Object.values(guests).map(({ host }) => host)).toEqual([
      ...Array<string>(4).fill('old-1'),
      'spare',
    ]);
    expect(guests['vm-3']?.memoryBytes).toBe(128 * 2 ** 20);
  });

  it('tells a mistake once, where it is written', () => {
    const wrong = GROUPED.replace('memory: 64 MiB, workload', 'memory: 64 Mib, workload');
    const told = mistakesIn(wrong).split('\n');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^file:7:37: /u);
  });

  it('tells a mistake of many migrations once', () => {
    const many = GROUPED.replace('count: 4, host', 'count: 2000, host');
    const told = mistakesIn(many.replace('to: new,', 'to: new, how: fast, when: now,'));
    expect(told.split('\n').map((line) => line.slice(0, 32))).toEqual([
      'file:13:26: unknown key `how` (k',
      'file:13:37: unknown key `when` (',
    ]);
  });
});

const MISTAKES: readonly [string, string, string, RegExp][] = [
  ['a count of none', 'count: 2, cpus', 'count: 0, cpus', /^file:3:16: .*from 1 to 100000/u],
  ['a count in words', 'count: 2, cpus', 'count: two, cpus', /^file:3:16: .*whole number/u],
  ['a name that a group makes', 'spare: {}', 'new-2: {}', /^file:4:3: `new` .*`new-2`/u],
  ['an interval of one guest', 'to: new-2}', 'to: new-2, every: 1 s}', /:13:.*one guest/u],
  ['an unknown host of a switch', '[old, spare]', '[odl, spare]', /no host `odl`/u],
  ['a host on two switches', '[new]}', '[new, spare]}', /`spare` is already connected to `rack`/u],
  ['an unknown switch', 'uplink: core', 'uplink: cor', /no switch `cor`.*`core`/u],
  ['a ring of switches', '{hosts: [new]}', '{uplink: rack}', /is above itself/u],
  ['a rate of no uplink', '{hosts: [new]}', '{rate: 1 Gbit/s}', /`rate` is that of an uplink/u],
];

describe('mistakes are reported', () => {
  it.each(MISTAKES)('of %s', (_, before, after, told) => {
    expect(mistakesIn(GROUPED.replace(before, after))).toMatch(told);
  });
});
