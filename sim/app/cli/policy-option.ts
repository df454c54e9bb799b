/** `--policy`: a user's module that decides for every migration. */
import { resolve } from 'node:path';
import type { Scenario } from '../../scenario/scenario.ts';

/** The scenario with the policy of a file for every migration, if one was given. */
export function withPolicy(scenario: Scenario, file: string | undefined): Scenario {
  if (file === undefined) return scenario;
  const policy = { name: 'module', file: resolve(file), options: {}, scan: 'plain' } as const;
  const migrations = scenario.migrations.map((migration) => ({ ...migration, policy }));
  return { ...scenario, migrations };
}
