/** A benchmark of a paper by its name, which gives a workload of another kind. */
import { z } from 'zod';
import { BENCHMARK_NAMES, BENCHMARKS } from '../benchmark/benchmarks.ts';
import type { DiskSpec } from './disk.ts';
import type { NetworkSpec } from './network.ts';
import type { ReadSpec } from './read.ts';
import type { WriteSpec } from './write.ts';

type BenchmarkWorkload = ReadSpec | WriteSpec | DiskSpec | NetworkSpec;

const schema = z
  .strictObject({
    kind: z
      .literal('benchmark')
      .describe('A benchmark of the paper, with the same numbers for all figures.'),
    name: z.enum(BENCHMARK_NAMES).describe('Which one.'),
  })
  .transform(({ name }): BenchmarkWorkload => BENCHMARKS[name].workload);

export const BENCHMARK = { kind: 'benchmark', schema };
