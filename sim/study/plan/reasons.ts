/**
 * Why no value meets a target: the scenario again with one thing changed at a time. The change
 * that shortens it most shows what bounds it.
 */

import { policyLimitsOf } from '../../../models/policy/index.ts';
import type { RunScenarios } from '../../run/sweep.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { withSetting } from '../../scenario/settings.ts';
import { mean } from '../fit/statistics.ts';
import { Evaluations, type Metric, type Runs } from './evaluations.ts';
import { type Goal, isMet, missedTargets } from './targets.ts';
import { type CapSide, withCap, withParameters, withWorkloads } from './variants.ts';

/** What the scenario would take if one thing were different. */
export interface Reason {
  /** As an if-clause without the if. */
  readonly change: string;
  /** Null where a migration is given up. */
  readonly meanSeconds: number | null;
  /** Whether it would do what is asked. */
  readonly meets: boolean;
}

/** What keeps a migration from its target where no value helps. */
export interface Bound {
  /** What is missed; of a migration that does not converge its time. */
  readonly metric: Metric;
  /** As it is, at the easiest value; null where a migration is given up. */
  readonly bestSeconds: number | null;
  /** Of it, the stages around the copy; of the first migration where there are several. */
  readonly stagesSeconds: number | null;
  /** The shortest first. */
  readonly reasons: readonly Reason[];
}

const FASTER = 10;

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

/** Ten times a limit of each policy that has one. */
function higherLimit(scenario: Scenario, kind: keyof typeof LIMIT_FIELDS): Scenario {
  return scenario.migrations.reduce((changed, { policy }, index) => {
    const value = policyLimitsOf(policy)?.[LIMIT_FIELDS[kind]];
    if (value === undefined) return changed;
    return withSetting(changed, kind, { name: String(index), value: value * FASTER });
  }, scenario);
}

const LIMIT_FIELDS = {
  'max-bandwidth': 'bitsPerSecond',
  'downtime-limit': 'downtimeLimitSeconds',
} as const;

function variants(scenario: Scenario, side: CapSide): [string, Scenario][] {
  const idle = withWorkloads(scenario, () => ({ kind: 'idle' }));
  const other: Record<CapSide, [string, Scenario][]> = {
    source: [['Dom0 of the destination had no cap', withCap(scenario, 'destination', undefined)]],
    destination: [['Dom0 of the source had no cap', withCap(scenario, 'source', undefined)]],
    both: [],
  };
  const hasLimits = scenario.migrations.some(({ policy }) => policyLimitsOf(policy) !== undefined);
  const limits: [string, Scenario][] = [
    ['the bandwidth limit were ten times as high', higherLimit(scenario, 'max-bandwidth')],
    ['the downtime limit were ten times as high', higherLimit(scenario, 'downtime-limit')],
  ];
  return [
    ['no Dom0 had a cap', withCap(scenario, 'both', undefined)],
    ...other[side],
    ['the guest were idle', idle],
    ['the network were ten times as fast', fasterLinks(scenario)],
    ...(hasLimits ? limits : []),
    ['copying took a tenth of the CPU', withParameters(scenario, isCopyCpu, 1 / FASTER)],
    ['suspending took a tenth of the CPU', withParameters(scenario, isStage, 1 / FASTER)],
  ];
}

/** How the reasons are found. */
export interface BoundOptions {
  readonly side: CapSide;
  readonly goal: Goal;
  readonly replications: number;
  readonly runScenarios: RunScenarios;
  readonly onProgress: (done: number, all: number) => void;
}

/** @param best the scenario at its easiest value. */
export async function findReasons(best: Scenario, options: BoundOptions): Promise<Bound> {
  const { side, goal } = options;
  const changed = variants(best, side);
  const all = [best, ...changed.map(([, scenario]) => scenario)];
  const evaluations = new Evaluations<number>({
    ...options,
    scenarioAt: (index) => all[index] as Scenario,
  });
  const [own, ...others] = await evaluations.at([...all.keys()], 'all');
  const runs = own as Runs;
  const metric = missedTargets(runs, goal)[0]?.metric ?? goal.targets[0]?.metric ?? 'totalSeconds';
  const meanOf = ({ abandoned, seconds }: Runs): number | null =>
    abandoned === null ? mean(seconds[metric]) : null;
  const reasons = others.map((each, index) => {
    const change = changed[index]?.[0] ?? '';
    return { change, meanSeconds: meanOf(each), meets: isMet(each, goal) };
  });
  const stages = evaluations.runsOf(0, 'all').map((run) => run.stages);
  return {
    metric,
    bestSeconds: meanOf(runs),
    stagesSeconds: metric === 'lostSeconds' ? null : mean(stages.map((each) => each[metric])),
    reasons: reasons.sort(byHelp),
  };
}

/** What meets the target first, then by time; given up is last. */
function byHelp(one: Reason, other: Reason): number {
  if (one.meets !== other.meets) return one.meets ? -1 : 1;
  const [its, others] = [one, other].map(({ meanSeconds }) => meanSeconds ?? Number.MAX_VALUE);
  return (its as number) - (others as number);
}
