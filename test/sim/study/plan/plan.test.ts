/** Plans and predictions of a small guest, simulated. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { firstOf } from '../../../../sim/run/result/together.ts';
import { run } from '../../../../sim/run/run.ts';
import type { RunScenarios } from '../../../../sim/run/sweep.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';
import { studentQuantile } from '../../../../sim/study/fit/student.ts';
import { plan } from '../../../../sim/study/plan/plan.ts';
import { nextRun, predict } from '../../../../sim/study/plan/predict.ts';
import { measure, replications, trialOf } from '../../../../sim/study/plan/trials.ts';
import { benchmarkLike, hostsOf, withCap } from '../../../../sim/study/plan/variants.ts';
import { runFirst } from '../../../support/run-first.ts';

const { scenario } = loadScenario(
  `title: Small
hosts: {a: {}, b: {}}
guests:
  vm: {host: a, memory: 64 MiB, workload: {kind: write, rate: 900 pages/s, workingSet: 8 MiB}}
migrations: [{guest: vm, to: b}]`,
  'small.yaml',
  { profiles: PROFILES },
);

const runScenarios: RunScenarios = async (scenarios) => scenarios.map((one) => run(one));
const shared = {
  metric: 'totalSeconds',
  side: 'source',
  judge: 'mean',
  model: 'power',
  replications: 2,
  exhaustive: false,
  runScenarios,
  onProgress: () => undefined,
} as const;

function meanSeconds(capPercent: number): number {
  const runs = replications(withCap(scenario, 'source', capPercent), 2).map((one) => runFirst(one));
  return runs.reduce((sum, { totalSeconds }) => sum + totalSeconds, 0) / runs.length;
}

describe('a time', () => {
  it('is that of the longest migration, and none where one was given up', () => {
    const result = run(scenario);
    const first = firstOf(result);
    const slower = { ...first, totalSeconds: 2 * first.totalSeconds };
    const both = { ...result, migrations: [first, slower] };
    expect(measure(both, 'totalSeconds')).toBe(slower.totalSeconds);
    const given = { ...first, abandoned: true as const, stopReason: 'not-converging' as const };
    const some = { ...result, migrations: [first, given] };
    expect(() => measure(some, 'totalSeconds')).toThrow('vm: its migration is abandoned');
  });
});

describe('plan', () => {
  it('finds a cap that meets the target, and one percent less does not', async () => {
    const { answer, bound } = await plan(scenario, { ...shared, targetSeconds: 4 });
    const cap = answer?.least.capPercent ?? 0;
    expect(bound).toBeUndefined();
    expect(meanSeconds(cap)).toBeLessThanOrEqual(4);
    expect(meanSeconds(cap - 1)).toBeGreaterThan(4);
  });

  it('asks more of the worst run than of the mean', async () => {
    const options = { ...shared, targetSeconds: 4 };
    const mean = await plan(scenario, options);
    const worst = await plan(scenario, { ...options, judge: 'worst' });
    expect(worst.answer?.least.worstSeconds).toBeLessThanOrEqual(4);
    const least = mean.answer?.least.capPercent ?? 0;
    expect(worst.answer?.least.capPercent).toBeGreaterThanOrEqual(least);
  });

  it('reads the least cap off the curve and says what is simulated there', async () => {
    const { fitted } = await plan(scenario, { ...shared, targetSeconds: 4 });
    const cap = fitted.least?.x ?? 0;
    expect(fitted.fit.predict(cap)).toBeLessThanOrEqual(4);
    expect(fitted.fit.predict(cap - 1)).toBeGreaterThan(4);
    expect(fitted.simulated?.meanSeconds).toBeCloseTo(meanSeconds(cap), 9);
  });

  it('says what bounds a time that no cap reaches', async () => {
    const { answer, bound } = await plan(scenario, { ...shared, targetSeconds: 0.2 });
    expect(answer).toBeUndefined();
    expect(bound?.bestSeconds).toBeCloseTo(meanSeconds(100), 9);
    const changes = bound?.reasons.map(({ change }) => change) ?? [];
    expect(changes).toContain('the guest were idle');
    expect(bound?.reasons[0]?.meanSeconds).toBeLessThan(bound?.bestSeconds ?? 0);
    expect(bound?.stagesSeconds).toBeGreaterThan(0.2);
  });
});

describe('predict', () => {
  it('gives the simulated mean, its interval, the curve and the benchmark', async () => {
    const options = { ...shared, capsPercent: [25, 80] };
    const { rows, fit } = await predict(scenario, options);
    expect(rows.map(({ capPercent }) => capPercent)).toEqual([25, 80]);
    const [first] = rows;
    expect(first?.simulated.meanSeconds).toBeCloseTo(meanSeconds(25), 9);
    expect(first?.fitted.y).toBe(fit.predict(25));
    expect(first?.fitted.extrapolated).toBe(false);
    expect(first?.benchmark.simulated.meanSeconds).toBeGreaterThan(meanSeconds(25));
  });

  it('has the interval of one more run: mean +- t s sqrt(1 + 1/n)', () => {
    const trial = trialOf(50, [10, 12, 14]);
    const reach = studentQuantile(0.975, 2) * 2 * Math.sqrt(4 / 3);
    expect(nextRun(trial)?.low).toBeCloseTo(12 - reach, 9);
    expect(nextRun(trial)?.high).toBeCloseTo(12 + reach, 9);
    expect(nextRun(trialOf(50, [10]))).toBeUndefined();
  });
});

describe('variants', () => {
  it('cap the hosts of the side that is named', () => {
    expect(hostsOf(scenario, 'source')).toEqual(['a']);
    expect(hostsOf(scenario, 'destination')).toEqual(['b']);
    expect(hostsOf(scenario, 'both')).toEqual(['a', 'b']);
    const { hosts } = withCap(scenario, 'both', 35);
    expect([hosts.a?.dom0.capPercent, hosts.b?.dom0.capPercent]).toEqual([35, 35]);
    expect(scenario.hosts.a?.dom0.capPercent).toBeUndefined();
  });

  it('know a benchmark for every kind, at the size of the guest', () => {
    const gib = 2 ** 30;
    expect(benchmarkLike({ kind: 'idle' }, gib).kind).toBe('cpu');
    const write = scenario.guests.vm?.workload ?? { kind: 'idle' };
    expect(benchmarkLike(write, gib)).toMatchObject({
      kind: 'write',
      workingSetBytes: (3 * gib) / 4,
    });
    const read = { kind: 'read', workingSetBytes: 4096 } as const;
    expect(benchmarkLike(read, gib)).toMatchObject({ kind: 'read' });
  });
});
