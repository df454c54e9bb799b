/** A campaign's rows, measured and simulated, as errors and verdicts. */
import { smallestOf } from '../../engine/kernel/lists.ts';
import { median } from '../fit/statistics.ts';
import type { Campaign, Compared, MeasuredRow } from './campaign.ts';
import { coverageOf, intervalsFor } from './coverage.ts';
import { relativeError, summarize } from './errors.ts';
import { LIMITS, NO_LIMITS, ROUND_TOLERANCE } from './limits.ts';
import type { QuantityName, Values } from './quantity.ts';
import type {
  CampaignReport,
  ConvergenceReport,
  QuantityReport,
  RoundPoint,
  RoundsReport,
  RowReport,
} from './report.ts';
import { Scatter } from './scatter.ts';
import { groupBySettings, type SimulatedRows } from './simulate.ts';
import { convergenceVerdicts, errorVerdicts, roundVerdicts } from './verdicts.ts';

export function score(simulated: SimulatedRows): CampaignReport {
  const { campaign } = simulated.input;
  const rows = simulated.rows.map((row) => {
    const intervals = intervalsFor(row, simulated);
    const reported = reportRow(row, simulated);
    return intervals === undefined ? reported : { ...reported, intervals };
  });
  const count = (wanted: RowReport['kind']) => rows.filter(({ kind }) => kind === wanted).length;
  const points = pointsOf(simulated);
  const quantities = campaign.compared.map((compared) => {
    const predictor = campaign.predictor?.[compared.quantity] ?? null;
    return { ...scoreQuantity(compared, points), predictor };
  });
  const limits = LIMITS[campaign.name] ?? NO_LIMITS;
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
    ...coverageOf(simulated),
    limits: [
      ...campaign.compared.flatMap((compared) => {
        const errors = errorsOf(compared, points, 'simulated');
        return errorVerdicts(compared.quantity, errors, limits.errors[compared.quantity] ?? {});
      }),
      ...roundVerdicts(limits, rounds),
      ...convergenceVerdicts(limits, convergence),
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
interface Point extends Pick<RowReport, 'line' | 'measured' | 'simulated' | 'baseline'> {
  /** Relative errors that the scatter of the repetitions explains. */
  readonly tolerance: Values;
}

/** The scored rows, or one point for each of their settings that moved in both. */
function pointsOf(all: SimulatedRows): Point[] {
  const { input, rows } = all;
  const scored = rows.filter(({ kind }) => kind === 'scored');
  const tolerances = tolerancesOf(all);
  if (input.campaign.pooling === undefined) {
    return scored.map((row) => ({ ...reportRow(row, all), tolerance: tolerances(row, 1) }));
  }
  const moved = scored.filter((row) => row.converged !== false && movedIn(all, row));
  return groupBySettings(moved).map((group) => {
    const tolerance = tolerances(group[0], group.length);
    const measured = pooled(input.campaign, group);
    return { ...reportRow(group[0], all), measured, tolerance };
  });
}

/** Of how many repetitions of a row's setting the mean is compared, by quantity. */
function tolerancesOf({ input, rows, replications }: SimulatedRows) {
  const settings = groupBySettings(rows.filter(({ converged }) => converged !== false));
  const valuesOf = (group: readonly MeasuredRow[], quantity: QuantityName) =>
    group.flatMap(({ measured }) => measured[quantity] ?? []);
  const scatters = input.campaign.compared
    .filter(({ of }) => of !== 'least')
    .map(({ quantity }) => {
      const all = settings.map((group) => valuesOf(group, quantity));
      return { quantity, scatter: new Scatter(all, replications) };
    });
  return (row: MeasuredRow, n: number): Values => {
    const group = settings.find((each) => each.includes(row)) ?? [];
    return Object.fromEntries(
      scatters.map(({ quantity, scatter }) => [
        quantity,
        scatter.tolerance(valuesOf(group, quantity), n),
      ]),
    );
  };
}

const movedIn = ({ simulated }: SimulatedRows, row: MeasuredRow): boolean =>
  row.converged === undefined || (simulated.get(row)?.converged ?? true);

/** Medians over the repetitions, or their least. */
function pooled({ compared }: Campaign, rows: readonly MeasuredRow[]): Values {
  const entries = compared.flatMap(({ quantity, of = 'median' }) => {
    const values = rows.flatMap(({ measured }) => measured[quantity] ?? []);
    if (values.length === 0) return [];
    return [[quantity, of === 'least' ? smallestOf(values) : median(values)] as const];
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

/** An error of a point, relative, and how much of it scatter explains. */
interface ScoredError {
  readonly line: number;
  readonly error: number;
  readonly tolerance: number;
}

function errorsOf(
  { quantity, above = 0 }: Compared,
  points: readonly Point[],
  predicted: 'simulated' | 'baseline',
): ScoredError[] {
  return points.flatMap(({ line, tolerance, ...row }) => {
    const [value, measured] = [row[predicted][quantity], row.measured[quantity]];
    if (value === undefined || measured === undefined || measured <= above) return [];
    const error = relativeError(value, measured);
    return [{ line, error, tolerance: tolerance[quantity] ?? 0 }];
  });
}

function scoreQuantity(
  compared: Compared,
  points: readonly Point[],
): Omit<QuantityReport, 'predictor'> {
  const errors = errorsOf(compared, points, 'simulated');
  const [first = null] = errors;
  const worst = errors.reduce((most, point) => {
    return most !== null && Math.abs(most.error) >= Math.abs(point.error) ? most : point;
  }, first);
  const baseline = errorsOf(compared, points, 'baseline');
  return {
    quantity: compared.quantity,
    above: compared.above ?? 0,
    errors: summarize(errors.map(({ error }) => error)),
    worst: worst === null ? null : { line: worst.line, error: worst.error },
    baseline: summarize(baseline.map(({ error }) => error)),
  };
}

/** Null when the rounds of no scored row are known. */
export function scoreRounds({ rows, simulated, replications }: SimulatedRows): RoundsReport | null {
  const scored = rows.filter(({ kind, roundPages }) => kind === 'scored' && roundPages.length > 0);
  if (scored.length === 0) return null;
  const settings = groupBySettings(rows).map(([first]) => first.roundRepetitions ?? []);
  const scatters = Array.from({ length: ROUND_TOLERANCE.rounds }, (_, round) => {
    return new Scatter(
      settings.map((rounds) => rounds[round] ?? []),
      replications,
    );
  });
  const all = groupBySettings(scored).flatMap(([row]) => {
    return pointsOfRounds(row, simulated.get(row)?.roundPages ?? [], scatters);
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
function pointsOfRounds(
  { label, roundPages, roundRepetitions = [] }: MeasuredRow,
  simulated: readonly number[],
  scatters: readonly Scatter[],
): RoundPoint[] {
  const { relative, pages } = ROUND_TOLERANCE;
  return scatters.flatMap((scatter, index) => {
    const measured = roundPages[index] ?? Number.NaN;
    if (Number.isNaN(measured)) return [];
    const repetitions = roundRepetitions[index] ?? [];
    const byScatter = scatter.tolerance(repetitions, Math.max(1, repetitions.length));
    const tolerance = Math.max(Math.max(relative, byScatter) * measured, pages);
    const pair = { measured, simulated: simulated[index] ?? 0, tolerance };
    return [{ label, round: index + 1, ...pair, isWithin: distance(pair) <= 1 }];
  });
}

/** How far apart, in tolerances. */
function distance(point: Pick<RoundPoint, 'measured' | 'simulated' | 'tolerance'>): number {
  return Math.abs(point.simulated - point.measured) / point.tolerance;
}
