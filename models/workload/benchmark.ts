/** A benchmark of a paper by its name, which gives a workload of another kind. */
import { z } from 'zod';
import { BENCHMARK_NAMES, writtenBenchmark } from '../benchmark/benchmarks.ts';

/** The kind of benchmarks. @param kinds the schema of what they are. */
export function benchmarkOf<Kinds extends z.ZodType>(kinds: Kinds) {
  const schema = z
    .strictObject({
      kind: z
        .literal('benchmark')
        .describe('A benchmark of the paper, with the same numbers for all figures.'),
      name: z.enum(BENCHMARK_NAMES).describe('Which one.'),
    })
    .transform(({ name }) => kinds.parse(writtenBenchmark(name)));
  return { kind: 'benchmark', schema };
}
