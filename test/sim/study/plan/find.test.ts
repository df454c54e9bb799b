/** Plans of simulations whose outcome is known, against looking at every value. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import type { RunResult } from '../../../../sim/run/result/result.ts';
import type { Scenario } from '../../../../sim/scenario/scenario.ts';
import { openTemplate } from '../../../../sim/scenario/template.ts';
import {
  type CountPlan,
  type OrderPlan,
  type PlanOptions,
  plan,
  type ScalePlan,
} from '../../../../sim/study/plan/plan.ts';

/** What a run comes to: of each guest, in the order of the migrations. */
interface Known {
  readonly totalSeconds: number;
  readonly downtimeSeconds?: number;
  readonly stopReason?: string;
  readonly abandoned?: true;
}

function planOf(
  text: string,
  known: (scenario: Scenario) => Known,
  asked: Partial<PlanOptions>,
): Promise<ScalePlan | CountPlan | OrderPlan> {
  const result = (scenario: Scenario): RunResult => {
    const one = {
      ...{ startSeconds: 0, waitedSeconds: 0, downtimeSeconds: 0, stopReason: 'few-pages' },
      ...{ guest: 'vm', parts: [], guestPerformance: { lostSeconds: 0 } },
      ...known(scenario),
    };
    return { migrations: [one] } as unknown as RunResult;
  };
  return plan(openTemplate(text, 'known.yaml', { profiles: PROFILES }), 'known.yaml', {
    ...{ find: 'cap', targets: [], judge: 'mean', least: 'totalSeconds', side: 'source' },
    ...{ model: 'power', replications: 2, exhaustive: false, budget: 200 },
    onProgress: () => undefined,
    runScenarios: async (scenarios) => scenarios.map(result),
    ...asked,
  });
}

const writer = (more: string): string => `title: One
machine: opteron-xen-3.2.1
hosts: {a: {}, b: {}}
links: [{name: lan, between: [a, b], rate: 1 Gbit/s}]
guests:
  vm: {host: a, memory: 64 MiB, workload: {kind: write, rate: 900 pages/s, workingSet: 8 MiB}}
migrations: [{guest: vm, to: b${more}}]`;
const QEMU = writer(', policy: {name: qemu}');
const rateOf = ({ guests }: Scenario): number =>
  (guests.vm as unknown as { workload: { pagesPerSecond: number } }).workload.pagesPerSecond;
const limitsOf = ({ migrations }: Scenario) =>
  migrations[0]?.policy as unknown as { bitsPerSecond: number; downtimeLimitSeconds: number };
const within = (metric: 'totalSeconds' | 'downtimeSeconds', seconds: number) =>
  ({ metric, seconds }) as const;

describe('a bound on a scale', () => {
  it('of the dirty rate is the largest of three digits below any knee', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 101, max: 10_000_000 }), async (knee) => {
        const known = (scenario: Scenario): Known => {
          const isOver = rateOf(scenario) > knee;
          return { totalSeconds: 1, stopReason: isOver ? 'max-rounds' : 'few-pages' };
        };
        const found = (await planOf(writer(''), known, { find: 'dirty-rate' })) as ScalePlan;
        const { answer, harder, easier, set } = found;
        const unit = 10 ** (String(knee).length - 3);
        expect(answer?.value).toBe(Math.floor(knee / unit) * unit);
        expect(easier?.value).toBeLessThan(answer?.value ?? 0);
        expect([easier?.converges, harder?.converges]).toEqual([true, false]);
        expect(set).toEqual([
          { path: 'guests.vm.workload.rate', value: `${answer?.value} pages/s` },
        ]);
      }),
      { numRuns: 10 },
    );
  });

  it('of the bandwidth is that of the named link, of QEMU its limit up to the link', async () => {
    const targets = [within('totalSeconds', 10)];
    const known = ({ links = [] }: Scenario): Known => {
      return { totalSeconds: 3.21e9 / (links[0]?.bitsPerSecond ?? 0) };
    };
    const link = (await planOf(writer(''), known, { find: 'bandwidth', targets })) as ScalePlan;
    expect(link.set).toEqual([{ path: 'links.0.rate', value: '321 Mbit/s' }]);
    const limited = (scenario: Scenario): Known => {
      return { totalSeconds: 3.21e9 / limitsOf(scenario).bitsPerSecond };
    };
    const limit = (await planOf(QEMU, limited, { find: 'bandwidth', targets })) as ScalePlan;
    expect(limit.answer?.value).toBe(321e6);
    expect(limit.easiest).toBe(1e9);
  });

  it('of the downtime limit is the least that ends in time, if its pause is short', async () => {
    const known = (scenario: Scenario): Known => {
      const limit = limitsOf(scenario).downtimeLimitSeconds;
      const given = limit < 0.0205 ? ({ abandoned: true } as const) : {};
      return { totalSeconds: 1 / limit, downtimeSeconds: limit, ...given };
    };
    const find = 'downtime-limit';
    const targets = [within('totalSeconds', 20), within('downtimeSeconds', 0.06)];
    const found = (await planOf(QEMU, known, { find, targets })) as ScalePlan;
    expect(found.answer?.value).toBe(50e6);
    const least = (await planOf(QEMU, known, { find })) as ScalePlan;
    expect([least.answer?.value, least.harder?.value]).toEqual([20.5e6, 20.4e6]);
    expect(least.harder?.abandoned).toBe('vm: few-pages');
    const short = [within('totalSeconds', 20), within('downtimeSeconds', 0.04)];
    const none = (await planOf(QEMU, known, { find, targets: short })) as ScalePlan;
    expect([none.answer, none.easier?.value]).toEqual([undefined, 50e6]);
    expect(none.bound).toMatchObject({ metric: 'downtimeSeconds', bestSeconds: 0.05 });
    expect(none.bound?.reasons.at(0)?.change).not.toBe('');
  });

  it('of a cap may need more than one CPU, and tells caps above it that fail again', async () => {
    const text = writer('').replace('a: {}', 'a: {cpus: 8, dom0: {vcpus: 2}}');
    // Of two targets there is no curve.
    const targets = [within('totalSeconds', 4), within('downtimeSeconds', 1)];
    const known = ({ hosts }: Scenario): Known => {
      const cap = hosts.a?.dom0.capPercent ?? 0;
      return { totalSeconds: cap === 170 ? 9 : 500 / cap };
    };
    for (const exhaustive of [false, true]) {
      const found = (await planOf(text, known, { targets, exhaustive })) as ScalePlan;
      expect([found.answer?.value, found.harder?.value]).toEqual([125, 124]);
      expect(found.easiest).toBe(200);
      const failing = found.failingBeyond.map(({ value }) => value);
      expect(failing).toEqual(exhaustive ? [170] : []);
    }
  });

  it('is refused where a scenario has no such thing', async () => {
    const known = (): Known => ({ totalSeconds: 1 });
    const slow = '{kind: write, rate: 1 pages/s, workingSet: 8 MiB}';
    const two = writer('').replace('migrations: [', 'migrations: [{guest: vm2, to: b}, ');
    const twoGuests = two.replace(
      'guests:',
      `guests:
  vm2: {host: a, memory: 64 MiB, workload: ${slow}}`,
    );
    const cases = [
      [writer(''), 'downtime-limit', 'has no downtime limit'],
      [writer(''), 'at-once', 'nothing to move at a time'],
      [writer(''), 'order', 'there is no order'],
      [twoGuests, 'order', 'start at once'],
      [twoGuests, 'dirty-rate', 'rates that differ'],
      [
        writer('').replace(/workload: .*\}\}/u, 'workload: {kind: idle}}'),
        'dirty-rate',
        'no single',
      ],
    ] as const;
    for (const [text, find, message] of cases) {
      await expect(planOf(text, known, { find })).rejects.toThrow(message);
    }
    const chosen = await planOf(twoGuests, known, { find: 'dirty-rate', guest: 'vm' });
    expect(chosen.set).toHaveLength(1);
  });
});

const many = (count: number): string => `title: Many
machine: opteron-xen-3.2.1
hosts: {a: {memory: 16 GiB}, b: {memory: 16 GiB}}
guests: {vm: {count: ${count}, host: a, memory: 64 MiB}}
atOnce: 2
migrations: [{guest: vm, to: b}]`;

describe('the best number at a time', () => {
  it('is that of a scan of all of them, with those beside it', async () => {
    const times = fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(times, fc.integer({ min: 1, max: 99 }), async (seconds, most) => {
        const known = ({ atOnce = 1 }: Scenario): Known => {
          return { totalSeconds: seconds[atOnce - 1] as number, downtimeSeconds: atOnce };
        };
        const targets = [within('downtimeSeconds', most)];
        const found = await planOf(many(seconds.length), known, { find: 'at-once', targets });
        const { best, neighbours } = found as CountPlan;
        const allowed = seconds.slice(0, most);
        expect(best.value).toBe(allowed.indexOf(Math.min(...allowed)) + 1);
        const beside = [best.value - 1, best.value + 1].filter(
          (n) => n >= 1 && n <= seconds.length,
        );
        expect(neighbours.map(({ value }) => value)).toEqual(beside);
        expect(found.set).toEqual([{ path: 'atOnce', value: `${best.value}` }]);
      }),
      { numRuns: 10 },
    );
  });
});

describe('the best order', () => {
  /** A guest costs its weight times the place at which it moves: heaviest first is best. */
  const costs =
    (weights: readonly number[]) =>
    ({ migrations }: Scenario): Known => {
      const seconds = migrations.map(({ guest }, at) => {
        return (at + 1) * (weights[Number(guest.slice(2)) - 1] ?? 0);
      });
      return { totalSeconds: seconds.reduce((sum, each) => sum + each, 0) };
    };
  const different = (count: number): string => {
    const names = Array.from({ length: count }, (_, index) => `vm${index + 1}`);
    const guests = names.map((name, at) => `  ${name}: {host: a, memory: ${64 + at} MiB}`);
    const moves = names.map((name) => `{guest: ${name}, to: b}`);
    return many(1)
      .replace(/guests: .*/u, `guests:\n${guests.join('\n')}`)
      .replace(/migrations: .*/u, `migrations: [${moves.join(', ')}]`);
  };

  it('is the best of all where they are few, and found by exchanges where not', async () => {
    const weights = [3, 9, 1, 7, 5];
    for (const budget of [120, 60]) {
      const found = await planOf(different(5), costs(weights), { find: 'order', budget });
      const { best, guestsOf, given, orders } = found as OrderPlan;
      expect(orders).toBe(120);
      expect(guestsOf(best.value)).toEqual(['vm2', 'vm4', 'vm5', 'vm1', 'vm3']);
      expect(given.value).toEqual([0, 1, 2, 3, 4]);
      expect((found as OrderPlan).neighbours).toHaveLength(2);
    }
  });

  it('leaves start times at their places', async () => {
    const text = different(2)
      .replace(/atOnce.*/u, '')
      .replace('to: b}]', 'to: b, at: 3 s}]');
    const found = await planOf(text, costs([1, 2]), { find: 'order' });
    expect(JSON.parse(found.set[0]?.value ?? '')).toEqual([
      { guest: 'vm2', to: 'b' },
      { guest: 'vm1', to: 'b', at: '3 s' },
    ]);
  });

  it('takes guests alike for the same, and stays with that of the file', async () => {
    const found = await planOf(many(6), () => ({ totalSeconds: 1 }), { find: 'order' });
    const { orders, tried, best } = found as OrderPlan;
    expect([orders, tried]).toEqual([1, 1]);
    expect(best.value).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
