/** Fitted curves as CSV: a row for each parameter of each curve. */
import type { CurveFit } from '../../study/fit/fit.ts';
import { writeCsv } from '../../text/csv.ts';

/**
 * Columns of the curve, of the parameter with its 95 % interval, and of how well the curve
 * describes the points, the same in all rows of a curve. What is unknown is empty.
 */
export function fitCsv(fits: readonly CurveFit[]): string {
  const columns = ['model', 'formula', 'points', 'parameter', 'value', 'low', 'high'];
  const rows = fits.flatMap((fit) => {
    const { model, formula, n, r2Log = '', r2Linear = '', aicc = '', leaveOneOutRmse = '' } = fit;
    return fit.parameters.map(({ name, value, low, high }) => {
      return [model, formula, n, name, value, low, high, r2Log, r2Linear, aicc, leaveOneOutRmse];
    });
  });
  return writeCsv([...columns, 'r2Log', 'r2Linear', 'aicc', 'leaveOneOutRmse'], rows);
}
