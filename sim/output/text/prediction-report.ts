/** Predictions as text. */
import type { CurveFit, Interval } from '../../study/fit/fit.ts';
import type { Prediction } from '../../study/plan/fitted.ts';
import type { PredictionRow, Predictions } from '../../study/plan/predict.ts';
import { writeCsv } from '../../text/csv.ts';
import { table } from './table.ts';

const SIGNIFICANT = 4;

/** Seconds with as many digits as a reader can use. */
export function seconds(value: number): string {
  return value >= 10 ? value.toFixed(2) : String(Number(value.toPrecision(SIGNIFICANT)));
}

function between(interval: Interval | undefined): string {
  if (interval === undefined) return '-';
  return `${seconds(interval.low)} to ${seconds(interval.high)}`;
}

/** The formula with its numbers. */
export function curveLine(fit: CurveFit): string {
  const numbers = fit.parameters.map(
    ({ name, value }) => `${name} = ${value.toPrecision(SIGNIFICANT)}`,
  );
  return `${fit.formula} with ${numbers.join(', ')}`;
}

const EXTRAPOLATED = '* beyond the caps that the curve was fitted to';

function mark({ extrapolated }: Prediction): string {
  return extrapolated ? '*' : '';
}

/** A curve's answers to caps. */
export function pointsPredictionReport(fit: CurveFit, rows: readonly Prediction[]): string {
  const columns = [
    { title: 'cap %', right: true },
    { title: 'seconds', right: true },
    { title: '95 %', right: true },
    { title: '' },
  ];
  const lines = rows.map((row) => {
    return [String(row.x), seconds(row.y), between(row.interval), mark(row)];
  });
  const note = rows.some(({ extrapolated }) => extrapolated) ? [EXTRAPOLATED] : [];
  return [curveLine(fit), '', table(columns, lines), ...note].join('\n');
}

/** Simulation, curve and upper bound side by side. */
export function predictionReport({ rows, fit, benchmarkFit }: Predictions): string {
  const columns = [
    { title: 'cap %', right: true },
    { title: 'simulated s', right: true },
    { title: '95 %', right: true },
    { title: 'curve s', right: true },
    { title: '95 %', right: true },
    { title: 'benchmark s', right: true },
    { title: 'its curve s', right: true },
    { title: '' },
  ];
  const lines = rows.map(({ capPercent, simulated, interval, fitted, benchmark }) => [
    String(capPercent),
    seconds(simulated.meanSeconds),
    between(interval),
    seconds(fitted.y),
    between(fitted.interval),
    seconds(benchmark.simulated.meanSeconds),
    seconds(benchmark.fitted.y),
    mark(fitted),
  ]);
  const notes = [
    `curve      ${curveLine(fit)}`,
    `benchmark  ${curveLine(benchmarkFit)}`,
    ...(rows.some(({ fitted }) => fitted.extrapolated) ? [EXTRAPOLATED] : []),
    ...boundNote(rows),
  ];
  return [table(columns, lines), '', ...notes].join('\n');
}

/** Ends of an interval as cells. */
const ends = (interval: Interval | undefined): (number | string)[] => {
  return [interval?.low ?? '', interval?.high ?? ''];
};

/** The answers of a curve as CSV, a row for each cap; times in seconds. */
export function pointsPredictionCsv(rows: readonly Prediction[]): string {
  const columns = ['capPercent', 'curve', 'curveLow', 'curveHigh', 'extrapolated'];
  return writeCsv(
    columns,
    rows.map(({ x, y, interval, extrapolated }) => [x, y, ...ends(interval), `${extrapolated}`]),
  );
}

/** Simulation, curve and upper bound as CSV, a row for each cap; times in seconds. */
export function predictionCsv(rows: readonly PredictionRow[]): string {
  const own = ['simulated', 'simulatedLow', 'simulatedHigh', 'curve', 'curveLow', 'curveHigh'];
  const columns = ['capPercent', ...own, 'extrapolated', 'benchmark', 'benchmarkCurve'];
  const lines = rows.map(({ capPercent, simulated, interval, fitted, benchmark }) => [
    capPercent,
    simulated.meanSeconds,
    ...ends(interval),
    fitted.y,
    ...ends(fitted.interval),
    `${fitted.extrapolated}`,
    benchmark.simulated.meanSeconds,
    benchmark.fitted.y,
  ]);
  return writeCsv(columns, lines);
}

/** Whether the benchmark is the upper bound that the paper takes it for. */
function boundNote(rows: readonly PredictionRow[]): string[] {
  const above = rows.filter(({ simulated, benchmark }) => {
    return simulated.meanSeconds > benchmark.simulated.meanSeconds;
  });
  if (above.length === 0) {
    return ["The benchmark of the guest's kind takes longest at every cap: an upper bound."];
  }
  const caps = above.map(({ capPercent }) => `${capPercent} %`).join(', ');
  return [
    `The benchmark of the guest's kind is no upper bound at ${caps}: this guest takes longer.`,
  ];
}
