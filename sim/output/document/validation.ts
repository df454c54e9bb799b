/** A validation: measured against simulated migrations, campaign by campaign. */

import { largestOf, smallestOf } from '../../engine/kernel/lists.ts';
import { type ErrorSummary, relativeError } from '../../study/validate/errors.ts';
import { ROUND_TOLERANCE } from '../../study/validate/limits.ts';
import { QUANTITIES, QUANTITY_NAMES, type QuantityName } from '../../study/validate/quantity.ts';
import type {
  CampaignReport,
  ConvergenceReport,
  LimitReport,
  RoundsReport,
  RowReport,
  ValidationReport,
} from '../../study/validate/report.ts';
import { axisWords } from './axis-words.ts';
import { coverageTable, marginsSection } from './coverage.ts';
import { COLOURS, inTurn, LOG_TICKS, SYMBOLS } from './curve-plot.ts';
import {
  type Block,
  numeric,
  type PlotBlock,
  type ReportDocument,
  type Section,
  type TableBlock,
  type VerdictsBlock,
  worded,
} from './document.ts';
import { percent } from './numbers.ts';
import type { PlotTrace } from './plot.ts';
import { plotText } from './plot-text.ts';

/** Quantities that are drawn at most. */
const DRAWN_MOST = 3;

/** @param rows whether a terminal shows every row. */
export function validationDocument(report: ValidationReport, rows = false): ReportDocument {
  const { campaigns, replications, margins = [], absent } = report;
  const missing = `no measurements of ${absent.join(', ')} (--data names a folder that has them)`;
  const texts = [...(absent.length === 0 ? [] : [missing]), summary(report)];
  return {
    title: 'Measured migrations, simulated',
    facts: [
      { name: 'campaigns', value: String(campaigns.length) },
      { name: 'runs of each setting', value: String(replications) },
      { name: 'limits', value: limitsMet(report) },
    ],
    sections: [
      ...campaigns.map((campaign) => campaignSection(campaign, rows)),
      ...(margins.length === 0 ? [] : [marginsSection(margins)]),
      { title: 'All campaigns', blocks: texts.map((text): Block => ({ kind: 'text', text })) },
    ],
  };
}

function limitsMet({ campaigns }: ValidationReport): string {
  const limits = campaigns.flatMap((campaign) => campaign.limits);
  const count = (verdict: LimitReport['verdict']): number => {
    return limits.filter((limit) => limit.verdict === verdict).length;
  };
  const open = count('no points');
  const met = `${count('pass')} of ${limits.length - open} limits are met`;
  return met + (open === 0 ? '' : `, ${open} have nothing to score`);
}

function summary(report: ValidationReport): string {
  const { replications } = report;
  const runs = `${replications} run${replications === 1 ? '' : 's'}`;
  return `${limitsMet(report)}; ${runs} of each setting`;
}

function campaignSection(campaign: CampaignReport, rows: boolean): Section {
  const { rounds, convergence, coverage, limits, quantities } = campaign;
  const drawn = QUANTITY_NAMES.filter((name) => {
    return campaign.rows.some(({ measured }) => (measured[name] ?? 0) > 0);
  });
  return {
    title: `${campaign.campaign}: ${campaign.title}\n${countsLine(campaign)}`,
    isTitled: true,
    blocks: [
      ...drawn.slice(0, DRAWN_MOST).map((name) => scatter(campaign, name)),
      { ...rowTable(campaign), onPage: !rows },
      ...(quantities.length === 0 ? [] : [quantityTable(campaign)]),
      ...(rounds === null ? [] : [roundsText(rounds)]),
      ...(convergence === null ? [] : [convergenceText(convergence)]),
      ...(coverage === undefined ? [] : [coverageTable(coverage)]),
      ...(limits.length === 0 ? [] : [limitVerdicts(limits)]),
    ],
  };
}

function countsLine(campaign: CampaignReport): string {
  const { file, scored, calibration, leftOut, shown, shownWhy, settings } = campaign;
  const how = settings === null ? '' : `, as ${settings} settings`;
  const parts = [
    `${scored === 1 ? `1 row of ${file} is` : `${scored} rows of ${file} are`} scored${how}`,
    ...(calibration > 0 ? [`${calibration} were used to calibrate and are not`] : []),
    ...(shown > 0 ? [`${shown} are not (${shownWhy ?? 'shown only'})`] : []),
    ...(leftOut > 0 ? [`${leftOut} failed (ok = 0) and are left out`] : []),
  ];
  return parts.join(', ');
}

/** Measured along x, simulated along y: what is right lies on the diagonal. */
function scatter({ rows }: CampaignReport, quantity: QuantityName): PlotBlock {
  const { title } = QUANTITIES[quantity];
  const words = axisWords(quantity);
  const kinds = ['scored', 'calibration', 'shown'] as const;
  const pairs = rows.flatMap(({ kind, label, measured, simulated }) => {
    const [x, y] = [measured[quantity], simulated[quantity]];
    return x === undefined || y === undefined || x <= 0 || y <= 0 ? [] : [{ kind, label, x, y }];
  });
  const all = pairs.flatMap(({ x, y }) => [x, y]);
  const ends = [smallestOf(all) / 1.1, largestOf(all) * 1.1];
  const diagonal: PlotTrace = {
    type: 'scatter',
    mode: 'lines',
    name: 'equal',
    x: ends,
    y: ends,
    line: { color: '@faint', width: 1, dash: 'dash' },
    hoverinfo: 'skip',
  };
  const points = kinds.map((wanted, at): PlotTrace => {
    const own = pairs.filter(({ kind }) => kind === wanted);
    return {
      type: 'scatter',
      mode: 'markers',
      name: wanted,
      x: own.map(({ x }) => x),
      y: own.map(({ y }) => y),
      text: own.map(({ label }) => plotText(label, 60)),
      hoverinfo: 'x+y+text',
      marker: { color: inTurn(COLOURS, at), symbol: inTurn(SYMBOLS, at), size: 7, opacity: 0.75 },
    };
  });
  return {
    kind: 'plot',
    caption:
      `The ${title} of each row: on the dashed line the simulation is right. ` +
      'Both scales are logarithmic.',
    traces: [diagonal, ...points.filter(({ x }) => x.length > 0)],
    layout: {
      xaxis: { title: { text: `measured ${words}` }, type: 'log', nticks: LOG_TICKS },
      yaxis: { title: { text: `simulated ${words}` }, type: 'log', nticks: LOG_TICKS },
    },
    heightPixels: 380,
  };
}

function quantityTable({ quantities, baseline: meaning }: CampaignReport): TableBlock {
  const hasPredictor = quantities.some(({ predictor }) => predictor !== null);
  return {
    kind: 'table',
    columns: [
      ...worded('error of'),
      ...numeric('points', 'median', ['90th', '90th percentile'], 'bias'),
      ...numeric('worst', ['line', 'of line']),
      ...numeric('baseline median', ['90th', 'baseline 90th'], ['bias', 'baseline bias']),
      ...(hasPredictor ? numeric("authors' median", ['90th', "authors' 90th"]) : []),
    ],
    rows: quantities.map(({ quantity, above, errors, worst, baseline, predictor }) => [
      `${QUANTITIES[quantity].title}${above > 0 ? ` above ${above} s` : ''}`,
      String(errors.points),
      ...shares(errors),
      signed(worst?.error ?? null),
      worst === null ? '-' : String(worst.line),
      ...shares(baseline),
      ...(hasPredictor ? [percent(predictor?.median), percent(predictor?.p90)] : []),
    ]),
    notes: [`baseline: ${meaning}`],
  };
}

function shares({ median, p90, bias }: ErrorSummary): string[] {
  return [percent(median), percent(p90), signed(bias)];
}

const signed = (share: number | null): string =>
  `${share === null || share < 0 ? '' : '+'}${percent(share)}`;

function roundsText({ points, within, worst }: RoundsReport): Block {
  const { relative, pages, rounds } = ROUND_TOLERANCE;
  const tolerance = `${100 * relative} %, ${pages} pages or two standard errors`;
  const share = points === 0 ? '' : ` (${percent(within / points)})`;
  const count = `${within} of ${points} means${share}`;
  const line = `pages due in rounds 1 to ${rounds}: ${count} within ${tolerance}`;
  if (worst === null) return { kind: 'text', text: line };
  const { label, round, measured, simulated } = worst;
  const values = `${measured.toFixed(0)} measured, ${simulated.toFixed(0)} simulated`;
  return { kind: 'text', text: `${line}\nfurthest off: ${label}, round ${round}: ${values}` };
}

function convergenceText({ settings, right, wrong }: ConvergenceReport): Block {
  const line = `converging or not as measured: ${right} of ${settings} settings`;
  return { kind: 'text', text: [line, ...wrong.map((label) => `wrong: ${label}`)].join('\n') };
}

function limitVerdicts(limits: readonly LimitReport[]): VerdictsBlock {
  const verdicts = limits.map(({ what, bound, limit, value, verdict, scattered }) => {
    const found = value === null ? 'nothing to score' : percent(value);
    const why = scattered === 0 ? '' : ` (${scattered} met as the repetitions scatter)`;
    return {
      mark: verdict === 'no points' ? ('none' as const) : verdict,
      word: verdict === 'fail' ? 'FAIL' : verdict,
      text: `${what}: ${found}, at ${bound} ${percent(limit)}${why}`,
    };
  });
  return { kind: 'verdicts', verdicts };
}

/** Every row of a campaign, measured beside simulated. */
function rowTable({ quantities, rows }: CampaignReport): TableBlock {
  const names = quantities.map(({ quantity }) => quantity);
  return {
    kind: 'table',
    folded: 'Every row',
    columns: [
      ...numeric('line'),
      ...worded('row'),
      ...numeric('rep'),
      ...names.flatMap((name) =>
        numeric([QUANTITIES[name].title, axisWords(name)], 'simulated', 'error'),
      ),
      ...worded(''),
    ],
    rows: rows.map((row) => [
      String(row.line),
      row.label,
      row.repetition,
      ...names.flatMap((name) => rowCells(row, name)),
      row.kind === 'scored' ? '' : row.kind,
    ]),
  };
}

function rowCells({ measured, simulated }: RowReport, name: QuantityName): string[] {
  const [was, is] = [measured[name], simulated[name]];
  if (was === undefined || is === undefined) return ['-', '-', '-'];
  const error = was === 0 ? '-' : `${(100 * relativeError(is, was)).toFixed(1)} %`;
  return [show(was, name), show(is, name), error];
}

function show(value: number, name: QuantityName): string {
  if (name.endsWith('Seconds')) return value.toFixed(3);
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}
