/**
 * A random sample of migrations of each kind that takes cells or pages for its expected values:
 * what their accuracy is measured on. Guests are small, so that many runs can be made of each.
 */
import { PROFILES } from '../models/machine/registry.ts';
import { RandomStream } from '../sim/engine/kernel/random.ts';
import { loadScenario } from '../sim/scenario/load.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';

/** What a point draws from. */
interface Draw {
  /** A whole number, even on a logarithmic scale. */
  readonly whole: (low: number, high: number) => number;
  readonly of: <Value>(...values: readonly Value[]) => Value;
}

/** What a scenario says beside two hosts and a guest. */
interface Parts {
  readonly machine?: string;
  readonly scheduler?: string;
  readonly hosts?: readonly [string, string];
  /** Of the guest; absent: its machine's. */
  readonly type?: string;
  readonly workload: string;
  /** Of the migration, after its host. */
  readonly how?: string;
  readonly guests?: string;
  readonly more?: string;
}

const write = (draw: Draw, most: number): string =>
  `{kind: write, rate: ${draw.whole(200, most)} pages/s, ` +
  `workingSet: ${draw.whole(8, 64)} MiB, pattern: ${draw.of('uniform', 'uniform', 'sequential')}}`;

const cap = (draw: Draw): string => `dom0: {cap: ${draw.whole(20, 90)} %}`;
const caps = (draw: Draw): [string, string] => [cap(draw), cap(draw)];

const XL = { machine: 'xl-4.20' };
const XCP = { machine: 'xcp-ng-8.3' };
const KVM = { machine: 'kvm-2024' };

/** All kinds. */
export const KINDS: Readonly<Record<string, (draw: Draw) => Parts>> = {
  xl: (draw) => ({ ...XL, workload: draw.of('{kind: idle}', write(draw, 1e5)) }),
  'xl, capped': (draw) => ({ ...XL, type: 'pv', hosts: caps(draw), workload: write(draw, 5e4) }),
  'xcp-ng': (draw) => ({ ...XCP, workload: draw.of('{kind: idle}', write(draw, 1e5)) }),
  'xcp-ng, capped': (draw) => ({ ...XCP, hosts: caps(draw), workload: write(draw, 5e4) }),
  'timed changes': (draw) => ({
    scheduler: draw.of('on-off', 'fluid'),
    hosts: [`dom0: {cap: ${draw.whole(20, 40)} %}`, ''],
    workload: write(draw, 8000),
    more: `changes: [{at: ${draw.whole(2, 5)} s, set: {${draw.of(
      'a.dom0.cap: 80 %',
      'a.dom0.cap: none',
      'links.lan.rate: 100 Mbit/s',
      'vm.workload.rate: 500 pages/s',
    )}}}]\nlinks: [{name: lan, between: [a, b], rate: 1 Gbit/s}]`,
  }),
  bystanders: (draw) => ({
    scheduler: draw.of('on-off', 'fluid'),
    hosts: draw.of<[string, string]>(['', ''], [cap(draw), '']),
    workload: write(draw, 6000),
    guests: `other: {host: ${draw.of('a', 'b')}, memory: 64 MiB, workload: ${draw.of(
      '{kind: cpu, intensity: 80 %}',
      '{kind: network, role: sender, rate: 300 Mbit/s}',
      '{kind: disk, pattern: sequential}',
    )}}`,
  }),
  'disk and network': (draw) => ({
    scheduler: draw.of('on-off', 'fluid'),
    hosts: draw.of<[string, string]>(['', ''], caps(draw)),
    workload: draw.of(
      '{kind: disk, pattern: sequential}',
      '{kind: disk, pattern: random}',
      '{kind: network, role: receiver, rate: 200 Mbit/s}',
      '{kind: network, role: sender, rate: 300 Mbit/s}',
    ),
  }),
  'formulas and phases': (draw) => ({
    scheduler: 'fluid',
    hosts: draw.of<[string, string]>(['', ''], caps(draw)),
    workload: draw.of(
      `{kind: formula, rate: "${draw.whole(500, 4000)} + 400 * sin(t)", workingSet: 48 MiB}`,
      `{kind: phases, repeat: true, phases: [{for: 1 s, workload: ${write(draw, 9000)}}, ` +
        `{for: ${draw.whole(1, 4)} s, workload: {kind: idle}}]}`,
      `{kind: profile, points: [{window: 100 ms, pages: ${draw.whole(20, 200)}}, ` +
        `{window: 10 s, pages: ${draw.whole(500, 8000)}}]}`,
    ),
  }),
  'suspend-copy-resume': (draw) => ({
    scheduler: draw.of('on-off', 'fluid'),
    hosts: draw.of<[string, string]>(['', ''], caps(draw)),
    workload: write(draw, 6000),
    how: ', mechanism: suspend-copy-resume',
  }),
  'post-copy': (draw) => ({
    scheduler: draw.of('on-off', 'fluid'),
    hosts: draw.of<[string, string]>(['', ''], caps(draw)),
    workload: write(draw, 20_000),
    how: ', mechanism: post-copy',
  }),
  'qemu, capped': (draw) => ({
    ...KVM,
    scheduler: 'on-off',
    hosts: [cap(draw), ''],
    workload: write(draw, 20_000),
    how: ', policy: {name: qemu}',
  }),
  'qemu, other features': (draw) => ({
    ...KVM,
    workload: draw.of(
      write(draw, 30_000),
      '{kind: profile, points: [{window: 100 ms, pages: 400}, {window: 10 s, pages: 9000}]}',
    ),
    how: `, policy: {name: qemu, ${draw.of('xbzrle: {}', 'postCopy: {after: 1 s}')}}`,
  }),
};

/** Points of each kind, and page-exact runs of each of them. */
export const KIND_POINTS = 6;
export const KIND_SEEDS = 12;

/** The scenario of a point of a kind. */
export function kindScenario(
  kind: string,
  index: number,
  fidelity: Scenario['fidelity'],
  seed = 1,
): Scenario {
  const random = new RandomStream(`expected-kinds/${kind}/${index}`);
  const between = (low: number, high: number): number => low + (high - low) * random.double();
  const draw: Draw = {
    whole: (low, high) => Math.round(Math.exp(between(Math.log(low), Math.log(high)))),
    of: (...values) => values[random.below(values.length)] as never,
  };
  const memory = draw.whole(96, 256);
  const {
    machine = 'opteron-xen-3.2.1',
    scheduler,
    hosts = ['', ''],
    ...rest
  } = (KINDS[kind] as (draw: Draw) => Parts)(draw);
  const { workload, type, how = '', guests = '', more = '' } = rest;
  const typed = type === undefined ? '' : `, type: ${type}`;
  const text = `
title: ${kind} ${index}
machine: ${machine}
fidelity: ${fidelity}
${scheduler === undefined ? '' : `scheduler: ${scheduler}`}
seed: ${seed}
hosts: {a: {${hosts[0]}}, b: {${hosts[1]}}}
guests:
  vm: {host: a, memory: ${memory} MiB, workload: ${workload}${typed}}
  ${guests}
migrations: [{guest: vm, to: b${how}}]
${more}
`;
  return loadScenario(text, `${kind} ${index}`, { profiles: PROFILES }).scenario;
}
