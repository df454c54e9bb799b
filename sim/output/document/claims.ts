/** The paper's claims, how many of each kind pass, and its figures where there are runs. */
import type { Claim, ClaimReport } from '../../study/reproduce/claim.ts';
import {
  type Block,
  type Mark,
  numeric,
  type ReportDocument,
  type Section,
  type TableBlock,
  worded,
} from './document.ts';

/** @param figures sections with the paper's figures; none when there is only the list of claims. */
export function claimsDocument(
  report: ClaimReport,
  figures: readonly Section[] = [],
): ReportDocument {
  const { claims, machine = 'opteron-xen-3.2.1' } = report;
  const noted = claims.filter(({ note }) => note !== undefined);
  const notes = noted.map(({ id, note }) => `${id}: ${note}`).join('\n');
  const text =
    'A list of claims holds no curves. precopy reproduce --report FILE.html makes this page ' +
    'with the figures, --figures DIR makes them as SVG.';
  const absent: Section = { title: 'Figures', blocks: [{ kind: 'text', text }] };
  const drawn = figures.length > 0 ? figures : [absent];
  const texts = [notes, summary(claims)].map((each): Block => ({ kind: 'text', text: each }));
  return {
    title: "The paper's claims, simulated",
    facts: [{ name: 'machine', value: machine }],
    sections: [
      { title: 'Claims', blocks: [claimTable(claims), ...texts] },
      ...drawn.map((section) => ({ ...section, onPage: true })),
      ...sensitivity(report),
    ],
  };
}

function claimTable(claims: readonly Claim[]): TableBlock {
  return {
    kind: 'table',
    columns: [
      ...worded('id', 'figure'),
      { name: 'the paper says', widthMax: 58 },
      { name: 'value', widthMax: 26 },
      { name: 'tolerance', widthMax: 19 },
      { name: 'kind' },
      { name: 'came out', widthMax: 40 },
      { name: 'verdict' },
    ],
    rows: claims.map((each) => {
      const { id, figure, claim, expected, tolerance, kind, shown, verdict } = each;
      const word = verdict === 'fail' ? 'FAIL' : verdict;
      return [id, figure, claim, expected, tolerance, kind, shown, word];
    }),
    marks: claims.map(({ verdict }): Mark => (verdict === 'not modelled' ? 'none' : verdict)),
  };
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

function sensitivity({ sensitivity: rows }: ClaimReport): Section[] {
  if (rows === undefined) return [];
  const table: TableBlock = {
    kind: 'table',
    columns: [
      ...worded('assumed parameter'),
      ...numeric('at'),
      ...worded('rows then lost', 'rows then gained'),
    ],
    rows: rows.map(({ parameter, value, lost, gained }) => {
      return [parameter, value, lost.join(' ') || '-', gained.join(' ') || '-'];
    }),
  };
  return [{ title: 'Sensitivity', blocks: [table] }];
}
