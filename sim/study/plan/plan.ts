/**
 * `plan`: the least cap of Dom0 that meets a target, searched on the simulator and beside it read
 * off a fitted curve, as the paper proposes.
 */

import type { RunScenarios } from '../../run/sweep.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { CurveFit } from '../fit/fit.ts';
import type { CurveName } from '../fit/model.ts';
import { type Inversion, invert, trainedFit } from './fitted.ts';
import { type LeastCap, leastCap, MOST_CAP_PERCENT } from './least-cap.ts';
import { type Bound, findBound } from './reasons.ts';
import { type Metric, type Trial, Trials } from './trials.ts';
import { type CapSide, withCap } from './variants.ts';

/** Which value of a cap's replications must meet the target. */
export type Judge = 'mean' | 'worst';

/** What is asked for. */
export interface PlanOptions {
  readonly metric: Metric;
  readonly targetSeconds: number;
  readonly side: CapSide;
  readonly judge: Judge;
  readonly model: CurveName;
  readonly replications: number;
  readonly exhaustive: boolean;
  readonly runScenarios: RunScenarios;
  readonly onProgress: (done: number, all: number) => void;
}

/** What a fitted curve says, and what is simulated there. */
export interface FittedPlan extends Inversion {
  readonly fit: CurveFit;
  /** At the curve's least cap; undefined when it has none. */
  readonly simulated: Trial | undefined;
}

/** The answer. Exactly one of `answer` and `bound` is defined. */
export interface Plan {
  readonly metric: Metric;
  readonly targetSeconds: number;
  readonly side: CapSide;
  readonly judge: Judge;
  readonly answer: LeastCap | undefined;
  /** Why no cap meets the target. */
  readonly bound: Bound | undefined;
  readonly fitted: FittedPlan;
}

/** The value of a trial that must meet the target, seconds. */
export function judged(trial: Trial, judge: Judge): number {
  return judge === 'mean' ? trial.meanSeconds : trial.worstSeconds;
}

/** @throws Problem when the curve does not suit the simulated times. */
export async function plan(scenario: Scenario, options: PlanOptions): Promise<Plan> {
  const { metric, targetSeconds, side, judge, model, exhaustive } = options;
  const trials = new Trials(scenario, options);
  const meets = (trial: Trial): boolean => judged(trial, judge) <= targetSeconds;
  const answer = await leastCap(trials, { meets, exhaustive });
  const fit = await trainedFit(trials, model);
  const inversion = invert(fit, targetSeconds);
  const [simulated] = inversion.least === undefined ? [] : await trials.at([inversion.least.x]);
  const best = withCap(scenario, side, MOST_CAP_PERCENT);
  const bound = answer === undefined ? await findBound(best, options) : undefined;
  const fitted = { ...inversion, fit, simulated };
  return { metric, targetSeconds, side, judge, answer, bound, fitted };
}
