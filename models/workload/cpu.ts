/**
 * A CPU-intensive guest: never sleeps (or a share of the time, at an intensity below 100 %), works
 * in registers and caches, and dirties nothing beyond the kernel's housekeeping. The paper sets its
 * intensity by the guest's cap.
 */
import { z } from 'zod';
import { quantity } from '../../sim/text/fields.ts';
import type { WorkloadKind } from './kind.ts';

const schema = z
  .strictObject({
    kind: z.literal('cpu').describe('Wants CPU time and writes hardly any memory.'),
    intensity: quantity('percent', 'CPU time wanted, of each virtual CPU; default 100 %.', {
      most: 100,
    }).prefault('100 %'),
  })
  .transform(({ kind, intensity }) => ({ kind, intensityPercent: intensity }));

export const CPU = {
  kind: 'cpu',
  schema,
  build: ({ kind, intensityPercent }) => ({
    kind,
    cpuDemand: intensityPercent / 100,
    advance: () => undefined,
  }),
  bytes: () => 0,
  benchmark: ({ kind }) => ({ kind, intensityPercent: 100 }),
  expected: { written: () => [] },
} satisfies WorkloadKind<z.output<typeof schema>>;
