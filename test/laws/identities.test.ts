/**
 * What must hold for every scenario: rounds, parts, bytes, CPU, contents, and the same bytes again.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../models/machine/registry.ts';
import type { GuestPerformance, MigrationResult, RunResult } from '../../sim/run/result/result.ts';
import { run } from '../../sim/run/run.ts';
import { loadScenario } from '../../sim/scenario/load.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { cases } from '../support/properties.ts';
import { runFirst } from '../support/run-first.ts';

function parse(tree: unknown): Scenario {
  return loadScenario(JSON.stringify(tree), 'law.yaml', { profiles: PROFILES }).scenario;
}

const cap = fc.constantFrom('none', '10 %', '25 %', '40 %', '60 %', '100 %', '150 %');
const host = fc.record({ dom0: fc.record({ cap, vcpus: fc.constantFrom(1, 2, 12) }) });
const workload = fc.oneof(
  fc.constant({ kind: 'idle' }),
  fc.record({ kind: fc.constant('cpu'), intensity: fc.constantFrom('30 %', '100 %') }),
  fc.record({
    kind: fc.constant('write'),
    rate: fc.constantFrom('500 pages/s', '8000 pages/s', '300000 pages/s'),
    workingSet: fc.constantFrom('1 MiB', '12 MiB'),
    pattern: fc.constantFrom('uniform', 'sequential'),
    pacing: fc.constantFrom('cpu', 'timer'),
  }),
  fc.record({
    kind: fc.constant('disk'),
    operation: fc.constantFrom('read', 'write'),
    request: fc.constantFrom('4 KiB', '128 KiB'),
  }),
  fc.record({
    kind: fc.constant('network'),
    role: fc.constantFrom('sender', 'receiver'),
    rate: fc.constantFrom('5 Mbit/s', '300 Mbit/s'),
  }),
);
const guest = fc.record({
  host: fc.constantFrom('a', 'b'),
  memory: fc.constantFrom('16 MiB', '20 MiB', '33 MiB'),
  zeroPages: fc.constant('0 %'),
  cap: fc.constantFrom('none', '35 %'),
  workload,
});
const scan = fc.constantFrom('rotated', 'plain');
const rate = fc.constantFrom('60 Mbit/s', '800 Mbit/s');
const move = fc.record({
  at: fc.constantFrom('0 s', '0.2 s', '3 s'),
  mechanism: fc.constantFrom('pre-copy', 'pre-copy', 'suspend-copy-resume', 'post-copy'),
  policy: fc.oneof(
    { weight: 3, arbitrary: fc.record({ scan, maxRounds: fc.constantFrom(3, 29) }) },
    fc.record({ name: fc.constant('xen-3.2'), adaptive: fc.constant(true) }),
    fc.record({ name: fc.constant('xen-4'), scan }),
    fc.record({ name: fc.constant('fixed-rate'), rate, skips: fc.boolean() }),
    fc.record({ name: fc.constant('clark-2005'), maxRounds: fc.constant(9) }),
    fc.record({
      name: fc.constant('qemu'),
      scan,
      maxBandwidth: rate,
      maxTime: fc.constantFrom('1 s', '20 s'),
      autoConverge: fc.boolean(),
      onLimit: fc.constantFrom('abandon', 'suspend'),
    }),
    fc.record({ name: fc.constant('custom'), downtimeTarget: fc.constant('50 ms') }),
  ),
});
const tree = fc.record({
  title: fc.constant('law'),
  seed: fc.nat(1000),
  scheduler: fc.constantFrom('on-off', 'fluid'),
  hosts: fc.record({ a: host, b: host, c: host }),
  guests: fc.record({ first: guest, second: guest, third: guest }),
  migrations: fc.tuple(move, move).map(([one, two]) => [
    { ...one, guest: 'first', to: 'c' },
    { ...two, guest: 'second', to: 'c' },
  ]),
  changes: fc.constantFrom([], [{ at: '1 s', set: { 'a.dom0.cap': '30 %' } }]),
});

const ns = (seconds: number): number => Math.round(seconds * 1e9);

function checkMigration(result: MigrationResult): void {
  const { rounds, parts } = result;
  rounds.slice(1).forEach(({ sent, skipped, left = 0 }, index) => {
    expect(sent + skipped + left).toBe(rounds[index]?.dirtied);
  });
  expect(parts.reduce((sum, { seconds }) => sum + ns(seconds), 0)).toBe(ns(result.totalSeconds));
  const down = parts.filter(({ inDowntime }) => inDowntime);
  expect(down.reduce((sum, { seconds }) => sum + ns(seconds), 0)).toBe(ns(result.downtimeSeconds));
  expect(result.pagesSent).toBe(rounds.reduce((sum, { sent }) => sum + sent, 0));
  const frame = result.bytesSent - result.pagesSent * 4104;
  expect(frame).toBeGreaterThan(0);
  const hasQemusDevices = result.policy === 'qemu' || result.mechanism === 'post-copy';
  expect(frame).toBeLessThan((hasQemusDevices ? 320 : 64) * 1024);
  expect(rounds.every(({ seconds }) => seconds >= 0)).toBe(true);
  expect(result.sourceDom0CpuSeconds).toBeGreaterThan(0);
  expect(result.sourceDom0CpuSeconds).toBeLessThanOrEqual(12 * result.totalSeconds);
  checkLedger(result);
  const { guestPerformance } = result;
  checkPerformance(guestPerformance);
  expect(guestPerformance.seconds).toBe(result.totalSeconds);
  expect(ns(guestPerformance.stoppedSeconds)).toBeGreaterThanOrEqual(ns(result.downtimeSeconds));
}

/** All of Dom0's CPU is booked on one of four accounts. */
function checkLedger(result: MigrationResult): void {
  for (const side of ['source', 'destination'] as const) {
    const booked = (['Migration', 'Backend', 'Toolstack', 'Rest'] as const).map((account) => {
      return result[`${side}${account}CpuSeconds`];
    });
    expect(Math.min(...booked)).toBeGreaterThanOrEqual(-1e-9);
    const sum = booked.reduce((total, seconds) => total + seconds, 0);
    expect(Math.abs(sum - result[`${side}Dom0CpuSeconds`])).toBeLessThan(1e-9);
  }
}

function checkPerformance(each: GuestPerformance): void {
  const { seconds, stoppedSeconds, slowedSeconds, slowedTo, performance } = each;
  expect(stoppedSeconds + slowedSeconds).toBeLessThanOrEqual(seconds + 1e-9);
  for (const share of [slowedTo, performance]) {
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(1);
  }
  expect(each.lostSeconds).toBeCloseTo(seconds * (1 - performance), 9);
  expect(each.faultSeconds).toBeGreaterThan(-1e-6);
  expect(each.backendCpuSeconds).toBeGreaterThanOrEqual(0);
}

describe('any scenario', () => {
  it('keeps the identities of rounds, parts, bytes, CPU and page contents', () => {
    fc.assert(
      fc.property(tree, (each) => {
        const result: RunResult = run(parse(each), { verify: true });
        for (const migration of result.migrations) checkMigration(migration);
        result.bystanders?.forEach(checkPerformance);
      }),
      { numRuns: cases(60) },
    );
  });

  it('gives the same bytes for the same seed', () => {
    fc.assert(
      fc.property(tree, (each) => {
        const scenario = parse(each);
        expect(JSON.stringify(run(scenario))).toBe(JSON.stringify(run(scenario)));
      }),
      { numRuns: cases(10) },
    );
  });
});

function lone(extra: object): Scenario {
  return parse({
    title: 'lone',
    hosts: { a: {}, b: {} },
    guests: {
      vm: { host: 'a', memory: '64 MiB', workload: { kind: 'cpu' } },
    },
    migrations: [{ guest: 'vm', to: 'b' }],
    ...extra,
  });
}

describe('a lone migration', () => {
  it('takes the same time in both forms of the scheduler where no cap bites', () => {
    const onOff = runFirst(lone({ scheduler: 'on-off' })).totalSeconds;
    const fluid = runFirst(lone({ scheduler: 'fluid' })).totalSeconds;
    expect(Math.abs(onOff / fluid - 1)).toBeLessThan(0.001);
  });

  it('differs with the seed when Dom0 is capped', () => {
    const hosts = { a: { dom0: { cap: '20 %' } }, b: {} };
    const times = [1, 2, 3].map((seed) => runFirst(lone({ hosts, seed })).totalSeconds);
    expect(new Set(times).size).toBe(3);
  });

  it('takes longer with less CPU, a slower link, or a busier guest', () => {
    const free = runFirst(lone({})).totalSeconds;
    const capped = runFirst(lone({ hosts: { a: { dom0: { cap: '30 %' } }, b: {} } })).totalSeconds;
    const links = [{ name: 'lan', between: ['a', 'b'], rate: '100 Mbit/s' }];
    const slow = runFirst(lone({ links })).totalSeconds;
    const workload = { kind: 'write', rate: '20000 pages/s', workingSet: '40 MiB' };
    const guests = { vm: { host: 'a', memory: '64 MiB', workload } };
    const busy = runFirst(lone({ guests })).totalSeconds;
    for (const longer of [capped, slow, busy]) expect(longer).toBeGreaterThan(1.2 * free);
  });

  it('never ends sooner for sharing its hosts with another', () => {
    const guests = {
      vm: { host: 'a', memory: '64 MiB', workload: { kind: 'idle' } },
      other: { host: 'a', memory: '64 MiB', workload: { kind: 'idle' } },
    };
    const migrations = [
      { guest: 'vm', to: 'b' },
      { guest: 'other', to: 'b' },
    ];
    const alone = runFirst(lone({ guests, migrations: [migrations[0]] })).totalSeconds;
    const both = runFirst(lone({ guests, migrations })).totalSeconds;
    expect(both).toBeGreaterThan(alone);
  });
});
