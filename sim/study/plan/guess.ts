/**
 * Where the least cap is likely to be: the migration in the mean at caps that halve the range. Only
 * a page-exact run decides; a good guess saves most of these.
 */

import { whyNotExpected } from '../../run/expected/run/unfit.ts';
import { run } from '../../run/run.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { MOST_CAP_PERCENT } from './least-cap.ts';
import { type Metric, measure } from './trials.ts';
import { type CapSide, withCap } from './variants.ts';

/** Smaller guests are simulated page by page in less time than it takes to guess, bytes. */
const WORTHWHILE_BYTES = 2 ** 30;

/** What is searched. */
export interface GuessOptions {
  readonly side: CapSide;
  readonly metric: Metric;
  readonly targetSeconds: number;
}

/** Percent; undefined where there is nothing to go by, or no cap is likely to meet the target. */
export function guessedCap(
  scenario: Scenario,
  { side, metric, targetSeconds }: GuessOptions,
): number | undefined {
  if (whyNotExpected(scenario) !== undefined || scenario.fidelity === 'expected') return undefined;
  const [migration] = scenario.migrations;
  const isOwnPolicy = migration?.policy.name === 'module';
  const bytes = scenario.guests[migration?.guest ?? '']?.memoryBytes ?? 0;
  if (isOwnPolicy || bytes < WORTHWHILE_BYTES) return undefined;
  const meets = (cap: number): boolean => {
    const capped = withCap({ ...scenario, fidelity: 'expected' }, side, cap);
    return measure(run(capped), metric) <= targetSeconds;
  };
  if (!meets(MOST_CAP_PERCENT)) return undefined;
  let [low, high] = [0, MOST_CAP_PERCENT];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (meets(middle)) high = middle;
    else low = middle;
  }
  return high;
}
