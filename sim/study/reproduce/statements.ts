/**
 * What the paper states: the rows of `scenarios/paper/claims.csv`, each with the bounds that a
 * measured value meets. The files `claims-*.ts` say how each is measured.
 */
import { readCsv, textColumn } from '../../text/csv.ts';
import type { ClaimKind, ClaimRow } from './claim.ts';

/** The file of the statements, below `scenarios`. */
export const STATEMENTS_FILE = 'paper/claims.csv';

/** Values that meet a statement, both ends included; infinite where only one side has a bound. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
  /** Of the bounds and of what is measured; empty for a ratio. */
  readonly unit: string;
}

/** A statement of the paper. */
export interface Statement {
  readonly row: ClaimRow;
  readonly bounds: Bounds;
}

/**
 * Reads the table of statements.
 * @throws Problem when a column is missing.
 */
export function readStatements(text: string): Statement[] {
  const table = readCsv(text, `scenarios/${STATEMENTS_FILE}`);
  const cells = (name: string): string[] => textColumn(table, name);
  const kinds = cells('kind') as ClaimKind[];
  const [figures, claims, expected] = [cells('figure'), cells('claim'), cells('expected')];
  const [tolerances, units] = [cells('tolerance'), cells('unit')];
  const [least, most] = [cells('least'), cells('most')];
  return cells('id').map((id, at) => ({
    row: {
      id,
      figure: figures[at]!,
      kind: kinds[at]!,
      claim: claims[at]!,
      expected: expected[at]!,
      tolerance: tolerances[at]!,
    },
    bounds: {
      least: least[at] === '' ? Number.NEGATIVE_INFINITY : Number(least[at]),
      most: most[at] === '' ? Number.POSITIVE_INFINITY : Number(most[at]),
      unit: units[at]!,
    },
  }));
}
