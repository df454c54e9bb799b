/** When dirty-limit is in force, and where it may stand in a file. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { dirtyLimitRules } from '../../../../models/policy/qemu/dirty-limit.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';

const load = (
  policy: Readonly<Record<string, unknown>>,
  guest: Readonly<Record<string, unknown>> = {},
) => {
  const tree = {
    title: 'limits',
    hosts: { a: {}, b: {} },
    guests: { vm: { host: 'a', memory: '32 MiB', ...guest } },
    migrations: [{ guest: 'vm', to: 'b', policy: { name: 'qemu', ...policy } }],
  };
  return loadScenario(JSON.stringify(tree), 'limits.yaml', { profiles: PROFILES });
};

describe('dirty-limit', () => {
  it('begins when auto-converge would: too much for the second time', () => {
    const options = { quotaMib: 1, periodSeconds: 1, ringPages: 4096, triggerPercent: 50 };
    const rules = dirtyLimitRules(options);
    const bytes = 4096 * 1000;
    const round = (dirtied: number) => ({ dirtied, due: dirtied, seconds: 1.1, bytes });
    expect(rules.begins([round(600)])).toBe(false);
    expect(rules.begins([round(600), round(400)])).toBe(false);
    expect(rules.begins([round(600), round(400), round(600)])).toBe(true);
  });

  it.each([
    [{ release: '7.2', dirtyLimit: {} }, /release 7\.2 does not have it; 8\.2 does/u],
    [{ dirtyLimit: {}, autoConverge: true }, /not with `autoConverge: true`/u],
    [{ dirtyLimit: { rate: '1 kB/s' } }, /`rate`: `1 kB.s` is below/u],
    [{ dirtyLimit: { period: '2 s' } }, /`period`: `2 s` is above/u],
    [{ dirtyLimit: { ring: 5000 } }, /power of two/u],
  ])('refuses %j', (policy, message) => {
    expect(() => load(policy)).toThrow(message);
  });

  it('has the defaults of QEMU, and whole MiB/s', () => {
    const limitOf = (dirtyLimit: unknown) => {
      const { policy } = load({ dirtyLimit }).scenario.migrations[0] ?? {};
      return policy !== undefined && 'dirtyLimit' in policy ? policy.dirtyLimit : undefined;
    };
    expect(limitOf({})).toMatchObject({ quotaMib: 1, periodSeconds: 1, ringPages: 4096 });
    expect(limitOf({ rate: '2.9 MiB/s' })).toMatchObject({ quotaMib: 2 });
  });

  it('refuses more writing virtual CPUs than there are', () => {
    const workload = { kind: 'write', rate: '1 pages/s', workingSet: '1 MiB', writers: 3 };
    const message = /3 virtual CPUs write, and `vm` has 2/u;
    expect(() => load({}, { vcpus: 2, workload })).toThrow(message);
    expect(() => load({}, { vcpus: 3, workload })).not.toThrow();
  });
});
