/** Settings that change on the way: at the start they are the file's, later they leave the past. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { Machinery } from '../../../sim/engine/machine/flow/machinery.ts';
import type { MigrationResult } from '../../../sim/run/result/result.ts';
import { run } from '../../../sim/run/run.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import { cases } from '../../support/properties.ts';
import { runFirst } from '../../support/run-first.ts';

interface Given {
  readonly linkRate?: string;
  readonly rate?: string;
  readonly workingSet?: string;
  readonly pattern?: string;
  readonly changes?: readonly object[];
}

function move({ linkRate, changes = [], ...given }: Given): MigrationResult {
  const { rate = '3000 pages/s', workingSet = '16 MiB', pattern = 'uniform' } = given;
  const text = JSON.stringify({
    title: 'Changes',
    hosts: { a: {}, b: {} },
    parameters: linkRate === undefined ? {} : { linkRate },
    guests: {
      vm: { host: 'a', memory: '256 MiB', workload: { kind: 'write', rate, workingSet, pattern } },
    },
    migrations: [{ guest: 'vm', to: 'b' }],
    changes,
  });
  return runFirst(loadScenario(text, 'x.yaml', { profiles: PROFILES }).scenario);
}

const bytes = (result: MigrationResult): string => JSON.stringify(result);

/** Rounds that were sent and cleaned before a time. */
const roundsBefore = (result: MigrationResult, seconds: number) =>
  result.rounds.filter((round) => round.startSeconds + round.deltaSeconds < seconds);

test('changes to what is already so give the same bytes', () => {
  const same = [
    { 'parameters.linkRate': '300 Mbit/s' },
    { 'hosts.a.dom0.cap': '70 %' },
    { 'hosts.b.dom0.weight': 256 },
    { 'vm.cap': '47 %' },
    { 'by.weight': 256 },
    { 'by.cap': '33 %' },
  ];
  const change = fc.record({
    at: fc.integer({ min: 0, max: 3_000_000 }).map((us) => `${us} us`),
    set: fc.constantFrom(...same),
  });
  const whole = (changes: readonly object[]): string => {
    const text = JSON.stringify({
      title: 'No-ops',
      hosts: { a: { dom0: { cap: '70 %' } }, b: {} },
      scheduler: 'fluid',
      parameters: { linkRate: '300 Mbit/s' },
      guests: {
        vm: {
          host: 'a',
          memory: '64 MiB',
          cap: '47 %',
          workload: { kind: 'cpu', intensity: '37 %' },
        },
        by: {
          host: 'b',
          memory: '16 MiB',
          cap: '33 %',
          workload: { kind: 'cpu', intensity: '61 %' },
        },
      },
      migrations: [{ guest: 'vm', to: 'b' }],
      changes,
    });
    return JSON.stringify(run(loadScenario(text, 'x.yaml', { profiles: PROFILES }).scenario));
  };
  const without = whole([]);
  const touched = vi.spyOn(Machinery.prototype, 'touchLink');
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
      expect(whole(changes)).toBe(without);
    }),
    { numRuns: 10, seed: 5 },
  );
  expect(touched).not.toHaveBeenCalled();
  touched.mockRestore();
});

describe('changes that are felt by nothing give the same bytes', () => {
  const mover = (index: number, workload: object) => ({
    host: `a${index}`,
    memory: '48 MiB',
    workload,
  });
  const room = { cpus: 4 };
  const ring = { kind: 'write', rate: '4000 pages/s', workingSet: '8 MiB' };
  const KINDS: Record<string, object> = {
    'in turns, with a cap': { hosts: { a0: { cpus: 4, dom0: { cap: '60 %' } } } },
    'in turns, charged by use': { debit: 'exact' },
    fluid: { scheduler: 'fluid', hosts: { a0: { dom0: { cap: '60 %' } } } },
    credit2: { scheduler: 'credit2' },
    'of QEMU over two connections': {
      machine: 'qemu-7.2-tcg',
      policy: { name: 'qemu', downtimeLimit: '30 ms', multifd: { channels: 2 } },
    },
    'with post-copy': {
      machine: 'qemu-7.2-tcg',
      policy: { name: 'qemu', downtimeLimit: '30 ms', postCopy: { afterPasses: 2 } },
    },
    'of a guest with a disk': { workload: { kind: 'disk', rate: '20 MB/s' } },
  };

  /** Two migrations whose ways share an uplink that is wider than both. */
  function whole(kind: Record<string, unknown>, changes: readonly object[]): string {
    const { workload = ring, policy, hosts = {}, ...rest } = kind;
    const text = JSON.stringify({
      title: 'Felt by nothing',
      machine: 'xen-4.17-emulated',
      hosts: { a0: room, a1: room, b0: room, b1: room, far: {}, ...(hosts as object) },
      switches: {
        left: { hosts: ['a0', 'a1'], uplink: 'top', rate: '40 Gbit/s' },
        top: { hosts: ['b0', 'b1', 'far'] },
      },
      guests: {
        one: mover(0, workload as object),
        two: mover(1, ring),
        by: { host: 'b0', memory: '16 MiB', workload: { kind: 'cpu', intensity: '61 %' } },
      },
      migrations: [
        { guest: 'one', to: 'b0', ...(policy ? { policy } : {}) },
        { guest: 'two', to: 'b1', at: '100 ms' },
      ],
      changes,
      ...rest,
    });
    return JSON.stringify(run(loadScenario(text, 'x.yaml', { profiles: PROFILES }).scenario));
  }

  const change = fc.record({
    at: fc.integer({ min: 1, max: 4_000_000_000 }).map((ns) => `${ns} ns`),
    set: fc.constantFrom(
      ...[20, 30, 50].map((rate) => ({ 'switches.left.rate': `${rate} Gbit/s` })),
      { 'far.dom0.weight': 512 },
      { 'by.cap': '90 %' },
      { 'by.weight': 512 },
    ),
  });

  test.each(Object.keys(KINDS))('%s', (name) => {
    const kind = KINDS[name] as Record<string, unknown>;
    const without = whole(kind, []);
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
        expect(whole(kind, changes)).toBe(without);
      }),
      { numRuns: cases(4), seed: 5 },
    );
  });
});

describe('the rate of the interfaces', () => {
  const change = (at: string) => [{ at, set: { 'parameters.linkRate': '200 Mbit/s' } }];

  test('set at the start is that of the file', () => {
    const slow = move({ linkRate: '200 Mbit/s' });
    expect(bytes(move({ changes: change('0 s') }))).toBe(bytes(slow));
    expect(slow.totalSeconds).toBeGreaterThan(1.5 * move({}).totalSeconds);
  });

  test('set after the end changes nothing', () => {
    expect(bytes(move({ changes: change('60 s') }))).toBe(bytes(move({})));
  });

  test('set on the way is felt from then on', () => {
    const whole = move({});
    const half = move({ changes: change(`${Math.round(whole.totalSeconds * 500)} ms`) });
    expect(half.totalSeconds).toBeGreaterThan(whole.totalSeconds);
    expect(half.totalSeconds).toBeLessThan(move({ linkRate: '200 Mbit/s' }).totalSeconds);
  });
});

describe('the working set of a writer', () => {
  const change = (at: string) => [{ at, set: { 'vm.workload.workingSet': '64 MiB' } }];

  test('set at the start is that of the file', () => {
    const given = { pattern: 'sequential', rate: '20000 pages/s' };
    const large = move({ ...given, workingSet: '64 MiB' });
    expect(bytes(move({ ...given, changes: change('0 s') }))).toBe(bytes(large));
  });

  test('that grows leaves the rounds before as they were', () => {
    const given = { rate: '20000 pages/s' };
    const small = move(given);
    const at = (small.rounds[2]?.startSeconds ?? 0) + 0.001;
    const grown = move({ ...given, changes: change(`${Math.ceil(at * 1000)} ms`) });
    expect(roundsBefore(small, at).length).toBeGreaterThan(1);
    expect(roundsBefore(grown, at)).toEqual(roundsBefore(small, at));
    expect(grown.pagesSent).toBeGreaterThan(small.pagesSent + 5000);
  });

  test('that shrinks leaves the rounds before as they were, and less is dirtied after', () => {
    const given = { rate: '20000 pages/s', workingSet: '64 MiB' };
    const large = move(given);
    const at = (large.rounds[2]?.startSeconds ?? 0) + 0.001;
    const set = { 'vm.workload.workingSet': '8 MiB' };
    const shrunk = move({ ...given, changes: [{ at: `${Math.ceil(at * 1000)} ms`, set }] });
    expect(roundsBefore(large, at).length).toBeGreaterThan(1);
    expect(roundsBefore(shrunk, at)).toEqual(roundsBefore(large, at));
    expect(shrunk.pagesSent).toBeLessThan(large.pagesSent - 5000);
  });

  test('may not be larger than the memory', () => {
    const set = { 'vm.workload.workingSet': '257 MiB' };
    expect(() => move({ changes: [{ at: '1 s', set }] })).toThrow(
      'the working set, 257 MiB, is above the memory of `vm`, 256 MiB',
    );
  });

  test('is made of whole pages', () => {
    const set = { 'vm.workload.workingSet': '5 kB' };
    expect(() => move({ changes: [{ at: '1 s', set }] })).toThrow('whole number of 4 KiB pages');
  });
});
