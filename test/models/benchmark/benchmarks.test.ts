/** The paper's benchmarks: each is a workload, and each of its numbers says where it is from. */
import { describe, expect, test } from 'vitest';
import benchmarks from '../../../models/benchmark/benchmarks.json' with { type: 'json' };
import { BENCHMARK_NAMES } from '../../../models/benchmark/benchmarks.ts';
import { workloadSchema } from '../../../models/workload/index.ts';

/** What goes with a value, by kind of source, as in machine files. */
const SAID: Readonly<Record<string, string>> = {
  assumed: 'range,source,value,why',
  calibrated: 'on,range,source,value',
  measured: 'source,value,where',
};

describe.each(BENCHMARK_NAMES)('%s', (name) => {
  const { kind, fields } = benchmarks[name];

  test('is a workload of its kind', () => {
    expect(workloadSchema.parse({ kind: 'benchmark', name })).toMatchObject({ kind });
  });

  test.each(Object.entries(fields))('says the source of %s', (_, { source, ...said }) => {
    expect(
      Object.keys({ source, ...said })
        .sort()
        .join(),
    ).toBe(SAID[source]);
  });
});
