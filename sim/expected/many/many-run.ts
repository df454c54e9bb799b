import type { Scenario } from '../../../scenarios/scenario.ts';
import type { PolicyModules } from '../../mechanism/policies.ts';
import type { MigrationResult } from '../../result.ts';

export function runMany(_: Scenario, __: PolicyModules | undefined): MigrationResult[] {
  return [];
}
