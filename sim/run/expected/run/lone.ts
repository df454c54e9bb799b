/** A migration that is alone, on average: it needs no clock. For several see `many.ts`. */

import type { PolicyModules } from '../../../../models/policy/fields.ts';
import { NS_PER_SECOND } from '../../../engine/kernel/unit.ts';
import type { Scenario } from '../../../scenario/scenario.ts';
import type { MigrationResult } from '../../result/result.ts';
import { DONE, ExpectedMigration, type ExpectedOutcome, SEND } from './migration.ts';
import { type Model, modelOf } from './model.ts';
import { LONE, showExpected } from './result.ts';

/** @param scenario one that classes of pages are a model of, of one migration. */
export function runLone(scenario: Scenario, policies?: PolicyModules): MigrationResult {
  const spec = scenario.migrations[0] as Scenario['migrations'][number];
  const model = modelOf(scenario, spec, { policies });
  const around = { ...LONE, startSeconds: spec.atNs / NS_PER_SECOND };
  return showExpected(spec, { model, outcome: outcomeOf(model), around });
}

/** No other migration is on its hosts and links. */
function outcomeOf(model: Model): ExpectedOutcome {
  const { times } = model;
  const undisturbed = { times, linkSlowdown: 1, othersCpu: () => undefined };
  const migration = new ExpectedMigration(model, undisturbed);
  for (let step = migration.next(); step !== DONE; step = migration.next()) {
    if (step !== SEND) continue;
    migration.send(times.pace);
  }
  return migration.outcome(times);
}
