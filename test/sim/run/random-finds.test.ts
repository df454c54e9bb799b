/** What random scenarios have found, made small: each broke a rule that every run is held to. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { run } from '../../../sim/run/run.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Two guests of 4 MiB change places; a fault strikes what is under way after 0.3 s. */
function exchanged(machine: string, kind: string, mechanism: string) {
  const guest = (host: string) => ({ host, memory: '4 MiB' });
  const text = JSON.stringify({
    title: 'found',
    machine,
    hosts: { a: {}, b: {} },
    guests: { one: guest('b'), other: guest('a') },
    migrations: [
      { guest: 'one', to: 'a', at: '1 ms', mechanism },
      { guest: 'other', to: 'b' },
    ],
    faults: [{ kind, at: '0.3 s' }],
  });
  return run(loadScenario(text, 'found.yaml', { profiles: PROFILES }).scenario);
}

/** Runs a guest of 4 MiB from a to b. */
function moved(workload: Fields, migration: Fields, more: Fields = {}) {
  const text = JSON.stringify({
    title: 'found',
    machine: 'opteron-xen-3.2.1',
    hosts: { a: {}, b: {} },
    guests: { vm: { host: 'a', memory: '4 MiB', workload } },
    migrations: [{ guest: 'vm', to: 'b', ...migration }],
    ...more,
  });
  const { scenario } = loadScenario(text, 'found.yaml', { profiles: PROFILES });
  const result = run(scenario);
  return { result, only: result.migrations[0] };
}

const BUSY = { kind: 'profile', points: [{ window: '100 ms', pages: 300 }] };

describe('a page that the guest still waits for when all have been pushed', () => {
  it('is waited for within the migration, on a long way', () => {
    const links = [{ name: 'lan', between: ['a', 'b'], latency: '20 ms' }];
    const policy = { name: 'qemu', maxBandwidth: '30 Mbit/s', postCopy: { after: '50 ms' } };
    const { only } = moved(BUSY, { policy }, { links });
    expect(only?.stopReason).toBe('post-copy');
    const parts = only?.parts.reduce((sum, { seconds }) => sum + seconds, 0);
    expect(parts).toBeCloseTo(only?.totalSeconds ?? 0, 9);
  });

  it('is waited for where a page takes a set time', () => {
    const postCopy = { afterPasses: 1, preempt: true };
    const limits = { maxBandwidth: '150 Mbit/s', downtimeLimit: '1 ms' };
    const policy = { name: 'qemu', ...limits, postCopy };
    const network = { kind: 'network', role: 'receiver', rate: '2 Gbit/s' };
    const { only } = moved(network, { policy, transport: { pageTime: '30 us' } });
    expect(only?.stopReason).toBe('post-copy');
  });
});

describe('a parameter of a part of a ns', () => {
  const WAITS = ['linkLatency', 'destinationCreateWait', 'activateWait'];
  it.each(WAITS)('%s is waited for in whole ns', (name) => {
    const { only } = moved({ kind: 'idle' }, {}, { parameters: { [name]: '30000.5 ns' } });
    expect(only?.stopReason).toBe('few-pages');
  });
});

describe('a fault', () => {
  it.each([
    // At the instant in which a process does the last of its work.
    ['guest-crash', 'xcp-ng-8.3', 'pre-copy'],
    // Of both hosts, when the one needs nothing more of the other.
    ['host-crash', 'xen-4.17-emulated-pair', 'post-copy'],
  ])('of two at a time leaves nothing under way: %s', (kind, machine, mechanism) => {
    const { migrations } = exchanged(machine, kind, mechanism);
    expect(migrations.map(({ fate }) => fate?.outcome)).toEqual(['lost', 'lost']);
  });

  it('of a guest that has crashed leaves nothing to try again', () => {
    const policy = { name: 'kubevirt', bandwidthPerMigration: '30 Mbit/s' };
    const faults = [{ kind: 'guest-crash', at: '1.6 s' }];
    const { only } = moved(BUSY, { policy, retry: { times: 6 } }, { faults });
    expect(only?.fate).toMatchObject({ outcome: 'lost' });
    expect(only?.fate?.failedTries).toBeUndefined();
  });

  it.each(['kill', 'hang'])(
    'of a process is waited for once, though drawn for ever: %s',
    (kind) => {
      const faults = [
        { kind, during: 'start' },
        { kind, meanTime: '4 s' },
      ];
      const more = { machine: 'xcp-ng-8.3', seed: '3', faults };
      const { only } = moved({ kind: 'idle' }, {}, more);
      expect(only?.fate?.outcome).toBe('runs-at-destination');
      expect(only?.totalSeconds).toBeLessThan(130);
    },
  );

  it('that another one of its kind goes with holds its migration once', () => {
    const ignores = { kind: 'ignores-suspend', during: 'suspend' };
    const parameters = { dom0Background: '0 %', linkRate: '100 Mbit/s' };
    const more = { machine: 'xcp-ng-8.3', parameters };
    const [one, two] = [[ignores], [ignores, ignores]].map((faults) => {
      return moved({ kind: 'idle' }, {}, { ...more, faults }).only;
    });
    expect(two).toEqual(one);
  });

  it('of a process leaves no pause to a guest that moves all the same', () => {
    const policy = { name: 'qemu', postCopy: { after: '50 ms' } };
    const retry = { times: 2, after: '0.2 s' };
    const { only } = moved(
      { kind: 'idle' },
      { policy, retry },
      {
        switches: { right: { hosts: ['b'], uplink: 'core', rate: '20 Mbit/s' }, core: {} },
        faults: [{ kind: 'hang', share: '1 %' }],
        timeOuts: { tool: '0.7 s', migration: '0.2 s' },
      },
    );
    expect(only?.guest).toBe('vm');
  });

  it('that does not end is drawn once', () => {
    const faults = [{ kind: 'link-down', meanTime: '0.1 s' }];
    const { result } = moved({ kind: 'idle' }, {}, { faults });
    expect(result.faults?.[0]?.beganSeconds).toHaveLength(1);
  });

  it('that lasts longer than until it would be drawn again lasts once', () => {
    const faults = [{ kind: 'hang', meanTime: '20 ms', for: '60 ms' }];
    const { result, only } = moved({ kind: 'idle' }, {}, { faults });
    expect(only?.fate?.outcome).toBe('runs-at-destination');
    const began = result.faults?.[0]?.beganSeconds ?? [];
    expect(began.length).toBeGreaterThan(2);
    for (const [at, seconds] of began.slice(1).entries()) {
      expect(seconds - (began[at] ?? 0)).toBeGreaterThanOrEqual(0.06);
    }
  });

  it('of a host that gives no CPU for good has to be a hang', () => {
    const faults = [{ kind: 'starve', at: '0 s', left: '0 %' }];
    expect(() => moved({ kind: 'idle' }, {}, { faults })).toThrow('needs `for`');
  });
});
