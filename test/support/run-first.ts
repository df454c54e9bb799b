/** The result of a run's first migration, which is the only one of most tests. */
import type { MigrationResult } from '../../sim/run/result/result.ts';
import { firstOf } from '../../sim/run/result/together.ts';
import { type RunSettings, run } from '../../sim/run/run.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';

export function runFirst(scenario: Scenario, settings?: RunSettings): MigrationResult {
  return firstOf(run(scenario, settings));
}
