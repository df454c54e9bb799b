/** A scenario with one thing changed: a cap, a workload, a part of the machine. */

import type { Parameter } from '../../../models/machine/profile.ts';
import { PROFILES } from '../../../models/machine/registry.ts';
import { kindOf, type WorkloadSpec, workloadSchema } from '../../../models/workload/index.ts';
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { withSetting } from '../../scenario/settings.ts';
import { settledAt } from '../../scenario/uncertain.ts';

/** The hosts whose Dom0 is capped. */
export const CAP_SIDES = ['source', 'destination', 'both'] as const;

/** The hosts from which guests move, to which they move, or all of these. */
export type CapSide = (typeof CAP_SIDES)[number];

/** Names of the hosts of a side. */
export function hostsOf({ guests, migrations }: Scenario, side: CapSide): string[] {
  const names = migrations.flatMap(({ guest, to }) => {
    const from = guests[guest]?.host ?? '';
    return { source: [from], destination: [to], both: [from, to] }[side];
  });
  return [...new Set(names)];
}

/** The scenario with Dom0 of these hosts capped, percent of one CPU; undefined for no cap. */
export function withCap(
  scenario: Scenario,
  side: CapSide,
  capPercent: number | undefined,
): Scenario {
  return hostsOf(scenario, side).reduce(
    (changed, name) => withSetting(changed, 'dom0-cap', { name, value: capPercent }),
    scenario,
  );
}

/** The scenario with another workload in every guest that moves. */
export function withWorkloads(
  scenario: Scenario,
  change: (workload: WorkloadSpec, memoryBytes: number) => WorkloadSpec,
): Scenario {
  const moved = scenario.migrations.map(({ guest }) => {
    const spec = scenario.guests[guest] as Scenario['guests'][string];
    return [guest, { ...spec, workload: change(spec.workload, spec.memoryBytes) }] as const;
  });
  const settled = settledAt(scenario, ...moved.map(([guest]) => ['guests', guest, 'workload']));
  return { ...settled, guests: { ...scenario.guests, ...Object.fromEntries(moved) } };
}

/** The share of a guest's memory that the paper's benchmarks use: 768 MiB of 1 GiB (assumed). */
const BENCHMARK_SHARE = 3 / 4;

/**
 * The resource-intensive benchmark of the same kind, at the size of the guest's memory. The paper
 * takes its time as the upper bound for a guest with a real application of this kind.
 */
export function benchmarkLike(workload: WorkloadSpec, memoryBytes: number): WorkloadSpec {
  const bytes = Math.floor((BENCHMARK_SHARE * memoryBytes) / PAGE_BYTES) * PAGE_BYTES;
  const like = kindOf(workload).benchmark?.(workload, bytes) as WorkloadSpec | undefined;
  const writer = workloadSchema.parse({ kind: 'benchmark', name: 'memory-write' });
  return like ?? ({ ...writer, workingSetBytes: bytes } as WorkloadSpec);
}

const parametersOf = ({ machine }: Scenario): Readonly<Record<string, Parameter>> =>
  PROFILES[machine]?.parameters ?? {};

/** The scenario with some machine parameters multiplied. */
export function withParameters(
  scenario: Scenario,
  isMeant: (name: string) => boolean,
  factor: number,
): Scenario {
  const changed = Object.entries(parametersOf(scenario)).flatMap(([name, { value }]) => {
    return isMeant(name) ? [[name, (scenario.parameters[name] ?? value) * factor] as const] : [];
  });
  const settled = settledAt(scenario, ...changed.map(([name]) => ['parameters', name]));
  return { ...settled, parameters: { ...scenario.parameters, ...Object.fromEntries(changed) } };
}
