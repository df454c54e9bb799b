/** The claims of the paper as a table, and how many of each kind were met. */

import type { Claim, ClaimReport } from '../../study/reproduce/claim.ts';
import { writeCsv } from '../../text/csv.ts';
import { table } from './table.ts';

/** How a verdict is shown; a terminal may colour it. */
export type Paint = (verdict: Claim['verdict'], text: string) => string;

export function claimReport(report: ClaimReport, paint: Paint): string {
  const columns = [
    { title: 'id' },
    { title: 'figure' },
    { title: 'the paper says', widthMax: 58 },
    { title: 'value', widthMax: 26 },
    { title: 'tolerance', widthMax: 19 },
    { title: 'kind' },
    { title: 'came out', widthMax: 40 },
    { title: 'verdict' },
  ];
  const rows = report.claims.map((claim) => {
    const { id, figure, expected, tolerance, kind, shown, verdict } = claim;
    const word = verdict === 'fail' ? 'FAIL' : verdict;
    return [id, figure, claim.claim, expected, tolerance, kind, shown, paint(verdict, word)];
  });
  const notes = report.claims.filter(({ note }) => note !== undefined);
  return [
    table(columns, rows),
    notes.map(({ id, note }) => `${id}: ${note}`).join('\n'),
    summary(report.claims),
    ...sensitivity(report),
  ].join('\n\n');
}

/** The claims as CSV, a row for each. */
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

function summary(claims: readonly Claim[]): string {
  const kinds = ['input', 'calibrated', 'predicted'] as const;
  const counts = kinds.map((kind) => {
    const rows = claims.filter((claim) => claim.kind === kind);
    const passed = rows.filter(({ verdict }) => verdict === 'pass').length;
    return `${kind} ${passed} of ${rows.length} pass`;
  });
  const rest = claims.filter(({ verdict }) => verdict === 'not modelled').length;
  return `${counts.join(', ')}, ${rest} not modelled`;
}

function sensitivity({ sensitivity: rows }: ClaimReport): string[] {
  if (rows === undefined) return [];
  const columns = [
    { title: 'assumed parameter' },
    { title: 'at', right: true },
    { title: 'rows then lost' },
    { title: 'rows then gained' },
  ];
  const lines = rows.map(({ parameter, value, lost, gained }) => {
    return [parameter, value, lost.join(' ') || '-', gained.join(' ') || '-'];
  });
  return [table(columns, lines)];
}
