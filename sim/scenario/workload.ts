/**
 * What a guest does, as the scenario file says it. A new kind is one more entry in
 * `workloadSchema`.
 */
import { z } from 'zod';
import type { CourseSpec } from '../../models/workload/course.ts';
import { quantity } from '../text/fields.ts';
import { benchmarkSchema } from './workloads/benchmark.ts';
import { diskSchema } from './workloads/disk.ts';
import { formulaSchema, type WrittenFormula } from './workloads/formula.ts';
import { networkSchema } from './workloads/network.ts';
import { phasesOf } from './workloads/phases.ts';
import { profileSchema } from './workloads/profile.ts';
import { readSchema } from './workloads/read.ts';
import { replaySchema } from './workloads/replay.ts';
import { writeSchema } from './workloads/write.ts';

const idle = z.strictObject({
  kind: z.literal('idle').describe('Does nothing but keep time.'),
});

const cpu = z
  .strictObject({
    kind: z.literal('cpu').describe('Wants CPU time and writes hardly any memory.'),
    intensity: quantity('percent', 'CPU time wanted, of each virtual CPU; default 100 %.', {
      most: 100,
    }).prefault('100 %'),
  })
  .transform(({ kind, intensity }) => ({ kind, intensityPercent: intensity }));

/** The kinds that say themselves what the guest does. */
const plain = [idle, cpu, readSchema, writeSchema, diskSchema, networkSchema] as const;

/** The kinds that stand alone. */
const single = [...plain, benchmarkSchema, formulaSchema, replaySchema, profileSchema] as const;

const phases = phasesOf(z.discriminatedUnion('kind', [...single]).describe('What it does then.'));

/** All kinds of workload, told apart by `kind`. */
export const workloadSchema = z.discriminatedUnion('kind', [...single, phases]);

/** A checked workload whose formulas are not read yet. */
export type WrittenWorkload = z.infer<typeof workloadSchema>;

type WrittenPhases = Extract<WrittenWorkload, { kind: 'phases' }>;

/** A workload without phases. */
export type SingleWorkload =
  | Exclude<WrittenWorkload, WrittenPhases | WrittenFormula>
  | FormulaWorkload;

/** A formula workload with its formulas sampled. */
export interface FormulaWorkload
  extends Pick<WrittenFormula, 'kind' | 'counts' | 'pattern' | 'intensityPercent'> {
  /** Of pages per second. */
  readonly rate: CourseSpec;
  /** Of bytes. */
  readonly workingSet: CourseSpec;
}

/** A checked workload. */
export type WorkloadSpec =
  | SingleWorkload
  | {
      readonly kind: 'phases';
      readonly repeat: boolean;
      readonly phases: readonly {
        readonly durationNs: number;
        readonly workload: SingleWorkload;
      }[];
    };
