/** The report of the paper's claims, with its figures where the runs are at hand. */
import type { Claim, ClaimReport } from '../../study/reproduce/claim.ts';
import type { Block, Mark, Page, Section, TableBlock } from './page.ts';
import type { PageOrigin } from './run-page.ts';

/** @param figures sections with the paper's figures; none when there is only the list of claims. */
export function claimsPage(
  report: ClaimReport,
  figures: readonly Section[],
  { version, command }: PageOrigin,
): Page {
  const { claims } = report;
  const absent: Block = {
    kind: 'text',
    text:
      'A list of claims holds no curves. precopy reproduce --report FILE.html makes this page ' +
      'with the figures, --figures DIR makes them as SVG.',
  };
  return {
    title: "The paper's claims, simulated",
    facts: [
      { name: 'machine', value: 'opteron-xen-3.2.1' },
      { name: 'precopy', value: version },
    ],
    command,
    sections: [
      { title: 'Claims', blocks: [counts(claims), claimTable(claims), ...notes(claims)] },
      ...(figures.length > 0 ? figures : [{ title: 'Figures', blocks: [absent] }]),
      ...sensitivity(report),
    ],
  };
}

function counts(claims: readonly Claim[]): Block {
  const kinds = ['input', 'calibrated', 'predicted'] as const;
  const facts = kinds.map((kind) => {
    const own = claims.filter((claim) => claim.kind === kind);
    const passed = own.filter(({ verdict }) => verdict === 'pass').length;
    return { name: kind, value: `${passed} of ${own.length} pass` };
  });
  const open = claims.filter(({ verdict }) => verdict === 'not modelled').length;
  return { kind: 'facts', facts: [...facts, { name: 'not modelled', value: String(open) }] };
}

function claimTable(claims: readonly Claim[]): TableBlock {
  const titles = ['id', 'figure', 'the paper says', 'value', 'tolerance', 'kind', 'came out'];
  return {
    kind: 'table',
    columns: [...titles, 'verdict'].map((title) => ({ title })),
    rows: claims.map(({ id, figure, claim, expected, tolerance, kind, shown, verdict }) => {
      return [id, figure, claim, expected, tolerance, kind, shown, verdict];
    }),
    marks: claims.map(({ verdict }): Mark => (verdict === 'not modelled' ? 'none' : verdict)),
  };
}

function notes(claims: readonly Claim[]): Block[] {
  const rows = claims.flatMap(({ id, note }) => (note === undefined ? [] : [[id, note]]));
  if (rows.length === 0) return [];
  return [{ kind: 'table', columns: [{ title: 'id' }, { title: 'note' }], rows }];
}

function sensitivity({ sensitivity: rows }: ClaimReport): Section[] {
  if (rows === undefined) return [];
  const table: TableBlock = {
    kind: 'table',
    columns: [
      { title: 'assumed parameter' },
      { title: 'at', right: true },
      { title: 'rows then lost' },
      { title: 'rows then gained' },
    ],
    rows: rows.map(({ parameter, value, lost, gained }) => {
      return [parameter, value, lost.join(' '), gained.join(' ')];
    }),
  };
  return [{ title: 'Sensitivity', blocks: [table] }];
}
