/** The machine of a scenario: its profile, and its parameters with what the scenario overrides. */
import type { Parameter } from '../../../models/machine/profile.ts';
import { PROFILES, parameterValues } from '../../../models/machine/registry.ts';
import { violated } from '../../engine/kernel/assert.ts';
import {
  type Form,
  type SchedulerKind,
  schedulerKind,
} from '../../engine/machine/scheduler/schedulers.ts';
import type { ParameterValues } from '../../engine/mechanism/parameters.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** @throws InvariantError when there is none: a checked scenario names one that there is. */
export function profileOf({ machine }: Pick<Scenario, 'machine'>): (typeof PROFILES)[string] {
  return PROFILES[machine] ?? violated(`no machine ${machine}`);
}

export function parametersOf(scenario: Pick<Scenario, 'machine' | 'parameters'>): ParameterValues {
  return parameterValues(profileOf(scenario), scenario.parameters);
}

/** One of its parameters; undefined when the profile has none of the name. */
export function parameterIn(
  { machine, parameters }: Pick<Scenario, 'machine' | 'parameters'>,
  name: string,
): number | undefined {
  const own: Readonly<Record<string, Parameter>> = profileOf({ machine }).parameters;
  return parameters[name] ?? own[name]?.value;
}

/**
 * The scheduler of a host: as the host says, else the scenario, else as its hypervisor has it.
 * @param form absent: the scenario's.
 */
export function schedulerOf(
  { machine, hosts, scheduler, debit }: Pick<Scenario, 'machine' | 'hosts' | 'scheduler' | 'debit'>,
  host: string,
  form: Form = scheduler.form,
): SchedulerKind {
  const { hypervisor } = profileOf({ machine });
  const algorithm =
    hosts[host]?.scheduler ?? scheduler.algorithm ?? hypervisor.scheduler ?? 'credit';
  return schedulerKind(algorithm, form, debit ?? hypervisor.debit);
}
