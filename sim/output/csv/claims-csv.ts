/** The paper's claims as CSV. */
import type { ClaimReport } from '../../study/reproduce/claim.ts';
import { writeCsv } from '../../text/csv.ts';

/** A row for each claim. */
export function claimsCsv({ claims }: ClaimReport): string {
  const columns = ['id', 'figure', 'claim', 'expected', 'tolerance', 'kind', 'value', 'shown'];
  const rows = claims.map((each) => [
    each.id,
    each.figure,
    each.claim,
    each.expected,
    each.tolerance,
    each.kind,
    String(each.value ?? ''),
    each.shown,
    each.verdict,
    each.note ?? '',
  ]);
  return writeCsv([...columns, 'verdict', 'note'], rows);
}
