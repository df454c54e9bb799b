/** A benchmark of a paper by its name, which gives a workload of another kind. */
import { z } from 'zod';
import { BENCHMARK_NAMES, writtenBenchmark } from '../benchmark/benchmarks.ts';
import { DISK } from './disk.ts';
import { NETWORK } from './network.ts';
import { READ } from './read.ts';
import { WRITE } from './write.ts';

const kinds = z.union([READ.schema, WRITE.schema, DISK.schema, NETWORK.schema]);

const schema = z
  .strictObject({
    kind: z
      .literal('benchmark')
      .describe('A benchmark of the paper, with the same numbers for all figures.'),
    name: z.enum(BENCHMARK_NAMES).describe('Which one.'),
  })
  .transform(({ name }) => kinds.parse(writtenBenchmark(name)));

export const BENCHMARK = { kind: 'benchmark', schema };
