/** One metric of a scenario simulated at many caps, as curves and predictions take it. */
import { largestOf } from '../../engine/kernel/lists.ts';
import type { RunResult } from '../../run/result/result.ts';
import type { RunScenarios } from '../../run/sweep.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { present } from '../../text/fields.ts';
import { Problem } from '../../text/problem.ts';
import { meansInterval } from '../fit/statistics.ts';
import { type Evaluation, Evaluations, type Metric, measured } from './evaluations.ts';
import { type CapSide, withCap } from './variants.ts';

/** What was simulated at one cap. */
export interface Trial {
  /** Percent of one CPU. */
  readonly capPercent: number;
  /** One value a replication, seconds. */
  readonly values: readonly number[];
  readonly meanSeconds: number;
  readonly worstSeconds: number;
}

/** How trials are made. */
export interface TrialOptions {
  readonly side: CapSide;
  readonly metric: Metric;
  /** Runs per cap, at least 1. */
  readonly replications: number;
  readonly runScenarios: RunScenarios;
  readonly onProgress: (done: number, all: number) => void;
}

/**
 * The metric of a run.
 * @throws Problem when a migration was abandoned: it has no time.
 */
export function measure(run: RunResult, metric: Metric): number {
  const { seconds, abandoned } = measured(run);
  refuseAbandoned(abandoned);
  return seconds[metric];
}

function refuseAbandoned(abandoned: string | null): void {
  if (abandoned === null) return;
  const [where = '', reason] = abandoned.split(': ');
  const message = `its migration is abandoned (${reason}) in some of the runs`;
  const hint = '`autoConverge: true` or `onLimit: suspend` in its policy bring it to an end';
  throw new Problem([present({ where, message, hint: reason === 'failed' ? undefined : hint })]);
}

/** A trial of values. @param values at least one. */
export function trialOf(capPercent: number, values: readonly number[]): Trial {
  const { mean } = meansInterval(values);
  return { capPercent, values, meanSeconds: mean, worstSeconds: largestOf(values) };
}

/** Trials of one scenario at caps; a cap is simulated once. */
export class Trials {
  readonly #evaluations: Evaluations<number>;
  readonly #metric: Metric;

  constructor(evaluations: Evaluations<number>, metric: Metric) {
    this.#evaluations = evaluations;
    this.#metric = metric;
  }

  /** Those of a scenario. */
  static of(scenario: Scenario, options: TrialOptions): Trials {
    const scenarioAt = (cap: number): Scenario => withCap(scenario, options.side, cap);
    return new Trials(new Evaluations({ ...options, scenarioAt }), options.metric);
  }

  /**
   * The trials at these caps, in their order.
   * @throws Problem when a migration is abandoned at one of them.
   */
  async at(capsPercent: readonly number[]): Promise<Trial[]> {
    const found = await this.#evaluations.at(capsPercent, 'all');
    return found.map((each) => this.#trial(each));
  }

  #trial({ value, seconds, abandoned }: Evaluation<number>): Trial {
    refuseAbandoned(abandoned);
    return trialOf(value, seconds[this.#metric]);
  }
}
