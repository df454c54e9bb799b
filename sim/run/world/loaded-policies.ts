/** Whether users' policies are there. */
import type { PolicyModules } from '../../../models/policy/fields.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { Problem } from '../../text/problem.ts';

type Spec = Scenario['migrations'][number];

/** @throws Problem for a user's policy that was not imported. */
export function requireLoaded(
  { policy }: Pick<Spec, 'policy'>,
  policies: PolicyModules | undefined,
): void {
  if (policy.name !== 'module' || policies?.has(policy.file)) return;
  const hint = '`precopy run` imports it; a program gives it to `run` in `policies`';
  throw new Problem([{ where: policy.file, message: 'this policy was not imported', hint }]);
}
