/** What guests suffer: those that move and bystanders, as totals and as a curve. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { type PerformanceWindow, runWithCurve } from '../../../sim/run/performance-curve.ts';
import type { GuestPerformance, RunResult } from '../../../sim/run/result/result.ts';
import { firstOf } from '../../../sim/run/result/together.ts';
import { run } from '../../../sim/run/run.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import type { Scenario } from '../../../sim/scenario/scenario.ts';
import { runFirst } from '../../support/run-first.ts';

function parse(workload: object, extra: object = {}): Scenario {
  const tree = {
    title: 'suffering',
    scheduler: 'fluid',
    parameters: { dom0CpuPerPacket: '12.5 us' },
    hosts: { a: {}, b: {} },
    guests: { vm: { host: 'a', memory: '128 MiB', workload } },
    migrations: [{ guest: 'vm', to: 'b' }],
    ...extra,
  };
  return loadScenario(JSON.stringify(tree), 'p.yaml', { profiles: PROFILES }).scenario;
}

const capped = (cap: string) => ({ hosts: { a: { dom0: { cap } }, b: {} } });
const CPU = { kind: 'cpu' };
const WRITER = { kind: 'write', rate: '50000 pages/s', workingSet: '64 MiB' };
const DISK = { kind: 'disk', cache: '4 MiB' };
const SENDER = { kind: 'network', role: 'sender', rate: '80 Mbit/s' };

describe('a guest that moves', () => {
  it.each([{ kind: 'idle' }, CPU])('loses the time it stands when it is %j', (workload) => {
    const { guestPerformance: each, downtimeSeconds, totalSeconds } = runFirst(parse(workload));
    expect(each.seconds).toBe(totalSeconds);
    expect(each.stoppedSeconds).toBeGreaterThan(downtimeSeconds);
    expect(each.stoppedSeconds).toBeLessThan(downtimeSeconds + 0.1);
    // Its own work for the suspend, 20 ms of CPU, holds it up as well.
    expect(each.lostSeconds).toBeGreaterThanOrEqual(each.stoppedSeconds - 1e-9);
    expect(each.lostSeconds).toBeLessThan(each.stoppedSeconds + 0.03);
    expect(each.faultSeconds).toBe(0);
  });

  it('loses to shadow faults what each first write after a clean costs', () => {
    const constant = { migrations: [{ guest: 'vm', to: 'b', transport: { pageTime: '65 us' } }] };
    const { guestPerformance: each, rounds, downtimeSeconds } = runFirst(parse(WRITER, constant));
    // Every page found dirty was a first write; a few are of the kernel, which pays nothing.
    const firstWrites = rounds.reduce((sum, { dirtied }) => sum + (dirtied ?? 0), 0);
    expect(each.faultSeconds / (firstWrites * 4e-6)).toBeCloseTo(1, 1);
    expect(each.lostSeconds).toBeCloseTo(downtimeSeconds + each.faultSeconds, 3);
    const free = runFirst(parse(WRITER, { ...constant, parameters: { guestCpuPerFault: '0 ns' } }));
    expect(Math.abs(free.guestPerformance.faultSeconds)).toBeLessThan(1e-6);
  });

  it('is measured against its own cap, in turns or not', () => {
    const guests = { vm: { host: 'a', memory: '128 MiB', cap: '30 %', workload: CPU } };
    for (const scheduler of ['fluid', 'on-off']) {
      const { guestPerformance: each } = runFirst(parse(CPU, { guests, scheduler }));
      expect(each.slowedSeconds).toBe(0);
      expect(Math.abs(each.lostSeconds - each.stoppedSeconds)).toBeLessThan(0.15);
    }
  });

  it('is slowed where its back end gets less than it wants', () => {
    const { guestPerformance: free } = runFirst(parse(DISK));
    const { guestPerformance: each } = runFirst(parse(DISK, capped('10 %')));
    expect(free.slowedSeconds).toBe(0);
    expect(each.slowedSeconds).toBeGreaterThan(0.8 * each.seconds);
    expect(each.slowedTo).toBeLessThan(0.6);
    expect(each.lostSeconds).toBeGreaterThan(0.4 * each.seconds);
  });

  it('stands nearly all of a suspend-copy-resume', () => {
    const migrations = [{ guest: 'vm', to: 'b', mechanism: 'suspend-copy-resume' }];
    const { guestPerformance: each } = runFirst(parse(CPU, { migrations }));
    expect(each.performance).toBeLessThan(0.1);
  });
});

const BYSTANDERS = {
  guests: {
    vm: { host: 'a', memory: '128 MiB', workload: { kind: 'idle' } },
    web: { host: 'a', memory: '64 MiB', workload: SENDER },
    sum: { host: 'a', memory: '64 MiB', workload: CPU },
    far: { host: 'c', memory: '64 MiB', workload: SENDER },
  },
};

function bystander(result: RunResult, name: string): GuestPerformance | undefined {
  return result.bystanders?.find(({ guest }) => guest === name);
}

describe('a bystander', () => {
  const hosts = (cap: string) => ({ hosts: { a: { dom0: { cap } }, b: {}, c: {} } });

  it('is one on a host from or to which others move', () => {
    const result = run(parse({}, { ...BYSTANDERS, ...hosts('none') }));
    expect(result.bystanders?.map(({ guest }) => guest)).toEqual(['web', 'sum']);
    expect(run(parse(CPU)).bystanders).toBeUndefined();
  });

  it('loads Dom0, and loses by a migration what Dom0 cannot give both', () => {
    const free = run(parse({}, { ...BYSTANDERS, ...hosts('none') }));
    const tight = run(parse({}, { ...BYSTANDERS, ...hosts('20 %') }));
    expect(bystander(free, 'web')?.performance).toBeCloseTo(1, 3);
    expect(bystander(free, 'web')?.backendCpuSeconds).toBeCloseTo(
      firstOf(free).sourceBackendCpuSeconds,
      6,
    );
    // At 12.5 us a packet the sender wants 8.3 %, and its equal share is 10 %: it gets it, and the
    // migration the rest.
    expect(bystander(tight, 'web')?.performance).toBeCloseTo(1, 2);
    const tighter = run(parse({}, { ...BYSTANDERS, ...hosts('10 %') }));
    const web = bystander(tighter, 'web');
    // Now that is 5 %, less what xend and other work of Dom0 take of the cap.
    expect(web?.performance).toBeLessThan(0.05 / 0.0833);
    expect(web?.performance).toBeGreaterThan(0.042 / 0.0833);
    expect(web?.slowedSeconds).toBeGreaterThan(0.8 * firstOf(tighter).totalSeconds);
    expect(bystander(tighter, 'sum')?.performance).toBeCloseTo(1, 6);
  });
});

const sum = (
  curve: readonly PerformanceWindow[],
  of: 'seconds' | 'stoppedSeconds' | 'faultSeconds' | 'ioBytes' | 'cpuSeconds',
): number => curve.reduce((total, window) => total + window[of], 0);

describe('the curve over time', () => {
  it('changes nothing of the result, whatever its step', () => {
    const { hosts } = capped('30 %');
    const guests = { ...BYSTANDERS.guests, vm: { host: 'a', memory: '64 MiB', workload: WRITER } };
    const options = { scheduler: 'on-off', hosts: { ...hosts, c: {} }, guests };
    const scenario = parse({}, options);
    const plain = JSON.stringify(run(scenario));
    for (const stepNs of [1e7, 3e8, 1e12]) {
      expect(JSON.stringify(runWithCurve(scenario, stepNs).result)).toBe(plain);
    }
  });

  it('tiles the time and adds up to the totals', () => {
    const { result, curve } = runWithCurve(parse(WRITER, capped('40 %')), 5e7);
    const { guestPerformance: each } = firstOf(result);
    expect(curve.length).toBeGreaterThan(20);
    curve.slice(1).forEach(({ startSeconds }, index) => {
      const before = curve[index] as PerformanceWindow;
      expect(startSeconds).toBeCloseTo(before.startSeconds + before.seconds, 9);
    });
    expect(sum(curve, 'seconds')).toBeCloseTo(each.seconds, 9);
    expect(sum(curve, 'stoppedSeconds')).toBeCloseTo(each.stoppedSeconds, 9);
    expect(sum(curve, 'faultSeconds')).toBeCloseTo(each.faultSeconds, 9);
    const done = sum(curve, 'cpuSeconds') - each.faultSeconds;
    expect(done / each.seconds).toBeCloseTo(each.performance, 9);
  });

  it('falls to nothing for exactly the downtime', () => {
    const { result, curve } = runWithCurve(parse(CPU), 1e8);
    const down = curve.filter(({ seconds, stoppedSeconds }) => stoppedSeconds === seconds);
    expect(sum(down, 'seconds')).toBeCloseTo(firstOf(result).downtimeSeconds, 9);
    expect(down.every(({ performance }) => performance === 0)).toBe(true);
    expect(new Set(curve.map(({ undisturbed }) => undisturbed))).toEqual(new Set([1]));
  });

  it('goes on with a guest where it has moved to, while others move', () => {
    const other = { host: 'a', memory: '64 MiB', workload: CPU };
    const guests = { vm: { ...other }, late: { ...other } };
    const first = { guest: 'vm', to: 'b' };
    const { curve } = runWithCurve(
      parse(CPU, { guests, migrations: [first, { guest: 'late', to: 'b', at: '4 s' }] }),
      1e8,
    );
    const moved = curve.filter(({ guest, host }) => guest === 'vm' && host === 'b');
    expect(sum(moved, 'seconds')).toBeGreaterThan(3);
    expect(moved.every(({ performance }) => performance > 0.999)).toBe(true);
    expect(new Set(curve.map(({ guest }) => guest))).toEqual(new Set(['vm', 'late']));
  });

  it('tells what a capped Dom0 takes anyway from what the migration takes', () => {
    const scenario = parse(DISK, capped('6 %'));
    const { curve, result } = runWithCurve(scenario, 5e8);
    const live = curve.filter(({ stoppedSeconds }) => stoppedSeconds < 0.1).slice(1, -1);
    for (const { performance, undisturbed } of live) {
      expect(performance).toBeLessThan(0.7 * undisturbed);
      expect(undisturbed).toBeLessThan(0.8);
    }
    const moved = sum(curve, 'ioBytes') / sum(curve, 'seconds');
    const wanted = curve.reduce((total, { wantedIoBytes }) => total + wantedIoBytes, 0);
    const share = moved / (wanted / sum(curve, 'seconds'));
    expect(share).toBeCloseTo(firstOf(result).guestPerformance.performance, 9);
  });
});
