/**
 * A scenario simulated at many caps: every point with the same seeds, so that points differ by
 * their caps alone (common random numbers).
 */

import type { RunResult } from '../../run/result/result.ts';
import type { RunScenarios } from '../../run/sweep.ts';
import { replicated } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { Problem } from '../../text/problem.ts';
import { meansInterval } from '../fit/statistics.ts';
import { type CapSide, withCap } from './variants.ts';

/** What is planned or predicted, seconds. */
export type Metric = 'totalSeconds' | 'downtimeSeconds';

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
 * The longest over the migrations of a run.
 * @throws Problem when one was abandoned: it has no time.
 */
export function measure({ migrations }: RunResult, metric: Metric): number {
  const given = migrations.find(({ abandoned }) => abandoned === true);
  if (given === undefined) return Math.max(...migrations.map((each) => each[metric]));
  throw new Problem([
    {
      where: given.guest,
      message: `its migration is abandoned (${given.stopReason}) in some of the runs`,
      hint: '`autoConverge: true` or `onLimit: suspend` in its policy bring it to an end',
    },
  ]);
}

/** All replications of a scenario. */
export function replications(scenario: Scenario, count: number): Scenario[] {
  return Array.from({ length: count }, (_, index) => replicated(scenario, index + 1));
}

/** A trial of values. @param values at least one. */
export function trialOf(capPercent: number, values: readonly number[]): Trial {
  const { mean } = meansInterval(values);
  return { capPercent, values, meanSeconds: mean, worstSeconds: Math.max(...values) };
}

/** Trials of one scenario; a cap is simulated once. */
export class Trials {
  readonly #scenario: Scenario;
  readonly #options: TrialOptions;
  readonly #known = new Map<number, Trial>();

  constructor(scenario: Scenario, options: TrialOptions) {
    this.#scenario = scenario;
    this.#options = options;
  }

  /** The trials at these caps, in their order; what is not known yet is simulated together. */
  async at(capsPercent: readonly number[]): Promise<Trial[]> {
    const { side, metric, replications: count, runScenarios, onProgress } = this.#options;
    const missing = [...new Set(capsPercent)].filter((cap) => !this.#known.has(cap));
    const scenarios = missing.flatMap((cap) => {
      return replications(withCap(this.#scenario, side, cap), count);
    });
    if (scenarios.length > 0) {
      const values = (await runScenarios(scenarios, onProgress)).map((run) => measure(run, metric));
      for (const [index, cap] of missing.entries()) {
        this.#known.set(cap, trialOf(cap, values.slice(index * count, (index + 1) * count)));
      }
    }
    return capsPercent.map((cap) => this.#known.get(cap) as Trial);
  }

  /** Everything simulated so far, by cap. */
  all(): Trial[] {
    return [...this.#known.values()].sort((a, b) => a.capPercent - b.capPercent);
  }
}
