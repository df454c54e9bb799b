/** Frames without memory in the passes over a guest: against a walk frame by frame. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameHole } from '../../../../sim/engine/machine/memory/frame-space.ts';
import { GuestMemory } from '../../../../sim/engine/machine/memory/guest-memory.ts';
import { type Batch, PagePass } from '../../../../sim/engine/mechanism/page-pass.ts';
import { WIRE_V1 } from '../../../../sim/engine/mechanism/wire-format-v1.ts';
import { WIRE_V2 } from '../../../../sim/engine/mechanism/wire-format-v2.ts';
import { naiveBatches } from '../../../../sim/study/fuzz/oracle/naive-loop.ts';
import { cases } from '../../../support/properties.ts';

interface Stretch {
  readonly pages: number;
  readonly hole: number;
}

interface Ground {
  readonly memory: GuestMemory;
  /** The frame of each page. */
  readonly frames: readonly number[];
}

/** Stretches of pages, each with a hole below it. */
function groundOf(stretches: readonly Stretch[]): Ground {
  const holes: FrameHole[] = [];
  const frames: number[] = [];
  let next = 0;
  for (const { pages, hole } of stretches) {
    if (hole > 0) holes.push({ at: frames.length, frames: hole });
    next += hole;
    for (let page = 0; page < pages; page += 1) frames.push(next + page);
    next += pages;
  }
  const options = { slackPages: 0, scan: 'plain', type: 'pvh', holes } as const;
  return { memory: new GuestMemory({ pages: frames.length, ...options }), frames };
}

function roundOf(pass: PagePass): Batch[] {
  pass.startRound();
  const batches: Batch[] = [];
  while (!pass.atEnd) batches.push(pass.takeBatch(false));
  return batches;
}

const contentsOf = (batches: readonly Batch[]) =>
  batches
    .map(({ pages, holes = 0 }) => ({ pages, holes }))
    .filter(({ pages, holes }) => pages + holes > 0);

const scannedOf = (batches: readonly Batch[]) =>
  batches.reduce((sum, { scanned }) => sum + scanned, 0);

const anyStretches = fc.array(
  fc.record({ pages: fc.integer({ min: 1, max: 700 }), hole: fc.nat(3000) }),
  { minLength: 1, maxLength: 5 },
);

describe('the passes over a guest with holes', () => {
  it('list every frame once in the first round, 1024 a batch, and walk all in each', () => {
    const anyCase = fc.record({ stretches: anyStretches, dirty: fc.array(fc.nat(3000)) });
    fc.assert(
      fc.property(anyCase, ({ stretches, dirty }) => {
        const { memory, frames } = groundOf(stretches);
        const all = memory.frames;
        const hasMemory = new Set(frames);
        const naive = (isDue: (frame: number) => boolean) =>
          naiveBatches(all, isDue, (frame) => hasMemory.has(frame));
        memory.startLogging();
        const pass = new PagePass(memory, { skips: false, wire: WIRE_V2 });
        const first = roundOf(pass);
        expect(contentsOf(first)).toEqual(naive(() => true));
        expect([scannedOf(first), pass.holes]).toEqual([all, all - frames.length]);
        const marked = new Set(dirty.map((page) => page % frames.length));
        for (const page of marked) memory.mark(page);
        pass.clean();
        const due = new Set([...marked].map((page) => frames[page]));
        const second = roundOf(pass);
        expect(contentsOf(second)).toEqual(naive((frame) => due.has(frame)));
        expect([scannedOf(second), pass.holes]).toEqual([all, 0]);
      }),
      { numRuns: cases(60) },
    );
  });

  it('do not see them in a stream that does not list them', () => {
    const { memory, frames } = groundOf([
      { pages: 100, hole: 0 },
      { pages: 10, hole: 5000 },
    ]);
    const pass = new PagePass(memory, { skips: false, wire: WIRE_V1 });
    const [batch] = roundOf(pass);
    expect(batch).toMatchObject({ pages: frames.length, holes: 0, scanned: 110 });
  });
});
