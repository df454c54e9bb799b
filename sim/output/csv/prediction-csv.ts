/** Predictions as CSV. */
import type { Interval } from '../../study/fit/fit.ts';
import type { Prediction } from '../../study/plan/fitted.ts';
import type { PredictionRow } from '../../study/plan/predict.ts';
import { writeCsv } from '../../text/csv.ts';

/** Ends of an interval as cells. */
const ends = (interval: Interval | undefined): (number | string)[] => {
  return [interval?.low ?? '', interval?.high ?? ''];
};

/** The answers of a curve as CSV, a row for each cap; times in seconds. */
export function pointsPredictionCsv(rows: readonly Prediction[]): string {
  const columns = ['capPercent', 'curve', 'curveLow', 'curveHigh', 'extrapolated'];
  return writeCsv(
    columns,
    rows.map(({ x, y, interval, extrapolated }) => [x, y, ...ends(interval), `${extrapolated}`]),
  );
}

/** Simulation, curve and upper bound as CSV, a row for each cap; times in seconds. */
export function predictionCsv(rows: readonly PredictionRow[]): string {
  const own = ['simulated', 'simulatedLow', 'simulatedHigh', 'curve', 'curveLow', 'curveHigh'];
  const columns = ['capPercent', ...own, 'extrapolated', 'benchmark', 'benchmarkCurve'];
  const lines = rows.map(({ capPercent, simulated, interval, fitted, benchmark }) => [
    capPercent,
    simulated.meanSeconds,
    ...ends(interval),
    fitted.y,
    ...ends(fitted.interval),
    `${fitted.extrapolated}`,
    benchmark.simulated.meanSeconds,
    benchmark.fitted.y,
  ]);
  return writeCsv(columns, lines);
}
