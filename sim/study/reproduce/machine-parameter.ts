/** A number of the machine that a scenario runs on. */
import { PROFILES } from '../../../models/machine/registry.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** The machine parameter in force in the scenario, in the profile's unit. */
export function machineParameter(scenario: Scenario, name: string): number {
  const profile = PROFILES[scenario.machine]?.parameters as Record<string, { value: number }>;
  return scenario.parameters[name] ?? (profile[name]?.value as number);
}
