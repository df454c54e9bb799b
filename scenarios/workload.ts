/**
 * What a guest does, as the scenario file says it. A new kind is one more entry in
 * `workloadSchema`.
 */
import { z } from 'zod';
import { PAGE_BYTES, quantity } from './fields.ts';

const TIB = 2 ** 40;

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

const write = z
  .strictObject({
    kind: z.literal('write').describe('Writes to pages of a working set.'),
    rate: quantity('pages/s', 'Pages written per second of the time that `pacing` counts.', {
      most: 1e12,
    }),
    workingSet: quantity('bytes', 'Memory written to.', {
      least: PAGE_BYTES,
      most: 64 * TIB,
      wholePages: true,
    }),
    pattern: z
      .enum(['uniform', 'sequential'])
      .prefault('uniform')
      .describe(
        'Which page is next: any with equal chance, or one after the other. Default uniform.',
      ),
    pacing: z
      .enum(['cpu', 'timer'])
      .prefault('cpu')
      .describe('Whether the rate holds per second of CPU time got or of real time. Default cpu.'),
  })
  .transform(({ kind, rate, workingSet, pattern, pacing }) => ({
    kind,
    pagesPerSecond: rate,
    workingSetBytes: workingSet,
    pattern,
    pacing,
  }));

/** All kinds of workload, told apart by `kind`. */
export const workloadSchema = z.discriminatedUnion('kind', [idle, cpu, write]);

/** A checked workload. */
export type WorkloadSpec = z.infer<typeof workloadSchema>;
