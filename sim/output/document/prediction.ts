/** Predictions: simulation, curve and upper bound side by side. */
import type { CurveFit, Interval } from '../../study/fit/fit.ts';
import type { Prediction } from '../../study/plan/fitted.ts';
import type { PredictionRow, Predictions } from '../../study/plan/predict.ts';
import { factLines, numeric, type ReportDocument, type TableBlock, worded } from './document.ts';
import { seconds } from './numbers.ts';

function between(interval: Interval | undefined): string {
  if (interval === undefined) return '-';
  return `${seconds(interval.low)} to ${seconds(interval.high)}`;
}

/** The formula with its numbers. */
export function curveLine(fit: CurveFit): string {
  const numbers = fit.parameters.map(({ name, value }) => `${name} = ${value.toPrecision(4)}`);
  return `${fit.formula} with ${numbers.join(', ')}`;
}

const EXTRAPOLATED = '* beyond the caps that the curve was fitted to';

function mark({ extrapolated }: Prediction): string {
  return extrapolated ? '*' : '';
}

const noteOf = (rows: readonly Prediction[]): string[] =>
  rows.some(({ extrapolated }) => extrapolated) ? [EXTRAPOLATED] : [];

/** A curve's answers to caps. */
export function curveDocument(fit: CurveFit, rows: readonly Prediction[]): ReportDocument {
  const table: TableBlock = {
    kind: 'table',
    columns: [...numeric('cap %', 'seconds', '95 %'), ...worded('')],
    rows: rows.map((row) => [String(row.x), seconds(row.y), between(row.interval), mark(row)]),
    notes: noteOf(rows),
  };
  return {
    title: 'Prediction by a curve',
    facts: [{ name: 'curve', value: curveLine(fit) }],
    lead: curveLine(fit),
    sections: [{ title: 'Caps', blocks: [table] }],
  };
}

/** Simulation, curve and upper bound. */
/** @param probability of the intervals of what is simulated, in words. */
export function predictionDocument(
  { rows, fit, benchmarkFit }: Predictions,
  probability = '95 %',
): ReportDocument {
  const titles = [
    'cap %',
    'simulated s',
    probability,
    'curve s',
    '95 %',
    'benchmark s',
    'its curve s',
  ];
  const table: TableBlock = {
    kind: 'table',
    columns: [...numeric(...titles), ...worded('')],
    rows: rows.map(({ capPercent, simulated, interval, fitted, benchmark }) => [
      String(capPercent),
      seconds(simulated.meanSeconds),
      between(interval),
      seconds(fitted.y),
      between(fitted.interval),
      seconds(benchmark.simulated.meanSeconds),
      seconds(benchmark.fitted.y),
      mark(fitted),
    ]),
  };
  const facts = [
    { name: 'curve', value: curveLine(fit) },
    { name: 'benchmark', value: curveLine(benchmarkFit) },
  ];
  const lines = [factLines(facts), ...noteOf(rows.map(({ fitted }) => fitted)), boundNote(rows)];
  const text = lines.join('\n');
  return {
    title: 'Prediction',
    facts: [],
    sections: [{ title: 'Caps', blocks: [table, { kind: 'text', text }] }],
  };
}

/** Whether the benchmark is the upper bound that the paper takes it for. */
function boundNote(rows: readonly PredictionRow[]): string {
  const above = rows.filter(({ simulated, benchmark }) => {
    return simulated.meanSeconds > benchmark.simulated.meanSeconds;
  });
  if (above.length === 0) {
    return "The benchmark of the guest's kind takes longest at every cap: an upper bound.";
  }
  const caps = above.map(({ capPercent }) => `${capPercent} %`).join(', ');
  return `The benchmark of the guest's kind is no upper bound at ${caps}: this guest takes longer.`;
}
