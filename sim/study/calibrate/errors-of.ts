/** Relative errors of rows, before and after a calibration. */
import { relativeError, summarize } from '../validate/errors.ts';
import type { QuantityErrors } from './calibration.ts';
import type { Outcome } from './evaluate.ts';
import type { Weights } from './objective.ts';
import type { MeasuredSetting } from './point.ts';
import { grained, quantityOf } from './quantities.ts';

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
