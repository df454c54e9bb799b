/** Pages due in the first rounds: means over the repetitions of what was set alike. */
import type { MeasuredRow } from './campaign.ts';
import { ROUND_TOLERANCE } from './limits.ts';
import type { RoundPoint, RoundsReport } from './report.ts';
import { groupBySettings, type SimulatedRows } from './simulate.ts';

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
