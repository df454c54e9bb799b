/**
 * What is made least: the sum of squares of log(simulated / measured), over settings and what was
 * measured in them, each times its weight. Repetitions of a setting are one point, their mean in
 * the logarithm: the simulation has one answer to them.
 */
import { log } from '../../engine/kernel/portable.ts';
import { mean, squaresAbout } from '../fit/statistics.ts';
import { relativeError, summarize } from '../validate/errors.ts';
import type { QuantityErrors } from './calibration.ts';
import type { Outcome } from './evaluate.ts';
import type { MeasuredSetting } from './point.ts';
import { grained, quantityOf, type Weights } from './quantities.ts';

/** One number that is compared. */
export interface Term {
  /** Which setting. */
  readonly setting: number;
  readonly key: string;
  readonly quantity: string;
  readonly weight: number;
  /** Mean of the logarithms of what was measured. */
  readonly logMeasured: number;
  /** Repetitions, and the sum of squares of their logarithms about the mean. */
  readonly repetitions: number;
  readonly scatter: number;
}

/** All that is compared, in a fixed order. */
export function termsOf(settings: readonly MeasuredSetting[], weights: Weights): Term[] {
  return settings.flatMap(({ points }, setting) => {
    const keys = [...new Set(points.flatMap(({ measured }) => Object.keys(measured)))];
    return keys.flatMap((key): Term[] => {
      const quantity = quantityOf(key) ?? '';
      const weight = weights.get(quantity);
      if (weight === undefined || weight === 0) return [];
      const logs = points.flatMap(({ measured }) => {
        const value = measured[key];
        return value === undefined ? [] : [log(grained(key, value))];
      });
      const logMeasured = mean(logs);
      const scatter = squaresAbout(logMeasured, logs);
      return [{ setting, key, quantity, weight, logMeasured, repetitions: logs.length, scatter }];
    });
  });
}

/** Weighted differences of the logarithms, one a term. */
export function residualsOf(outcome: Outcome, terms: readonly Term[]): number[] {
  return terms.map(({ setting, key, weight, logMeasured }) => {
    const simulated = outcome[setting]?.[key] ?? 0;
    return weight * (log(grained(key, simulated)) - logMeasured);
  });
}

/** The weighted root mean square of the relative differences. */
export function misfit(cost: number, terms: readonly Term[]): number {
  const weights = terms.map(({ weight }) => weight);
  return Math.sqrt(cost / squaresAbout(0, weights));
}

/** Every row counts, with the grain of its quantity on both sides; see `CALIBRATED`. */
export function errorsOf(
  settings: readonly MeasuredSetting[],
  weights: Weights,
  before: Outcome,
  after: Outcome,
): QuantityErrors[] {
  return [...weights.keys()].flatMap((quantity) => {
    const errors = (outcome: Outcome): number[] => {
      return settings.flatMap(({ points }, which) => {
        return points.flatMap(({ measured }) => {
          const own = Object.entries(measured).filter(([key]) => quantityOf(key) === quantity);
          return own.map(([key, value]) => {
            return relativeError(grained(key, outcome[which]?.[key] ?? 0), grained(key, value));
          });
        });
      });
    };
    const start = summarize(errors(before));
    return start.points === 0 ? [] : [{ quantity, start, found: summarize(errors(after)) }];
  });
}
