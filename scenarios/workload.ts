/**
 * What a guest does, as the scenario file says it. A new kind is one more entry in
 * `workloadSchema`.
 */
import { z } from 'zod';
import { quantity } from './fields.ts';
import { benchmarkSchema } from './workloads/benchmark.ts';
import { diskSchema } from './workloads/disk.ts';
import { networkSchema } from './workloads/network.ts';
import { profileSchema } from './workloads/profile.ts';
import { readSchema } from './workloads/read.ts';
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

/** All kinds of workload, told apart by `kind`. */
export const workloadSchema = z.discriminatedUnion('kind', [
  ...plain,
  benchmarkSchema,
  profileSchema,
]);

/** A checked workload. */
export type WorkloadSpec = z.infer<typeof workloadSchema>;
