/** The highest cap that means something: all virtual CPUs of Dom0, on CPUs that are there. */
import { smallestOf } from '../../engine/kernel/lists.ts';
import type { ParameterName } from '../../engine/mechanism/parameters.ts';
import { parameterIn } from '../../run/world/machine-of.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type CapSide, hostsOf } from './variants.ts';

/** Percent of one CPU; of several hosts that of the smallest. */
export function mostCapPercent(scenario: Scenario, side: CapSide): number {
  const of = (name: ParameterName): number => parameterIn(scenario, name) ?? 1;
  const cpus = hostsOf(scenario, side).map((name) => {
    const host = scenario.hosts[name];
    return Math.min(host?.dom0.vcpus ?? of('dom0Vcpus'), host?.cpus ?? of('hostCpus'));
  });
  return 100 * smallestOf(cpus);
}
