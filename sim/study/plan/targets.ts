/** What is asked of a plan: targets, and whether runs meet them. */
import { largestOf } from '../../engine/kernel/lists.ts';
import { mean } from '../fit/statistics.ts';
import type { Metric, Runs } from './evaluations.ts';

/** At most so much. */
export interface Target {
  readonly metric: Metric;
  readonly seconds: number;
}

/** Which value of the replications must meet a target. */
export type Judge = 'mean' | 'worst';

/** Targets, all of which must be met; without one, every pre-copy must converge. */
export interface Goal {
  readonly targets: readonly Target[];
  readonly judge: Judge;
}

/** The value that is judged, seconds. */
export function judged({ seconds }: Runs, metric: Metric, judge: Judge): number {
  return judge === 'mean' ? mean(seconds[metric]) : largestOf(seconds[metric]);
}

/** Whether runs do what is asked. */
export function isMet(runs: Runs, goal: Goal): boolean {
  if (runs.abandoned !== null) return false;
  if (goal.targets.length === 0) return runs.converges;
  return missedTargets(runs, goal).length === 0;
}

/** The targets that they miss. */
export function missedTargets(runs: Runs, { targets, judge }: Goal): Target[] {
  return targets.filter(({ metric, seconds }) => judged(runs, metric, judge) > seconds);
}
