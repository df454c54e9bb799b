/** A comparison as CSV: a row for each point. */
import type { ComparedPoint, Sample } from '../../study/fit/agreement.ts';
import { writeCsv } from '../../text/csv.ts';

/**
 * Columns of the curve, x, both means with half of their 95 % intervals and the number of their
 * values, the error and its share of the measured value. What is unknown is empty.
 */
export function comparisonCsv(
  { points }: { readonly points: readonly ComparedPoint[] },
  { x, by }: { readonly x: string; readonly by: readonly string[] },
): string {
  const columns = [
    ...by,
    x,
    'measured',
    'measuredHalf',
    'measuredCount',
    'simulated',
    'simulatedHalf',
    'simulatedCount',
    'error',
    'relativeError',
  ];
  const cells = ({ mean, half, count }: Sample) => [mean, half ?? '', count];
  const rows = points.map(({ curve, x: at, measured, simulated, error, relativeError = '' }) => {
    return [...curve, at, ...cells(measured), ...cells(simulated), error, relativeError];
  });
  return writeCsv(columns, rows);
}
