/**
 * Why no cap meets a target: the scenario again with one thing changed at a time. The change
 * that shortens it most shows what bounds it.
 */

import type { MigrationResult, RunResult } from '../../run/result/result.ts';
import { firstOf } from '../../run/result/together.ts';
import type { RunScenarios } from '../../run/sweep.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { mean, sum } from '../fit/statistics.ts';
import { type Metric, measure, replications } from './trials.ts';
import { type CapSide, withCap, withParameters, withWorkloads } from './variants.ts';

/** What the scenario would take if one thing were different. */
export interface Reason {
  /** As an if-clause without the if. */
  readonly change: string;
  readonly meanSeconds: number;
}

/** What keeps a migration long where caps cannot help. */
export interface Bound {
  /** As it is, at the highest cap. */
  readonly bestSeconds: number;
  /** Of it, the stages around the copy. */
  readonly stagesSeconds: number;
  /** The shortest first. */
  readonly reasons: readonly Reason[];
}

const FASTER = 10;
const COPY_PARTS = new Set(['pre-copy', 'stop-and-copy']);

const isCopyCpu = (name: string): boolean => /^(source|destination)CpuPer/u.test(name);
const isStage = (name: string): boolean => /^(suspendHop|guestSuspend)Cpu$/u.test(name);

function fasterLinks(scenario: Scenario): Scenario {
  const faster = withParameters(scenario, (name) => name === 'linkRate', FASTER);
  const links = scenario.links?.map((link) => {
    const { bitsPerSecond: rate } = link;
    return rate === undefined ? link : { ...link, bitsPerSecond: rate * FASTER };
  });
  return links === undefined ? faster : { ...faster, links };
}

function variants(scenario: Scenario, side: CapSide): [string, Scenario][] {
  const idle = withWorkloads(scenario, () => ({ kind: 'idle' }));
  const other: Record<CapSide, [string, Scenario][]> = {
    source: [['Dom0 of the destination had no cap', withCap(scenario, 'destination', undefined)]],
    destination: [['Dom0 of the source had no cap', withCap(scenario, 'source', undefined)]],
    both: [],
  };
  return [
    ['no Dom0 had a cap', withCap(scenario, 'both', undefined)],
    ...other[side],
    ['the guest were idle', idle],
    ['the network were ten times as fast', fasterLinks(scenario)],
    ['copying took a tenth of the CPU', withParameters(scenario, isCopyCpu, 1 / FASTER)],
    ['suspending took a tenth of the CPU', withParameters(scenario, isStage, 1 / FASTER)],
  ];
}

/** How the reasons are found. */
export interface BoundOptions {
  readonly side: CapSide;
  readonly metric: Metric;
  readonly replications: number;
  readonly runScenarios: RunScenarios;
  readonly onProgress: (done: number, all: number) => void;
}

/** The stages around the copy; of the first migration where there are several, seconds. */
function stagesOf({ parts }: MigrationResult, metric: Metric): number {
  const stages = parts.filter(({ name, inDowntime }) => {
    return !COPY_PARTS.has(name) && (metric === 'totalSeconds' || inDowntime);
  });
  return sum(stages.map(({ seconds }) => seconds));
}

/** @param best the scenario at its highest cap. */
export async function findBound(best: Scenario, options: BoundOptions): Promise<Bound> {
  const { side, metric, replications: count, runScenarios, onProgress } = options;
  const changed = variants(best, side);
  const all = [best, ...changed.map(([, scenario]) => scenario)];
  const results = await runScenarios(
    all.flatMap((scenario) => replications(scenario, count)),
    onProgress,
  );
  const meanAt = (index: number, value: (run: RunResult) => number): number => {
    return mean(results.slice(index * count, (index + 1) * count).map(value));
  };
  const ofMetric = (run: RunResult): number => measure(run, metric);
  const reasons = changed.map(([change], index) => ({
    change,
    meanSeconds: meanAt(index + 1, ofMetric),
  }));
  return {
    bestSeconds: meanAt(0, ofMetric),
    stagesSeconds: meanAt(0, (run) => stagesOf(firstOf(run), metric)),
    reasons: reasons.sort((a, b) => a.meanSeconds - b.meanSeconds),
  };
}
