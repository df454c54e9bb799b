/**
 * A guest that reads its memory all the time. It dirties nothing; after post-copy it misses what it
 * reads.
 *
 * The paper saw its migrations take about 20 s instead of 17, however fast it read, and gives no
 * cause (C501 to C503). So the cause is assumed: to copy a page that the guest keeps reading costs
 * xc_save more CPU, by the machine's `readCopySlowdown`. It depends on how much of the memory is
 * read and not on how often, as the paper saw it.
 */
import { z } from 'zod';
import { PAGE_BYTES } from '../../sim/engine/kernel/unit.ts';
import type { ParameterValues } from '../../sim/engine/mechanism/parameters.ts';
import { memoryOf } from '../../sim/text/fields.ts';
import { writtenBenchmark } from '../benchmark/benchmarks.ts';
import { sequentialIn, type WorkloadKind } from './kind.ts';

const schema = z
  .strictObject({
    kind: z.literal('read').describe('Reads a buffer all the time and writes nothing.'),
    workingSet: memoryOf('Memory read.'),
  })
  .transform(({ kind, workingSet }) => ({ kind, workingSetBytes: workingSet }));

/** A checked reading workload. */
export type ReadSpec = z.output<typeof schema>;

/** What a page costs xc_save more, mean over all pages, 0 for nothing. */
function slowdownOf(bytes: number, memoryPages: number, parameters: ParameterValues): number {
  return ((bytes / PAGE_BYTES / memoryPages) * parameters.readCopySlowdown) / 100;
}

export const READ = {
  kind: 'read',
  schema,
  sample: { workingSet: '32 MiB' },
  build({ kind, workingSetBytes }, ground) {
    const { parameters, memory: all } = ground;
    const touching = sequentialIn(ground, workingSetBytes);
    const cost = { writeNs: parameters.guestCpuPerReadPage, faultNs: 0 };
    return {
      kind,
      cpuDemand: 1,
      copySlowdown: slowdownOf(workingSetBytes, all.pages, parameters),
      advance({ cpuNs }, memory): void {
        if (memory.logsReads) touching.spend(cpuNs, cost, memory);
      },
    };
  },
  bytes: ({ workingSetBytes }) => workingSetBytes,
  benchmark: (_, bytes) => ({
    ...schema.parse(writtenBenchmark('memory-read')),
    workingSetBytes: bytes,
  }),
  expected: {
    written: () => [],
    copySlowdown: ({ workingSetBytes }, pages, parameters) =>
      slowdownOf(workingSetBytes, pages, parameters),
  },
} satisfies WorkloadKind<ReadSpec>;
