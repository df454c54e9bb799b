/** A campaign's rows, measured and simulated, as errors and verdicts. */
import { median } from '../fit/statistics.ts';
import type { Campaign, Compared, MeasuredRow } from './campaign.ts';
import { relativeError, summarize } from './errors.ts';
import {
  type CampaignLimits,
  type ErrorLimits,
  LIMITS,
  NO_LIMITS,
  ROUND_TOLERANCE,
} from './limits.ts';
import { QUANTITIES, type Values } from './quantity.ts';
import type {
  CampaignReport,
  ConvergenceReport,
  LimitReport,
  QuantityReport,
  RoundPoint,
  RoundsReport,
  RowReport,
} from './report.ts';
import { groupBySettings, type SimulatedRows } from './simulate.ts';

export function score(simulated: SimulatedRows): CampaignReport {
  const { campaign } = simulated.input;
  const rows = simulated.rows.map((row) => reportRow(row, simulated));
  const count = (wanted: RowReport['kind']) => rows.filter(({ kind }) => kind === wanted).length;
  const points = pointsOf(simulated);
  const quantities = campaign.compared.map((compared) => {
    const predictor = campaign.predictor?.[compared.quantity] ?? null;
    return { ...scoreQuantity(compared, points), predictor };
  });
  const rounds = scoreRounds(simulated);
  const convergence = scoreConvergence(simulated);
  return {
    campaign: campaign.name,
    title: campaign.title,
    file: campaign.fileName,
    scored: count('scored'),
    calibration: count('calibration'),
    shown: count('shown'),
    shownWhy: campaign.shown ?? null,
    settings: campaign.pooling === undefined ? null : points.length,
    leftOut: simulated.leftOut,
    baseline: campaign.baseline,
    quantities,
    rounds,
    convergence,
    limits: [
      ...verdicts(LIMITS[campaign.name] ?? NO_LIMITS, quantities, rounds),
      ...convergenceVerdicts(LIMITS[campaign.name] ?? NO_LIMITS, convergence),
    ],
    rows,
  };
}

function reportRow(row: MeasuredRow, { simulated }: SimulatedRows): RowReport {
  const { line, label, repetition, kind, measured, baseline } = row;
  const values = simulated.get(row)?.values ?? {};
  return { line, label, repetition, kind, measured, simulated: values, baseline };
}

/** What is compared: a measured migration or all repetitions of a setting, and its simulation. */
type Point = Pick<RowReport, 'line' | 'measured' | 'simulated' | 'baseline'>;

/** The scored rows, or one point for each of their settings that moved in both. */
function pointsOf(all: SimulatedRows): Point[] {
  const { input, rows } = all;
  const scored = rows.filter(({ kind }) => kind === 'scored');
  if (input.campaign.pooling === undefined) return scored.map((row) => reportRow(row, all));
  const moved = scored.filter((row) => row.converged !== false && movedIn(all, row));
  return groupBySettings(moved).map((group) => {
    const first = reportRow(group[0], all);
    return { ...first, measured: pooled(input.campaign, group) };
  });
}

const movedIn = ({ simulated }: SimulatedRows, row: MeasuredRow): boolean =>
  row.converged === undefined || (simulated.get(row)?.converged ?? true);

/** Medians over the repetitions, or their least. */
function pooled({ compared }: Campaign, rows: readonly MeasuredRow[]): Values {
  const entries = compared.flatMap(({ quantity, of = 'median' }) => {
    const values = rows.flatMap(({ measured }) => measured[quantity] ?? []);
    if (values.length === 0) return [];
    return [[quantity, of === 'least' ? Math.min(...values) : median(values)] as const];
  });
  return Object.fromEntries(entries);
}

/** Of all rows, scored or not; null when that is no question. */
function scoreConvergence({ rows, simulated }: SimulatedRows): ConvergenceReport | null {
  const asked = groupBySettings(rows.filter(({ converged }) => converged !== undefined));
  if (asked.length === 0) return null;
  const wrong = asked.flatMap((group) => {
    const times = group.filter(({ converged }) => converged).length;
    const measured = 2 * times > group.length;
    return simulated.get(group[0])?.converged === measured ? [] : [group[0].label];
  });
  return { settings: asked.length, right: asked.length - wrong.length, wrong };
}

function convergenceVerdicts(
  { convergence: isLimited }: CampaignLimits,
  found: ConvergenceReport | null,
): LimitReport[] {
  if (isLimited === undefined) return [];
  const value = found === null ? null : found.right / found.settings;
  return [verdict('settings that converge, or not, as measured', 'least', 1, value)];
}

function scoreQuantity(
  { quantity, above = 0 }: Compared,
  rows: readonly Point[],
): Omit<QuantityReport, 'predictor'> {
  const errorsOf = (predicted: 'simulated' | 'baseline') => {
    return rows.flatMap((row) => {
      const [value, measured] = [row[predicted][quantity], row.measured[quantity]];
      if (value === undefined || measured === undefined || measured <= above) return [];
      return [{ line: row.line, error: relativeError(value, measured) }];
    });
  };
  const errors = errorsOf('simulated');
  const [first = null] = errors;
  return {
    quantity,
    above,
    errors: summarize(errors.map(({ error }) => error)),
    worst: errors.reduce((worst, point) => {
      return worst !== null && Math.abs(worst.error) >= Math.abs(point.error) ? worst : point;
    }, first),
    baseline: summarize(errorsOf('baseline').map(({ error }) => error)),
  };
}

function verdicts(
  limits: CampaignLimits,
  quantities: readonly QuantityReport[],
  rounds: RoundsReport | null,
): LimitReport[] {
  const found = quantities.flatMap((report) => {
    return errorVerdicts(report, limits.errors[report.quantity] ?? {});
  });
  if (!limits.roundPages) return found;
  const value = rounds === null || rounds.points === 0 ? null : rounds.within / rounds.points;
  return [...found, verdict('pages due in the first rounds within tolerance', 'least', 1, value)];
}

function errorVerdicts({ quantity, errors }: QuantityReport, limits: ErrorLimits): LimitReport[] {
  const words = { median: 'median', p90: '90th percentile' } as const;
  return (['median', 'p90'] as const).flatMap((statistic) => {
    const limit = limits[statistic];
    if (limit === undefined) return [];
    const what = `${words[statistic]} error of ${QUANTITIES[quantity].title}`;
    return [verdict(what, 'most', limit, errors[statistic])];
  });
}

function verdict(
  what: string,
  bound: LimitReport['bound'],
  limit: number,
  value: number | null,
): LimitReport {
  if (value === null) return { what, bound, limit, value, verdict: 'no points' };
  const isMet = bound === 'most' ? value <= limit : value >= limit;
  return { what, bound, limit, value, verdict: isMet ? 'pass' : 'fail' };
}

/** Null when the rounds of no scored row are known. */
export function scoreRounds({ rows, simulated }: SimulatedRows): RoundsReport | null {
  const scored = rows.filter(({ kind, roundPages }) => kind === 'scored' && roundPages.length > 0);
  if (scored.length === 0) return null;
  const all = groupBySettings(scored).flatMap(([row]) => {
    return points(row, simulated.get(row)?.roundPages ?? []);
  });
  const outside = all.filter(({ isWithin }) => !isWithin);
  const [first = null] = outside;
  const worst = outside.reduce(
    (most, point) => (most !== null && distance(most) >= distance(point) ? most : point),
    first,
  );
  return { points: all.length, within: all.length - outside.length, worst, all };
}

/** A round that the simulation does not have counts as 0 pages. */
function points(row: MeasuredRow, simulated: readonly number[]): RoundPoint[] {
  return row.roundPages.slice(0, ROUND_TOLERANCE.rounds).flatMap((measured, index) => {
    if (Number.isNaN(measured)) return [];
    const pair = { measured, simulated: simulated[index] ?? 0 };
    return [{ label: row.label, round: index + 1, ...pair, isWithin: distance(pair) <= 1 }];
  });
}

/** How far apart, in tolerances. */
function distance({ measured, simulated }: Pick<RoundPoint, 'measured' | 'simulated'>): number {
  const { relative, pages } = ROUND_TOLERANCE;
  return Math.abs(simulated - measured) / Math.max(relative * measured, pages);
}
