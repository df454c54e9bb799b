/**
 * Migrations on average, and their results in the shape of a page-exact run's. One that is alone
 * needs no clock; several share hosts and links (`many.ts`).
 */

import type { PolicyModules } from '../../../../models/policy/fields.ts';
import { NS_PER_SECOND } from '../../../engine/kernel/unit.ts';
import type { Scenario } from '../../../scenario/scenario.ts';
import type { MigrationResult } from '../../result/result.ts';
import { runMany } from './many.ts';
import { DONE, ExpectedMigration, type ExpectedOutcome, paced, SEND } from './migration.ts';
import { type Model, modelOf } from './model.ts';
import { LONE, showExpected } from './result.ts';
import { requireExpected } from './unfit.ts';

/**
 * Runs a scenario's migrations on average.
 * @throws Problem for what has no model of expected values.
 */
export function runExpected(scenario: Scenario, policies?: PolicyModules): MigrationResult[] {
  requireExpected(scenario);
  if (scenario.migrations.length > 1) return runMany(scenario, policies);
  const spec = scenario.migrations[0] as Scenario['migrations'][number];
  const model = modelOf(scenario, spec, { policies });
  const around = { ...LONE, startSeconds: spec.atNs / NS_PER_SECOND };
  return [showExpected(spec, { model, outcome: outcomeOf(model), around })];
}

/** No other migration is on its hosts and links. */
function outcomeOf(model: Model): ExpectedOutcome {
  const { times } = model;
  const undisturbed = { times, linkSlowdown: 1, othersCpu: () => undefined };
  const migration = new ExpectedMigration(model, undisturbed);
  for (let step = migration.next(); step !== DONE; step = migration.next()) {
    if (step !== SEND) continue;
    migration.loop.send(Infinity, paced(times.pace, migration.bitsPerSecond, model));
  }
  return migration.outcome(times);
}
