/** Fitted curves as CSV: a row for each parameter of each curve. */
import type { CurveFit } from '../../study/fit/fit.ts';
import { writeRecords } from '../../text/csv.ts';

const PARAMETER = ['model', 'formula', 'points', 'parameter', 'value', 'low', 'high'] as const;
const QUALITY = ['r2Log', 'r2Linear', 'aicc', 'leaveOneOutRmse'] as const;

/**
 * Columns of the curve, of the parameter with its 95 % interval, and of how well the curve
 * describes the points, the same in all rows of a curve. What is unknown is empty.
 */
export function fitCsv(fits: readonly CurveFit[]): string {
  const rows = fits.flatMap((fit) => {
    return fit.parameters.map(({ name, ...rest }) => {
      return { ...fit, points: fit.n, parameter: name, ...rest };
    });
  });
  return writeRecords([...PARAMETER, ...QUALITY], rows);
}
