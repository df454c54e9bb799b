/** A campaign's rows, measured and simulated, as errors and verdicts. */
import type { Compared, MeasuredRow } from './campaign.ts';
import { relativeError, summarize } from './errors.ts';
import {
  type CampaignLimits,
  type ErrorLimits,
  LIMITS,
  NO_LIMITS,
  ROUND_TOLERANCE,
} from './limits.ts';
import { QUANTITIES } from './quantity.ts';
import type {
  CampaignReport,
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
  const scored = rows.filter(({ kind }) => kind === 'scored');
  const quantities = campaign.compared.map((compared) => {
    const predictor = campaign.predictor?.[compared.quantity] ?? null;
    return { ...scoreQuantity(compared, scored), predictor };
  });
  const rounds = scoreRounds(simulated);
  return {
    campaign: campaign.name,
    title: campaign.title,
    file: campaign.fileName,
    scored: scored.length,
    calibration: rows.length - scored.length,
    leftOut: simulated.leftOut,
    baseline: campaign.baseline,
    quantities,
    rounds,
    limits: verdicts(LIMITS[campaign.name] ?? NO_LIMITS, quantities, rounds),
    rows,
  };
}

function reportRow(row: MeasuredRow, { simulated }: SimulatedRows): RowReport {
  const { line, label, repetition, isCalibration, measured, baseline } = row;
  const kind = isCalibration ? 'calibration' : 'scored';
  const values = simulated.get(row)?.values ?? {};
  return { line, label, repetition, kind, measured, simulated: values, baseline };
}

function scoreQuantity(
  { quantity, above = 0 }: Compared,
  rows: readonly RowReport[],
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
  const scored = rows.filter(({ isCalibration, roundPages }) => {
    return !isCalibration && roundPages.length > 0;
  });
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
