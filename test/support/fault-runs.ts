/** Runs of a small guest under faults, on each system. */
import { PROFILES } from '../../models/machine/registry.ts';
import type { MigrationResult, RunResult } from '../../sim/run/result/result.ts';
import { run } from '../../sim/run/run.ts';
import { loadScenario } from '../../sim/scenario/load.ts';

/** Machine, policy, and what else is said of the guest. */
export const SYSTEMS = {
  xend: ['opteron-xen-3.2.1', 'name: xen-3.2', ''],
  // A paravirtual guest has no frames without memory to walk, which takes longest.
  xl: ['xl-4.20', 'name: xen-4', ', type: pv'],
  xapi: ['xcp-ng-8.3', 'name: xenserver', ', type: pv'],
  qemu: ['kvm-2024', 'name: qemu, release: 9.2', ''],
} as const;

export type System = keyof typeof SYSTEMS;

export const POST_COPY = 'postCopy: {afterPasses: 1, atThreshold: true}';
export const BUSY = '{kind: write, rate: 20000 pages/s, workingSet: 8 MiB}';

/** What differs from an idle guest of 16 MiB that moves from a to b. */
export interface Case {
  readonly faults: string;
  readonly policy?: string;
  /** More of the migration, of the guests, of the migrations. */
  readonly more?: string;
  readonly others?: string;
  readonly moves?: string;
  readonly workload?: string;
  /** Shorter than by default, where they do not matter: it costs less. */
  readonly timeOuts?: string;
  /** Less of it, and no look at its contents. */
  readonly isSmall?: boolean;
}

export function runOn(system: System, one: Case): RunResult {
  const [machine, usual, type] = SYSTEMS[system];
  const { isSmall = false } = one;
  const { workload = '{kind: idle}', others = '', more = '', moves = '', policy = usual } = one;
  const text = `
title: faults
machine: ${machine}
parameters: {dom0Background: 0 %}
hosts: {a: {}, b: {}}
guests:
  vm: {host: a, memory: ${isSmall ? 4 : 16} MiB${type}, workload: ${workload}}${others}
migrations:
  - {guest: vm, to: b, policy: {${policy}}${more}}${moves}
faults: [${one.faults}]
timeOuts: {${one.timeOuts ?? 'connection: 4 s, connect: 2 s'}}
`;
  const { scenario } = loadScenario(text, 'faults.yaml', { profiles: PROFILES });
  return run(scenario, { verify: !isSmall });
}

export function firstOn(system: System, one: Case | string): MigrationResult {
  const ended = runOn(system, typeof one === 'string' ? { faults: one } : one);
  return ended.migrations[0] as MigrationResult;
}
