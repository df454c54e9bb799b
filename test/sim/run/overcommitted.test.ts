/** Hosts with more to do than CPUs, where backends and guests wait for each other: all ends. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { run } from '../../../sim/run/run.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import { cases } from '../../support/properties.ts';

const WORKLOADS = {
  send: { kind: 'network', rate: '600 Mbit/s', role: 'sender' },
  receive: { kind: 'network', rate: '1 Gbit/s', role: 'receiver' },
  trickle: { kind: 'network', rate: '10 Mbit/s', role: 'receiver' },
  read: { kind: 'disk', operation: 'read' },
  store: { kind: 'disk', operation: 'write' },
  compute: { kind: 'cpu', intensity: '100 %' },
  some: { kind: 'cpu', intensity: '30 %' },
  write: { kind: 'write', rate: '900 pages/s', workingSet: '4 MiB' },
} as const;

interface Spec {
  readonly cpus: readonly [number, number];
  readonly dom0Caps: readonly [string, string];
  readonly dom0Vcpus: number;
  readonly atOnce: number;
  readonly guests: readonly {
    readonly onFirst: boolean;
    readonly does: keyof typeof WORKLOADS;
    readonly vcpus: number;
    readonly cap: string;
    readonly moves: string;
  }[];
}

const cpus = fc.integer({ min: 1, max: 3 });
const cap = fc.constantFrom('none', '30 %', '60 %');
const specs: fc.Arbitrary<Spec> = fc.record({
  cpus: fc.tuple(cpus, cpus),
  dom0Caps: fc.tuple(cap, cap),
  dom0Vcpus: fc.integer({ min: 1, max: 2 }),
  atOnce: fc.integer({ min: 1, max: 2 }),
  guests: fc.array(
    fc.record({
      onFirst: fc.boolean(),
      does: fc.constantFrom(...(Object.keys(WORKLOADS) as (keyof typeof WORKLOADS)[])),
      vcpus: fc.integer({ min: 1, max: 2 }),
      cap: fc.constantFrom('none', 'none', '40 %'),
      moves: fc.constantFrom('xen-3.2', 'xen-4', 'qemu', 'post-copy'),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

function scenarioOf({ cpus: [one, other], dom0Caps, dom0Vcpus, atOnce, guests }: Spec) {
  const names = guests.map((_, index) => `vm${index}`);
  const tree = {
    title: 'Overcommitted',
    hosts: {
      a: { cpus: one, dom0: { vcpus: dom0Vcpus, cap: dom0Caps[0] } },
      b: { cpus: other, dom0: { vcpus: dom0Vcpus, cap: dom0Caps[1] } },
    },
    guests: Object.fromEntries(
      guests.map(({ onFirst, does, vcpus, cap: guestCap }, index) => {
        const host = onFirst ? 'a' : 'b';
        const guest = { host, memory: '32 MiB', vcpus, cap: guestCap, workload: WORKLOADS[does] };
        return [names[index], guest];
      }),
    ),
    atOnce,
    migrations: guests.map(({ onFirst, moves }, index) => ({
      guest: names[index],
      to: onFirst ? 'b' : 'a',
      ...(moves === 'post-copy' ? { mechanism: moves } : { policy: { name: moves } }),
    })),
  };
  return loadScenario(JSON.stringify(tree), 'over.yaml', { profiles: PROFILES }).scenario;
}

/** One guest of a failure that was found. */
function guest(
  host: 'a' | 'b',
  does: keyof typeof WORKLOADS,
  moves = 'xen-3.2',
  more: { readonly vcpus?: number; readonly cap?: string } = {},
): Spec['guests'][number] {
  return { onFirst: host === 'a', does, vcpus: 1, cap: 'none', moves, ...more };
}

const FOUND: readonly Spec[] = [
  {
    cpus: [1, 3],
    dom0Caps: ['30 %', '30 %'],
    dom0Vcpus: 1,
    atOnce: 2,
    guests: [
      guest('b', 'send', 'post-copy'),
      guest('b', 'some', 'xen-3.2', { vcpus: 2 }),
      guest('a', 'write', 'qemu'),
      guest('a', 'send', 'xen-4'),
      guest('b', 'trickle', 'post-copy'),
      guest('b', 'some', 'xen-3.2', { vcpus: 2 }),
    ],
  },
  {
    cpus: [1, 1],
    dom0Caps: ['none', 'none'],
    dom0Vcpus: 1,
    atOnce: 1,
    guests: [
      guest('a', 'store', 'post-copy'),
      guest('b', 'write'),
      guest('a', 'trickle', 'xen-3.2', { vcpus: 2 }),
      guest('a', 'store', 'xen-4', { cap: '40 %' }),
      guest('b', 'receive', 'xen-3.2', { vcpus: 2 }),
      guest('b', 'store', 'xen-3.2', { vcpus: 2 }),
    ],
  },
  {
    cpus: [3, 1],
    dom0Caps: ['none', '30 %'],
    dom0Vcpus: 2,
    atOnce: 1,
    guests: [
      guest('b', 'store', 'post-copy'),
      guest('a', 'write'),
      guest('a', 'send', 'post-copy'),
    ],
  },
  {
    cpus: [3, 1],
    dom0Caps: ['60 %', 'none'],
    dom0Vcpus: 2,
    atOnce: 1,
    guests: [
      guest('a', 'some', 'xen-4', { vcpus: 2, cap: '40 %' }),
      guest('b', 'write', 'xen-4'),
      guest('a', 'receive', 'qemu'),
      guest('a', 'compute', 'xen-4', { vcpus: 2 }),
      guest('a', 'write', 'post-copy', { vcpus: 2 }),
    ],
  },
];

describe('migrations between hosts with more to do than CPUs', () => {
  it('end, with every page where it belongs', () => {
    fc.assert(
      fc.property(specs, (spec) => {
        const result = run(scenarioOf(spec), { verify: true });
        for (const { totalSeconds } of result.migrations) {
          expect(totalSeconds).toBeLessThan(3600);
        }
      }),
      { numRuns: cases(30), examples: FOUND.map((spec): [Spec] => [spec]) },
    );
  });
});
