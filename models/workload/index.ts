/**
 * What a guest may do. A new kind of workload is a file with all that is asked of it, and a line in
 * the list here.
 */
import { z } from 'zod';
import { schemasOf } from '../../sim/text/fields.ts';
import { benchmarkOf } from './benchmark.ts';
import { CPU } from './cpu.ts';
import { DISK } from './disk.ts';
import { FORMULA, type FormulaWorkload, type WrittenFormula } from './formula.ts';
import { IDLE } from './idle.ts';
import type { WorkloadKind } from './kind.ts';
import { NETWORK } from './network.ts';
import { type PhasesSpec, phasesKind, phasesOf } from './phases.ts';
import { PROFILE } from './profile.ts';
import { READ } from './read.ts';
import { REPLAY } from './replay.ts';
import { WRITE } from './write.ts';

const BENCHMARK = benchmarkOf(z.union(schemasOf([READ, WRITE, DISK, NETWORK])));

/** The kinds that stand alone. */
const KINDS = [IDLE, CPU, READ, WRITE, DISK, NETWORK, BENCHMARK, FORMULA, REPLAY, PROFILE] as const;

const schemas = schemasOf(KINDS);
const phases = phasesOf(z.discriminatedUnion('kind', schemas).describe('What it does then.'));
const PHASES = phasesKind(phases, kindOf<SingleWorkload>);
const BY_NAME = new Map([...KINDS, PHASES].map((kind) => [kind.kind, kind] as const));

/** All kinds of workload, told apart by `kind`. */
export const workloadSchema = z.discriminatedUnion('kind', [...schemas, phases]);

/** Workloads to begin with, as a file writes them, by kind; none of a kind that needs more. */
export function workloadSamples(): Readonly<Record<string, unknown>> {
  const kinds: readonly Pick<WorkloadKind<never>, 'kind' | 'sample'>[] = KINDS;
  const samples = kinds.map(({ kind, sample }) => [kind, { kind, ...sample }] as const);
  return Object.fromEntries(
    samples.filter(([, sample]) => workloadSchema.safeParse(sample).success),
  );
}

/** A checked workload whose formulas are not read yet. */
export type WrittenWorkload = z.output<typeof workloadSchema>;

/** A workload without phases. */
export type SingleWorkload =
  | Exclude<WrittenWorkload, { kind: 'phases' } | WrittenFormula>
  | FormulaWorkload;

/** A checked workload. */
export type WorkloadSpec = SingleWorkload | PhasesSpec<SingleWorkload>;

/** The kind of a workload. */
export function kindOf<Spec extends WorkloadSpec>(spec: Spec): WorkloadKind<Spec> {
  return BY_NAME.get(spec.kind) as unknown as WorkloadKind<Spec>;
}
