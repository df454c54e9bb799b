/** Loading: what a good file gives. */
import { describe, expect, test } from 'vitest';
import { FULL, LEAST, load } from './support.ts';

describe('a good file', () => {
  test('with the least in it gets every default', () => {
    expect(load(LEAST)).toEqual({
      scenario: {
        title: 'Least',
        machine: 'opteron-xen-3.2.1',
        machineBy: 'default',
        parameters: {},
        scheduler: { form: 'on-off' },
        fidelity: 'page-exact',
        seed: '1',
        hosts: { a: { dom0: {} }, b: { dom0: {} } },
        guests: {
          vm: {
            host: 'a',
            memoryBytes: 2 ** 30,
            vcpus: 1,
            weight: 256,
            zeroPages: { layout: 'top' },
            firmwarePages: 0,
            workload: { kind: 'idle' },
          },
        },
        migrations: [
          {
            guest: 'vm',
            to: 'b',
            atNs: 0,
            mechanism: 'pre-copy',
            transport: { kind: 'pipeline' },
            policy: {
              name: 'xen-3.2',
              scan: 'rotated',
              maxRounds: 29,
              maxFactor: 3,
              minPages: 50,
              adaptive: false,
            },
          },
        ],
        changes: [],
      },
      warnings: [],
      runs: 1,
      axes: [],
    });
  });

  test('with everything in it keeps every value, in the unit of its name', () => {
    const { scenario, warnings } = load(FULL);
    expect(warnings).toEqual([]);
    expect(scenario.parameters).toEqual({ sourceCpuPerPage: 20_500 });
    expect(scenario.hosts.source).toEqual({
      cpus: 8,
      memoryBytes: 16 * 2 ** 30,
      dom0: { capPercent: 40, weight: 512, vcpus: 2 },
    });
    expect(scenario.links).toEqual([
      {
        name: 'lan',
        between: ['source', 'destination'],
        bitsPerSecond: 1e9,
        latencyNs: 100_000,
      },
    ]);
    expect(scenario.storage).toEqual({ bitsPerSecond: 480_000_000 });
    expect(scenario.guests.vm).toEqual({
      host: 'source',
      memoryBytes: 2 ** 30,
      diskBytes: 2 ** 32,
      vcpus: 2,
      capPercent: 40,
      weight: 128,
      labels: { kernel: '2.6.24' },
      zeroPages: { layout: 'top' },
      firmwarePages: 0,
      workload: {
        kind: 'write',
        pagesPerSecond: 10_000,
        workingSetBytes: 838_860_800,
        pattern: 'uniform',
        pacing: 'timer',
      },
    });
    expect(scenario.migrations[0]).toMatchObject({
      atNs: 2e9,
      transport: { kind: 'constant', pageTimeNs: 65_000 },
    });
  });

  test('has its changes in the order of time', () => {
    expect(load(FULL).scenario.changes).toEqual([
      {
        atNs: 5e9,
        settings: [
          { kind: 'link-rate', of: 'lan', value: 1e8 },
          { kind: 'guest-weight', of: 'vm', value: 64 },
        ],
      },
      {
        atNs: 10e9,
        settings: [
          { kind: 'dom0-cap', of: 'source', value: 30 },
          { kind: 'guest-rate', of: 'vm', value: 5 },
        ],
      },
    ]);
  });

  test('may be JSON, and may share settings by anchors', () => {
    const json = JSON.stringify({
      title: 'J',
      hosts: { a: {}, b: {} },
      guests: { vm: { host: 'a', memory: '1 GiB' } },
      migrations: [{ guest: 'vm', to: 'b' }],
    });
    expect(load(json).scenario.title).toBe('J');
    const anchors = LEAST.replace('{a: {}, b: {}}', '{a: &same {cpus: 4}, b: *same}');
    expect(load(anchors).scenario.hosts.b).toEqual({ cpus: 4, dom0: {} });
  });
});
