/**
 * `predict`: the time of a migration at given caps, simulated, from a curve fitted to simulations
 * at five caps, and as an upper bound from the intensive benchmark of the same kind.
 */

import { largestOf } from '../../engine/kernel/lists.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { CurveFit, Interval } from '../fit/fit.ts';
import type { CurveName } from '../fit/model.ts';
import { squaresAbout } from '../fit/statistics.ts';
import { studentQuantile } from '../fit/student.ts';
import { drawsOf, intervalsOf } from '../interval/interval.ts';
import { type Prediction, predictAt, trainedFit } from './fitted.ts';
import { type Trial, type TrialOptions, Trials } from './trials.ts';
import { benchmarkLike, withCap, withWorkloads } from './variants.ts';

/** What is asked for. */
export interface PredictOptions extends TrialOptions {
  readonly capsPercent: readonly number[];
  readonly model: CurveName;
  /** Runs for the 90 % interval of each time; absent: intervals of 95 % by seeds alone. */
  readonly draws?: number | undefined;
}

/** One way to a time: simulated and fitted. */
export interface BothWays {
  readonly simulated: Trial;
  /**
   * Where one more run lies with 95 %, or the time with 90 %; undefined with one replication, and
   * where it may never end.
   */
  readonly interval: Interval | undefined;
  readonly fitted: Prediction;
}

/** What is predicted for one cap. */
export interface PredictionRow extends BothWays {
  readonly capPercent: number;
  /** The same for the benchmark of the guest's kind. */
  readonly benchmark: BothWays;
}

/** All rows, in the order of the caps, and the curves. */
export interface Predictions {
  readonly rows: readonly PredictionRow[];
  readonly fit: CurveFit;
  readonly benchmarkFit: CurveFit;
}

const PROBABILITY = 0.975;

/** Where one more run of a trial lies: mean +- t s sqrt(1 + 1/n). */
export function nextRun({ values, meanSeconds }: Trial): Interval | undefined {
  const n = values.length;
  if (n < 2) return undefined;
  const variance = squaresAbout(meanSeconds, values) / (n - 1);
  const reach = studentQuantile(PROBABILITY, n - 1) * Math.sqrt(variance * (1 + 1 / n));
  return { low: meanSeconds - reach, high: meanSeconds + reach };
}

/** @throws Problem when the curve does not suit the simulated times. */
export async function predict(scenario: Scenario, options: PredictOptions): Promise<Predictions> {
  const own = await bothWays(scenario, options);
  const benchmark = await bothWays(withWorkloads(scenario, benchmarkLike), options);
  const intervals = options.draws === undefined ? [] : await drawnAt(scenario, options);
  const rows = options.capsPercent.map((capPercent, index) => {
    const row = own.rows[index] as BothWays;
    const interval = options.draws === undefined ? row.interval : intervals[index];
    return { capPercent, ...row, interval, benchmark: benchmark.rows[index] as BothWays };
  });
  return { rows, fit: own.fit, benchmarkFit: benchmark.fit };
}

async function bothWays(scenario: Scenario, options: PredictOptions) {
  const trials = Trials.of(scenario, options);
  const fit = await trainedFit(trials, options.model);
  const simulated = await trials.at(options.capsPercent);
  const rows = simulated.map((trial): BothWays => {
    const fitted = predictAt(fit, trial.capPercent);
    return { simulated: trial, interval: nextRun(trial), fitted };
  });
  return { fit, rows };
}

/** Of the migration that may take longest, at each cap. */
async function drawnAt(
  scenario: Scenario,
  { side, metric, capsPercent, draws = 1, runScenarios, onProgress }: PredictOptions,
): Promise<(Interval | undefined)[]> {
  // What a guest loses was measured nowhere, so nothing is known of its interval.
  const time = metric === 'lostSeconds' ? undefined : metric;
  if (time === undefined) return [];
  const groups = capsPercent.map((cap) => drawsOf(withCap(scenario, side, cap), draws));
  const results = await runScenarios(groups.flat(), onProgress);
  return groups.map((group, index) => {
    const own = results.slice(index * draws, (index + 1) * draws);
    const found = intervalsOf(group, own).migrations.map((each) => each[time]);
    const highs = found.map((interval) => interval?.high ?? Infinity);
    const longest = found[highs.indexOf(largestOf(highs))];
    const high = longest?.high ?? undefined;
    return longest === null || longest === undefined || high === undefined
      ? undefined
      : { low: longest.low, high };
  });
}
