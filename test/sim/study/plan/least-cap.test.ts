/** The search for a cap, on times that are known. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import type { RunResult } from '../../../../sim/run/result/result.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';
import type { Scenario } from '../../../../sim/scenario/scenario.ts';
import { leastCap } from '../../../../sim/study/plan/least-cap.ts';
import { Trials } from '../../../../sim/study/plan/trials.ts';

const { scenario } = loadScenario(
  `title: Two hosts
hosts: {a: {}, b: {}}
guests: {vm: {host: a, memory: 32 MiB}}
migrations: [{guest: vm, to: b}]`,
  'two.yaml',
  { profiles: PROFILES },
);

/** Trials whose total time is a function of the source's cap; counts the runs. */
function known(secondsAt: (capPercent: number) => number) {
  let runs = 0;
  const trials = new Trials(scenario, {
    side: 'source',
    metric: 'totalSeconds',
    replications: 2,
    onProgress: () => undefined,
    runScenarios: async (scenarios: readonly Scenario[]) => {
      runs += scenarios.length;
      return scenarios.map(({ hosts }) => {
        const migration = { totalSeconds: secondsAt(hosts.a?.dom0.capPercent ?? 0) };
        return { migrations: [migration] } as unknown as RunResult;
      });
    },
  });
  return { trials, runs: () => runs };
}

describe('the least cap', () => {
  it('of a time that falls with the cap is the first that meets the target', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 100 }), fc.boolean(), async (knee, all) => {
        const { trials } = known((cap) => 1000 / cap);
        const meets = ({ meanSeconds }: { meanSeconds: number }) => meanSeconds <= 1000 / knee;
        const found = await leastCap(trials, { meets, exhaustive: all });
        expect(found?.least.capPercent).toBe(knee);
        expect(found?.below?.capPercent).toBe(knee === 1 ? undefined : knee - 1);
        expect(found?.failingAbove).toEqual([]);
      }),
    );
  });

  it('meets the target and one percent less does not, however times jump', async () => {
    const times = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 100, maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(times, fc.integer({ min: 0, max: 9 }), async (seconds, target) => {
        const at = (cap: number): number => seconds[cap - 1] as number;
        const meets = ({ meanSeconds }: { meanSeconds: number }) => meanSeconds <= target;
        const searched = await leastCap(known(at).trials, { meets, exhaustive: false });
        const first = seconds.findIndex((time) => time <= target);
        if (searched !== undefined) {
          const { capPercent } = searched.least;
          expect(at(capPercent)).toBeLessThanOrEqual(target);
          if (capPercent > 1) expect(at(capPercent - 1)).toBeGreaterThan(target);
        }
        const all = await leastCap(known(at).trials, { meets, exhaustive: true });
        expect(all?.least.capPercent).toBe(first < 0 ? undefined : first + 1);
      }),
    );
  });

  it('needs ten caps and four halvings, each simulated once', async () => {
    const { trials, runs } = known((cap) => 1000 / cap);
    await leastCap(trials, { meets: ({ meanSeconds }) => meanSeconds <= 26, exhaustive: false });
    await trials.at([10, 20, 10]);
    expect(runs()).toBeLessThanOrEqual(2 * (10 + 4));
  });

  it('tells the caps above it that fail again', async () => {
    const { trials } = known((cap) => (cap === 70 ? 9 : 100 / cap));
    const meets = ({ meanSeconds }: { meanSeconds: number }) => meanSeconds <= 4;
    const found = await leastCap(trials, { meets, exhaustive: false });
    expect(found?.least.capPercent).toBe(25);
    expect(found?.failingAbove.map(({ capPercent }) => capPercent)).toEqual([70]);
  });
});
