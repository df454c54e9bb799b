/** Limits of QEMU that an operator changes while a migration is on its way. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { firstOf } from '../../../sim/run/result/together.ts';
import { run } from '../../../sim/run/run.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import { messageOf } from '../../support/mistakes.ts';

/** 64 MiB at 32 MiB/s, of which 24 MiB are written all the time: some 0.75 s are always left. */
function loaded(set: object, policy: object = {}, at = '4 s') {
  const workload = { kind: 'write', rate: '1e6 pages/s', workingSet: '24 MiB', pacing: 'timer' };
  const tree = {
    title: 'limits that change',
    hosts: { a: {}, b: {} },
    guests: { vm: { host: 'a', memory: '64 MiB', zeroPages: '0 %', workload } },
    migrations: [
      {
        guest: 'vm',
        to: 'b',
        transport: 'ideal',
        policy: { name: 'qemu', maxBandwidth: '32 MiB/s', maxTime: '20 s', ...policy },
      },
    ],
    changes: [{ at, set }],
  };
  return loadScenario(JSON.stringify(tree), 'file', { profiles: PROFILES }).scenario;
}

const endOf = (...args: Parameters<typeof loaded>) => firstOf(run(loaded(...args)));

describe('while it is on its way', () => {
  it('a longer downtime limit lets a guest go that never went', () => {
    expect(endOf({ 'vm.policy.downtimeLimit': '310 ms' }).abandoned).toBe(true);
    const { abandoned, totalSeconds } = endOf({ 'vm.policy.downtimeLimit': '1 s' });
    expect(abandoned).toBeUndefined();
    expect(totalSeconds).toBeGreaterThanOrEqual(4);
    expect(totalSeconds).toBeLessThan(5);
  });

  it('another bandwidth holds from the next window on, in the middle of a round', () => {
    const slow = endOf({ 'migrations.0.policy.maxBandwidth': '16 MiB/s' }, {}, '1 s');
    // A second at 32 MiB/s, in which 11 windows begin, then 28.8 MiB more at half of it.
    expect(slow.rounds[0]?.seconds).toBeCloseTo(1 + 28.8 / 16, 0);
    const fast = endOf({ 'vm.policy.maxBandwidth': '128 MiB/s' });
    expect(fast.abandoned).toBeUndefined();
  });

  it.each([
    { transport: 'ideal', perSecond: 32 },
    { transport: { pageTime: '195313 ns' }, perSecond: 20 },
  ])('it does so where many windows go as one (%j)', ({ transport, perSecond }) => {
    const guest = { host: 'a', memory: '1 GiB', zeroPages: '0 %', workload: { kind: 'idle' } };
    const policy = { name: 'qemu', maxBandwidth: '32 MiB/s', maxTime: '10 min' };
    const tree = {
      title: 'a limit that changes among many windows',
      hosts: { a: {}, b: {} },
      guests: { vm: guest },
      migrations: [{ guest: 'vm', to: 'b', transport, policy }],
      changes: [{ at: '9.95 s', set: { 'vm.policy.maxBandwidth': '16 MiB/s' } }],
    };
    const { scenario } = loadScenario(JSON.stringify(tree), 'file', { profiles: PROFILES });
    const { rounds } = firstOf(run(scenario));
    // The 99 windows before, and one more at once where nothing else bounds it.
    const [before, more] = perSecond === 32 ? [10, 3.2] : [10, 0];
    const left = 1024 - before * perSecond - more;
    expect(rounds[0]?.seconds).toBeGreaterThan(before + (left - 10) / 16);
    expect(rounds[0]?.seconds).toBeLessThan(before + (left + 1) / 16);
  });

  it('a change before it begins counts as well', () => {
    const { stopReason, totalSeconds } = endOf({ 'vm.policy.downtimeLimit': '1 s' }, {}, '0 s');
    expect(stopReason).toBe('downtime-target');
    expect(totalSeconds).toBeLessThan(3.1);
  });

  it.each<[object, object, string]>([
    [{ 'vm.policy.downtimeLimit': '1 s' }, { name: 'xen-4' }, 'the policy of `vm` has no limit'],
    [{ 'vm.policy.downtimeLimit': '1 s' }, { name: 'nova' }, 'only `name: qemu` has some'],
    [{ 'vm.policy.maxTime': '1 s' }, {}, '`vm.policy.maxTime` cannot change while'],
    [{ 'vm.policy.downtimeLimit': '0 s' }, {}, '`0 s` is below the minimum'],
  ])('%j of %j is refused', (set, policy, message) => {
    const name = 'name' in policy ? { maxBandwidth: undefined, maxTime: undefined } : {};
    expect(messageOf(() => loaded(set, { ...name, ...policy }))).toContain(message);
  });
});
