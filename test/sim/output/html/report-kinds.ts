/**
 * A small report of every kind that has a page, but for those of a run and of a sweep; and what is
 * asked of all pages.
 */
import { claimsDocument } from '../../../../sim/output/document/claims.ts';
import { comparisonDocument } from '../../../../sim/output/document/comparison.ts';
import type { ReportDocument } from '../../../../sim/output/document/document.ts';
import { explanationDocument } from '../../../../sim/output/document/explanation.ts';
import { fitDocument } from '../../../../sim/output/document/fit.ts';
import { figureSections } from '../../../../sim/output/document/paper-figures.ts';
import { validationDocument } from '../../../../sim/output/document/validation.ts';
import { boundOf } from '../../../../sim/study/explain/bound.ts';
import { evidenceOf } from '../../../../sim/study/explain/evidence.ts';
import { wireRate } from '../../../../sim/study/explain/rate.ts';
import { writesOf } from '../../../../sim/study/explain/writes.ts';
import type { Fitter } from '../../../../sim/study/fit/fit.ts';
import { importText } from '../../../../sim/study/import/import.ts';
import { compareTables } from '../../../../sim/study/plan/compare.ts';
import type { Claim } from '../../../../sim/study/reproduce/claim.ts';
import type { PaperFigure } from '../../../../sim/study/reproduce/paper-figures.ts';
import type { CampaignReport } from '../../../../sim/study/validate/report.ts';
import { readCsv } from '../../../../sim/text/csv.ts';
import { measuredReplies } from '../../../support/qemu-replies.ts';

const X = 'source.dom0.cap';
const Y = 'totalSeconds';
const POINTS = [100, 50, 33, 25, 20, 19, 18].map((y, at) => ({ x: 10 * (at + 1), y }));

function comparison(): ReportDocument {
  const sideOf = (add: number) => {
    const rows = POINTS.flatMap(({ x, y }) => ['idle', 'busy'].map((load) => [load, x, y + add]));
    const text = [['load', X, Y], ...rows].map((row) => row.join(',')).join('\n');
    return { table: readCsv(text, 'points.csv'), columns: { x: X, y: Y, by: ['load'] } };
  };
  const judged = { tolerance: { kind: 'relative', most: 0.01 }, judge: 'worst' } as const;
  const names = { measured: 'measured.csv', simulated: 'guest.yaml', x: X, y: Y, by: ['load'] };
  return comparisonDocument(compareTables(sideOf(0), sideOf(1), judged), names);
}

const claimOf = (verdict: Claim['verdict']): Claim => ({
  ...{ id: `C-${verdict}`, figure: 'Fig 1', claim: 'time at a cap of 10 %', kind: 'predicted' },
  ...{ expected: '100 s', tolerance: '85 to 115', value: 99, shown: '99 s', verdict },
  note: 'on one run',
});

function claims({ fitCurve }: Fitter): ReportDocument {
  const points = POINTS.map(({ x, y }) => ({ x, values: [y, 1.1 * y] }));
  const figure: PaperFigure = {
    ...{ label: 'Figure 1', title: 'Migration time', axis: X, x: 'CPU cap of Dom0 (%)' },
    series: [{ name: 'idle', points }],
    models: [{ series: 'idle', fit: fitCurve('power', POINTS) }],
    drawnModel: 'idle',
    stated: [
      { kind: 'point', x: 10, y: 100, series: ['idle'] },
      { kind: 'knee', x: 50, text: 'no change from here on' },
      { kind: 'r2', series: 'idle', percent: 94 },
    ],
  };
  const each = (['pass', 'fail', 'not modelled'] as const).map(claimOf);
  return claimsDocument({ schemaVersion: 1, claims: each }, figureSections([figure]));
}

function validation(): ReportDocument {
  const errors = { points: 2, median: 0.1, p90: 0.2, bias: -0.1 };
  const limit = { what: 'median error of total time', limit: 0.15, value: 0.1, scattered: 0 };
  const times = (totalSeconds: number) => ({ totalSeconds, downtimeSeconds: totalSeconds / 10 });
  const campaign: CampaignReport = {
    ...{ campaign: 'hosts', title: 'Two hosts', file: 'hosts.csv', baseline: 'memory / link' },
    ...{ scored: 2, calibration: 1, shown: 0, shownWhy: null, settings: null, leftOut: 1 },
    quantities: [
      {
        ...{ quantity: 'totalSeconds', above: 0, errors, baseline: errors, predictor: null },
        worst: { line: 2, error: 0.2 },
      },
    ],
    rounds: { points: 4, within: 3, worst: null, all: [] },
    convergence: { settings: 2, right: 1, wrong: ['a busy guest'] },
    coverage: [
      {
        ...{ quantity: 'totalSeconds', points: 2, within: 1, medianSeconds: 1, medianWidth: 0.1 },
        unseen: { points: 0, within: 0 },
      },
    ],
    limits: (['pass', 'fail', 'no points'] as const).map((verdict) => {
      return { ...limit, bound: 'most' as const, verdict };
    }),
    rows: [10, 20, 30].map((seconds, at) => ({
      ...{ line: at + 2, label: `cap ${at}`, repetition: '1' },
      kind: at === 0 ? ('calibration' as const) : ('scored' as const),
      ...{ measured: times(seconds), simulated: times(1.1 * seconds), baseline: times(seconds) },
    })),
  };
  const margins = [
    {
      ...{ machine: 'opteron-xen-3.2.1', isByLink: true, quantity: 'total' as const, points: 2 },
      ...{ below: { share: 0.1, seconds: 1 }, above: { share: 0.1, seconds: 1 } },
    },
  ];
  const head = { schemaVersion: 1, replications: 1, draws: 3, margins } as const;
  return validationDocument({ ...head, campaigns: [campaign], absent: ['others'] });
}

function explanation(): ReportDocument {
  const { lines } = measuredReplies('qemu-dirty-rate', 9);
  const [migration] = importText(lines.join('\n'), 'migrate.log').migrations;
  const evidence = evidenceOf(migration as NonNullable<typeof migration>);
  const rate = wireRate(evidence);
  const asIs = {
    ...{ ends: true, totalSeconds: 5, downtimeSeconds: 0.1, lostSeconds: 0.2, bytesSent: 1e9 },
    ...{ rounds: 4, stopReason: 'downtime-target' },
  };
  const whatIfs = [{ title: 'link 1 Gbit/s', set: [], outcome: { ...asIs, ends: false } }];
  return explanationDocument({
    ...{ schemaVersion: 1, evidence, rate: rate ?? null, bound: boundOf(evidence, rate, {}) },
    writes: writesOf(evidence.passes, evidence.memoryPages ?? 0, () => 0) ?? null,
    simulated: {
      ...{ text: 'title: inferred', asIs, whatIfs, cures: whatIfs, largestRate: 9000 },
      assumptions: [{ what: 'machine', value: 'kvm-2024', from: 'assumed', why: 'KVM' }],
    },
    missing: null,
  });
}

/** Each with the name of its command. */
export function reportKinds(
  fitter: Fitter,
): readonly { readonly file: string; readonly document: ReportDocument }[] {
  const { fits } = fitter.fitAll(POINTS);
  return [
    { file: 'fit', document: fitDocument({ x: X, y: Y, rows: POINTS.length }, fits) },
    { file: 'compare', document: comparison() },
    { file: 'reproduce', document: claims(fitter) },
    { file: 'validate', document: validation() },
    { file: 'explain', document: explanation() },
  ];
}

/** What came of names that look like HTML. */
export const HURT =
  "[...document.querySelectorAll('img[src=x]'), ...(window.hurt ? ['script'] : [])]";

/**
 * Rows that are not as long as their heading, headings that are paths or stand above nothing, bars
 * that lie on numbers, words run together.
 */
export const FAULTS = `[
  ...[...document.querySelectorAll('thead tr')].flatMap((head) =>
    [...head.closest('table').tBodies[0].rows].filter(({ cells }) =>
      cells.length !== head.cells.length)).map((row) => 'row: ' + row.innerText),
  ...[...document.querySelectorAll('th')].map(({ textContent }) => textContent)
    .filter((name) => /^\\w+[.]\\w+/.test(name)).map((name) => 'path: ' + name),
  ...[...document.querySelectorAll('th')].filter((head) =>
    [...head.closest('table').tBodies[0].rows].every(({ cells }) =>
      cells[head.cellIndex].textContent === '')).map((head) => 'empty: ' + head.textContent),
  ...[...document.querySelectorAll('td[style]')].filter((cell) =>
    !getComputedStyle(cell).backgroundSize.endsWith(' 3px')).map((cell) =>
      'bar: ' + cell.innerText),
  ...[...document.querySelectorAll('h2')].map(({ innerText }) => innerText)
    .filter((title) => title.includes('scored')),
]`;

/** With two plots that zoom: the others are drawn alike. */
export function cut({ sections, ...page }: ReportDocument): ReportDocument {
  const plots = sections
    .flatMap(({ blocks }) => blocks)
    .filter((block) => {
      return block.kind === 'plot' && block.isStill !== true;
    });
  const rest = new Set(plots.slice(2));
  const kept = sections.map((section) => {
    return { ...section, blocks: section.blocks.filter((block) => !rest.has(block)) };
  });
  return { ...page, sections: kept };
}

/** All is unfolded; rows of a table beyond the third are as those before. */
export const FEWER = `{
  for (const each of document.querySelectorAll('details')) each.open = true;
  for (const row of document.querySelectorAll('tbody tr:nth-child(n + 4)')) row.remove();
}`;
