/** The machine of a scenario: its profile, and its parameters with what the scenario overrides. */
import { PROFILES, parameterValues } from '../../../models/machine/registry.ts';
import { violated } from '../../engine/kernel/assert.ts';
import type { Debit } from '../../engine/machine/scheduler/credit-accounting.ts';
import type { ParameterValues } from '../../engine/mechanism/parameters.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** @throws InvariantError when there is none: a checked scenario names one that there is. */
export function profileOf({ machine }: Pick<Scenario, 'machine'>): (typeof PROFILES)[string] {
  return PROFILES[machine] ?? violated(`no machine ${machine}`);
}

export function parametersOf(scenario: Pick<Scenario, 'machine' | 'parameters'>): ParameterValues {
  return parameterValues(profileOf(scenario), scenario.parameters);
}

/** How used CPU is charged: as the scenario says, else as its hypervisor does. */
export function debitOf(scenario: Pick<Scenario, 'machine' | 'debit'>): Debit {
  return scenario.debit ?? profileOf(scenario).hypervisor.debit;
}
