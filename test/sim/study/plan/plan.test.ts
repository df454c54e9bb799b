/** Plans and predictions of a small guest, simulated. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { firstOf } from '../../../../sim/run/result/together.ts';
import { run } from '../../../../sim/run/run.ts';
import type { RunScenarios } from '../../../../sim/run/sweep.ts';
import { openTemplate } from '../../../../sim/scenario/template.ts';
import { studentQuantile } from '../../../../sim/study/fit/student.ts';
import { replications } from '../../../../sim/study/plan/evaluations.ts';
import { plan, type ScalePlan } from '../../../../sim/study/plan/plan.ts';
import { nextRun, predict } from '../../../../sim/study/plan/predict.ts';
import type { Judge } from '../../../../sim/study/plan/targets.ts';
import { measure, trialOf } from '../../../../sim/study/plan/trials.ts';
import { benchmarkLike, hostsOf, withCap } from '../../../../sim/study/plan/variants.ts';
import { runFirst } from '../../../support/run-first.ts';

const TEXT = `title: Small
hosts: {a: {}, b: {}}
guests:
  vm: {host: a, memory: 64 MiB, workload: {kind: write, rate: 900 pages/s, workingSet: 8 MiB}}
migrations: [{guest: vm, to: b}]`;
const template = openTemplate(TEXT, 'small.yaml', { profiles: PROFILES });
const scenario = template.with([]);

const runScenarios: RunScenarios = async (scenarios) => scenarios.map((one) => run(one));
const shared = {
  metric: 'totalSeconds',
  side: 'source',
  judge: 'mean',
  model: 'power',
  replications: 2,
  runScenarios,
  onProgress: () => undefined,
} as const;

/** A plan for a cap. */
async function planCap(targetSeconds: number, judge: Judge = 'mean'): Promise<ScalePlan> {
  const targets = [{ metric: 'totalSeconds', seconds: targetSeconds }] as const;
  const asked = { find: 'cap', least: 'totalSeconds', budget: 1, exhaustive: false } as const;
  const found = await plan(template, 'small.yaml', { ...shared, ...asked, judge, targets });
  return found as ScalePlan;
}

function meanSeconds(capPercent: number): number {
  const runs = replications(withCap(scenario, 'source', capPercent), 2).map((one) => runFirst(one));
  return runs.reduce((sum, { totalSeconds }) => sum + totalSeconds, 0) / runs.length;
}

describe('a time', () => {
  it('is that until all have moved, and none where one was given up', () => {
    const result = run(scenario);
    const first = firstOf(result);
    const later = { ...first, startSeconds: first.totalSeconds, waitedSeconds: first.totalSeconds };
    const both = { ...result, migrations: [first, later] };
    expect(measure(both, 'totalSeconds')).toBeCloseTo(2 * first.totalSeconds, 9);
    expect(measure(both, 'downtimeSeconds')).toBe(first.downtimeSeconds);
    const lost = first.guestPerformance.lostSeconds;
    expect(measure(both, 'lostSeconds')).toBeCloseTo(2 * lost, 9);
    const given = { ...first, abandoned: true as const, stopReason: 'not-converging' as const };
    const some = { ...result, migrations: [first, given] };
    expect(() => measure(some, 'totalSeconds')).toThrow('vm: its migration is abandoned');
  });
});

describe('plan', () => {
  it('finds a cap that meets the target, one percent less does not, one more does', async () => {
    const { answer, harder, easier, bound } = await planCap(4);
    const cap = answer?.value ?? 0;
    expect(bound).toBeUndefined();
    expect([harder?.value, easier?.value]).toEqual([cap - 1, cap + 1]);
    expect(meanSeconds(cap)).toBeLessThanOrEqual(4);
    expect(meanSeconds(cap - 1)).toBeGreaterThan(4);
    expect(meanSeconds(cap + 1)).toBeLessThanOrEqual(4);
  });

  it('asks more of the worst run than of the mean', async () => {
    const [mean, worst] = [await planCap(4), await planCap(4, 'worst')];
    expect(Math.max(...(worst.answer?.seconds.totalSeconds ?? []))).toBeLessThanOrEqual(4);
    expect(worst.answer?.value).toBeGreaterThanOrEqual(mean.answer?.value ?? 0);
  });

  it('reads the least cap off the curve and says what is simulated there', async () => {
    const { fitted } = await planCap(4);
    const cap = fitted?.least?.x ?? 0;
    expect(fitted?.fit.predict(cap)).toBeLessThanOrEqual(4);
    expect(fitted?.fit.predict(cap - 1)).toBeGreaterThan(4);
    expect(fitted?.simulated?.meanSeconds).toBeCloseTo(meanSeconds(cap), 9);
  });

  it('says what bounds a time that no cap reaches, up to all CPUs of Dom0', async () => {
    const { answer, bound, easiest } = await planCap(0.2);
    expect(answer).toBeUndefined();
    expect(easiest).toBe(1200);
    expect(bound?.bestSeconds).toBeCloseTo(meanSeconds(1200), 9);
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
