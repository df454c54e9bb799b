/**
 * An idle guest: wants little CPU, for its timers, and writes nothing of its own (the kernel's
 * housekeeping is `background.ts`).
 */
import { z } from 'zod';
import type { WorkloadKind } from './kind.ts';

const schema = z.strictObject({
  kind: z.literal('idle').describe('Does nothing but keep time.'),
});

export const IDLE = {
  kind: 'idle',
  schema,
  build: (_, { parameters: { guestIdleCpu } }) => ({
    kind: 'idle',
    cpuDemand: guestIdleCpu / 100,
    advance: () => undefined,
  }),
  bytes: () => 0,
  benchmark: () => ({ kind: 'cpu', intensityPercent: 100 }),
  sleeps: true,
  expected: { written: () => [] },
} satisfies WorkloadKind<z.output<typeof schema>>;
