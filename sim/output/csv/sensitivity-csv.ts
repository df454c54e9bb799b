/** Which parameters move a quantity, as CSV. */
import { writeRecords } from '../../text/csv.ts';
import type { QuantityEffects } from '../document/sensitivity.ts';

const COLUMNS = [
  ...(['quantity', 'parameter', 'from', 'to'] as const),
  ...(['muStar', 'muStarHalf', 'mu', 'sigma'] as const),
];

/** A row for each quantity and parameter; seconds over the whole range of the parameter. */
export function sensitivityCsv(quantities: readonly QuantityEffects[]): string {
  const rows = quantities.flatMap(({ quantity, effects }) => {
    return effects.map((effect) => ({ quantity, ...effect }));
  });
  return writeRecords(COLUMNS, rows);
}
