/** A guest that reads memory, as the scenario file says it. */
import { z } from 'zod';
import { memoryOf } from '../../text/fields.ts';

export const readSchema = z
  .strictObject({
    kind: z.literal('read').describe('Reads a buffer all the time and writes nothing.'),
    workingSet: memoryOf('Memory read.'),
  })
  .transform(({ kind, workingSet }) => ({ kind, workingSetBytes: workingSet }));

/** A checked reading workload. */
export type ReadSpec = z.infer<typeof readSchema>;
