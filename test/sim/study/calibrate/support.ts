/** A small scenario to calibrate, with a simulation in place of the real one that has a formula. */
import { PROFILES } from '../../../../models/machine/registry.ts';
import type { RunResult } from '../../../../sim/run/result/result.ts';
import type { SetOption } from '../../../../sim/scenario/load.ts';
import type { Scenario } from '../../../../sim/scenario/scenario.ts';
import { openTemplate, type ScenarioTemplate } from '../../../../sim/scenario/template.ts';
import type { CalibrateOptions } from '../../../../sim/study/calibrate/calibrate.ts';
import { newMemory } from '../../../../sim/study/calibrate/evaluate.ts';
import type { MeasuredData } from '../../../../sim/study/calibrate/point.ts';
import { readWeights } from '../../../../sim/study/calibrate/quantities.ts';
import { tablePoints } from '../../../../sim/study/calibrate/table-points.ts';
import { readUnknown } from '../../../../sim/study/calibrate/unknown.ts';
import { readCsv } from '../../../../sim/text/csv.ts';

export const SMALL = `title: Small
hosts: {source: {dom0: {cap: 50 %}}, other: {}}
guests:
  vm:
    host: source
    memory: 32 MiB
    workload: {kind: write, rate: 1000 pages/s, workingSet: 4 MiB}
migrations: [{guest: vm, to: other}]
sweep:
  axes:
    load:
      quiet: {vm.workload: {kind: idle}}
      busy: {vm.workload: {kind: cpu}}
`;

/** The file as a template, perhaps with settings. */
export function small(set: readonly SetOption[] = []): ScenarioTemplate {
  return openTemplate(SMALL, 'small.yaml', { profiles: PROFILES, set });
}

/** A number of the machine as a scenario has it. */
export function parameter(scenario: Scenario, name: string): number {
  const known = PROFILES[scenario.machine]?.parameters as Record<string, { value: number }>;
  return scenario.parameters[name] ?? known[name]?.value ?? Number.NaN;
}

/** Seconds: a fixed part, the CPU of 8192 pages under the cap, and their time on the link. */
export function formula(scenario: Scenario): { total: number; down: number } {
  const cap = scenario.hosts.source?.dom0.capPercent ?? 100;
  const cpu = (8192 * parameter(scenario, 'sourceCpuPerPage')) / 1e9 / (cap / 100);
  const wire = (8192 * 32_768) / parameter(scenario, 'linkRate');
  return { total: 0.5 + cpu + wire, down: 0.05 + parameter(scenario, 'activateWait') / 1e9 };
}

/** A result of which only what a calibration reads is there. */
export function fakeResult(total: number, down: number, pages: readonly number[]): RunResult {
  const parts = [
    { name: 'pre-copy', host: 'both', seconds: total - down, inDowntime: false },
    { name: 'activate', host: 'destination', seconds: down, inDowntime: true },
  ];
  const rounds = pages.map((sent) => {
    return { sent, zeroPages: 0, skipped: 0, seconds: total, deltaSeconds: total };
  });
  const sent = pages.reduce((sum, one) => sum + one, 0);
  const totals = { totalSeconds: total, downtimeSeconds: down, pagesSent: sent, bytesSent: 0 };
  return { migrations: [{ ...totals, parts, rounds }] } as unknown as RunResult;
}

export const fakeRuns: CalibrateOptions['runScenarios'] = async (scenarios) =>
  scenarios.map((scenario) => {
    const { total, down } = formula(scenario);
    return fakeResult(total, down, [8192, 100]);
  });

export function table(text: string, template = small(), names = new Map<string, string>()) {
  return tablePoints(readCsv(text, 'points.csv'), template, names);
}

interface Given extends Partial<Omit<CalibrateOptions, 'unknowns' | 'data'>> {
  readonly fit: readonly string[];
  readonly data: readonly MeasuredData[];
}

/** All that a calibration takes. */
export function options({ fit, ...given }: Given): CalibrateOptions {
  const template = given.template ?? small();
  const scenario = template.with([]);
  const profile = PROFILES[scenario.machine] as (typeof PROFILES)[string];
  return {
    template,
    unknowns: fit.map((written) => readUnknown(written, { template, scenario, profile })),
    weights: readWeights([], []),
    holdOut: undefined,
    machine: scenario.machine,
    seed: '1',
    scatter: 0.15,
    budget: 500,
    replications: 1,
    runScenarios: fakeRuns,
    memoryOf: newMemory,
    goOn: () => true,
    ...given,
  };
}
