/** Campaigns as tables: errors by quantity, limits met and missed, rows on request. */
import type { ErrorSummary } from '../../study/validate/errors.ts';
import { ROUND_TOLERANCE } from '../../study/validate/limits.ts';
import { QUANTITIES } from '../../study/validate/quantity.ts';
import type {
  CampaignReport,
  LimitReport,
  QuantityReport,
  RoundsReport,
  ValidationReport,
} from '../../study/validate/report.ts';
import { type Column, table } from './table.ts';
import { rowsTable } from './validation-rows.ts';

/** How a verdict is shown; a terminal may colour it. */
export type PaintLimit = (verdict: LimitReport['verdict'], text: string) => string;

export interface ValidationView {
  /** Whether every row is shown. */
  readonly rows: boolean;
  readonly paint: PaintLimit;
}

export function validationReport(report: ValidationReport, view: ValidationView): string {
  const campaigns = report.campaigns.map((campaign) => showCampaign(campaign, view));
  return [...campaigns, ...absentLine(report), summary(report)].join('\n\n');
}

function showCampaign(campaign: CampaignReport, { rows, paint }: ValidationView): string {
  const { rounds, limits } = campaign;
  return [
    `${campaign.campaign}: ${campaign.title}\n${countsLine(campaign)}`,
    ...(rows ? [rowsTable(campaign)] : []),
    `${quantityTable(campaign.quantities)}\nbaseline: ${campaign.baseline}`,
    ...(rounds === null ? [] : [roundsLines(rounds)]),
    ...(limits.length === 0 ? [] : [limits.map((limit) => limitLine(limit, paint)).join('\n')]),
  ].join('\n\n');
}

/** Of how many rows errors are told. */
export function scoredRows({ file, scored }: Pick<CampaignReport, 'file' | 'scored'>): string {
  return scored === 1 ? `1 row of ${file} is scored` : `${scored} rows of ${file} are scored`;
}

function countsLine({ file, scored, calibration, leftOut }: CampaignReport): string {
  const parts = [
    scoredRows({ file, scored }),
    ...(calibration > 0 ? [`${calibration} were used to calibrate and are not`] : []),
    ...(leftOut > 0 ? [`${leftOut} failed (ok = 0) and are left out`] : []),
  ];
  return parts.join(', ');
}

function quantityTable(quantities: readonly QuantityReport[]): string {
  const right = (title: string): Column => ({ title, right: true });
  const hasPredictor = quantities.some(({ predictor }) => predictor !== null);
  const columns = [
    { title: 'error of' },
    ...['points', 'median', '90th', 'bias', 'worst', 'line'].map(right),
    ...['baseline median', '90th', 'bias'].map(right),
    ...(hasPredictor ? ["authors' median", '90th'].map(right) : []),
  ];
  const rows = quantities.map(({ quantity, above, errors, worst, baseline, predictor }) => [
    `${QUANTITIES[quantity].title}${above > 0 ? ` above ${above} s` : ''}`,
    String(errors.points),
    ...shares(errors),
    signed(worst?.error ?? null),
    worst === null ? '-' : String(worst.line),
    ...shares(baseline),
    percent(predictor?.median ?? null),
    percent(predictor?.p90 ?? null),
  ]);
  return table(columns, rows);
}

function shares({ median, p90, bias }: ErrorSummary): string[] {
  return [percent(median), percent(p90), signed(bias)];
}

function roundsLines({ points, within, worst }: RoundsReport): string {
  const { relative, pages, rounds } = ROUND_TOLERANCE;
  const tolerance = `${100 * relative} % or ${pages} pages`;
  const share = points === 0 ? '' : ` (${percent(within / points)})`;
  const count = `${within} of ${points} means${share}`;
  const line = `pages due in rounds 1 to ${rounds}: ${count} within ${tolerance}`;
  if (worst === null) return line;
  const { label, round, measured, simulated } = worst;
  const values = `${measured.toFixed(0)} measured, ${simulated.toFixed(0)} simulated`;
  return `${line}\nfurthest off: ${label}, round ${round}: ${values}`;
}

function limitLine({ what, bound, limit, value, verdict }: LimitReport, paint: PaintLimit): string {
  const word = verdict === 'fail' ? 'FAIL' : verdict;
  const found = value === null ? 'nothing to score' : percent(value);
  const demand = bound === 'most' ? `at most ${percent(limit)}` : `at least ${percent(limit)}`;
  return `${paint(verdict, word)}  ${what}: ${found}, ${demand}`;
}

function absentLine({ absent }: ValidationReport): string[] {
  if (absent.length === 0) return [];
  return [`no measurements of ${absent.join(', ')} (--data names a folder that has them)`];
}

function summary({ campaigns, replications }: ValidationReport): string {
  const limits = campaigns.flatMap((campaign) => campaign.limits);
  const count = (verdict: LimitReport['verdict']): number => {
    return limits.filter((limit) => limit.verdict === verdict).length;
  };
  const open = count('no points');
  const met = `${count('pass')} of ${limits.length - open} limits are met`;
  const rest = open === 0 ? '' : `, ${open} have nothing to score`;
  const runs = `${replications} run${replications === 1 ? '' : 's'} of each setting`;
  return `${met}${rest}; ${runs}`;
}

const percent = (share: number | null): string =>
  share === null ? '-' : `${(100 * share).toFixed(1)} %`;

const signed = (share: number | null): string =>
  share === null ? '-' : `${share < 0 ? '' : '+'}${percent(share)}`;
