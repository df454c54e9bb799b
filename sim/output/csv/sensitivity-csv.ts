/** Which parameters move a quantity, as CSV. */
import { writeCsv } from '../../text/csv.ts';
import type { QuantityEffects } from '../document/sensitivity.ts';

/** A row for each quantity and parameter; seconds over the whole range of the parameter. */
export function sensitivityCsv(quantities: readonly QuantityEffects[]): string {
  const columns = ['quantity', 'parameter', 'from', 'to', 'muStar', 'muStarHalf', 'mu', 'sigma'];
  const rows = quantities.flatMap(({ quantity, effects }) => {
    return effects.map(({ parameter, from, to, muStar, muStarHalf, mu, sigma }) => {
      return [quantity, parameter, from, to, muStar, muStarHalf ?? '', mu, sigma];
    });
  });
  return writeCsv(columns, rows);
}
