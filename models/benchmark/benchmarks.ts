/**
 * The paper's benchmarks as workloads, each number set once for all figures and with its source.
 *
 * The paper names the programs and, for some, the size of what they read or send. It states no
 * rate. What is calibrated or assumed in `benchmarks.json` says so.
 */
import benchmarks from './benchmarks.json' with { type: 'json' };

/** Name of a benchmark. */
export type BenchmarkName = keyof typeof benchmarks;

export const BENCHMARK_NAMES = Object.keys(benchmarks) as BenchmarkName[];

/** A benchmark as a scenario file writes a workload. */
export function writtenBenchmark(name: BenchmarkName): Readonly<Record<string, unknown>> {
  const { kind, fields } = benchmarks[name];
  const values = Object.entries(fields).map(([field, { value }]) => [field, value]);
  return { kind, ...Object.fromEntries(values) };
}
