/** The paper's claims as CSV. */
import type { ClaimReport } from '../../study/reproduce/claim.ts';
import { writeRecords } from '../../text/csv.ts';

const TEXTS = ['id', 'figure', 'claim', 'expected', 'tolerance', 'kind'] as const;

/** A row for each claim. */
export function claimsCsv({ claims }: ClaimReport): string {
  const rows = claims.map((claim) => ({ ...claim, value: String(claim.value ?? '') }));
  return writeRecords([...TEXTS, 'value', 'shown', 'verdict', 'note'], rows);
}
