/** The policy of migrations that name none: that of their machine's tools. */
import type { Profile } from '../../models/machine/profile.ts';
import { policySchema } from '../../models/policy/index.ts';
import { getIn } from '../text/tree.ts';
import type { ScenarioFile } from './schema.ts';

type Migrations = ScenarioFile['migrations'];

/** @param raw tells which migrations name one. */
export function withMachinePolicy(
  migrations: Migrations,
  raw: unknown,
  { hypervisor }: Profile,
): Migrations {
  const { policy: name } = hypervisor;
  if (name === undefined) return migrations;
  const policy = policySchema.parse({ name });
  return migrations.map((each, index) => {
    return getIn(raw, ['migrations', index, 'policy']) === undefined ? { ...each, policy } : each;
  });
}
