/** Runs what a lesson runs, without a browser. */
import { readFileSync } from 'node:fs';
import { PROFILES } from '../../models/machine/registry.ts';
import type { Source } from '../../sim/app/lab/lessons/source.ts';
import { withSettings } from '../../sim/app/lab/scenario/settings.ts';
import type { MigrationResult } from '../../sim/run/result/result.ts';
import { firstOf } from '../../sim/run/result/together.ts';
import { run } from '../../sim/run/run.ts';
import { loadScenario } from '../../sim/scenario/load.ts';

/** The first migration of a source. */
export function migrationOf({ path, settings }: Source): MigrationResult {
  const text = withSettings(readFileSync(`scenarios/${path}`, 'utf8'), settings);
  return firstOf(run(loadScenario(text, path, { profiles: PROFILES }).scenario));
}
