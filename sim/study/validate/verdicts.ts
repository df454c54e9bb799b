/** Whether limits are met. */
import { quantile } from '../fit/statistics.ts';
import { type CampaignLimits, type ErrorLimits, ROUND_TOLERANCE } from './limits.ts';
import { QUANTITIES, type QuantityName } from './quantity.ts';
import type { ConvergenceReport, LimitReport, RoundsReport } from './report.ts';

/** A relative error and how much of it the scatter of the repetitions explains. */
export interface ToleratedError {
  readonly error: number;
  readonly tolerance: number;
}

const STATISTICS = [
  { statistic: 'median', words: 'median', share: 0.5 },
  { statistic: 'p90', words: '90th percentile', share: 0.9 },
] as const;

/** The limits on the errors of a quantity. */
export function errorVerdicts(
  quantity: QuantityName,
  errors: readonly ToleratedError[],
  limits: ErrorLimits,
): LimitReport[] {
  return STATISTICS.flatMap(({ statistic, words, share }) => {
    const limit = limits[statistic];
    if (limit === undefined) return [];
    const what = `${words} error of ${QUANTITIES[quantity].title}`;
    const isScattered = ({ error, tolerance }: ToleratedError) =>
      Math.abs(error) > limit && Math.abs(error) <= tolerance;
    const counted = errors.map((one) => (isScattered(one) ? limit : Math.abs(one.error)));
    const value = counted.length === 0 ? null : quantile(counted, share);
    return [verdict(what, 'most', limit, value, errors.filter(isScattered).length)];
  });
}

/** The limit on the pages of the first rounds. */
export function roundVerdicts(
  { roundPages: isLimited }: CampaignLimits,
  rounds: RoundsReport | null,
): LimitReport[] {
  if (!isLimited) return [];
  const what = 'pages due in the first rounds within tolerance';
  const { share, relative, pages } = ROUND_TOLERANCE;
  if (rounds === null || rounds.points === 0) return [verdict(what, 'least', share, null)];
  const scattered = rounds.all.filter(({ isWithin, measured, simulated }) => {
    return isWithin && Math.abs(simulated - measured) > Math.max(relative * measured, pages);
  });
  return [verdict(what, 'least', share, rounds.within / rounds.points, scattered.length)];
}

/** The limit on settings that move where they were measured to. */
export function convergenceVerdicts(
  { convergence: isLimited }: CampaignLimits,
  found: ConvergenceReport | null,
): LimitReport[] {
  if (isLimited === undefined) return [];
  const value = found === null ? null : found.right / found.settings;
  return [verdict('settings that converge, or not, as measured', 'least', 1, value)];
}

function verdict(
  what: string,
  bound: LimitReport['bound'],
  limit: number,
  value: number | null,
  scattered = 0,
): LimitReport {
  const found = { what, bound, limit, value, scattered };
  if (value === null) return { ...found, verdict: 'no points' };
  const isMet = bound === 'most' ? value <= limit : value >= limit;
  return { ...found, verdict: isMet ? 'pass' : 'fail' };
}
