/** Frames of guests by type: sums in closed form, and what Xen 4.17 was seen to walk. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  frameSpaceOf,
  GUEST_TYPES,
  holeFrames,
} from '../../../../../sim/engine/machine/memory/frame-space.ts';
import { cases } from '../../../../support/properties.ts';

const PAGES_PER_GIB = 262_144;

test('a PVH guest of 128 MiB has 16 pages more, and 1,044,480 frames, as measured', () => {
  const space = frameSpaceOf('pvh', 32_768);
  expect(space.pages).toBe(32_768 + 16);
  expect(space.pages + holeFrames(space)).toBe(1_044_480);
  expect(space.holes.map(({ at }) => at)).toEqual([32_768, 32_776]);
});

test('an HVM guest has no memory in the VGA hole, and its video memory below 4 GiB', () => {
  const space = frameSpaceOf('hvm', PAGES_PER_GIB);
  expect(space.pages).toBe(PAGES_PER_GIB - 32 + 16);
  expect(space.pages + holeFrames(space)).toBe(1_044_480);
  expect(space.holes[0]).toEqual({ at: 0xa0, frames: 0x20 });
});

test('what does not fit below the devices lies above 4 GiB', () => {
  const pvh = frameSpaceOf('pvh', 8 * PAGES_PER_GIB);
  expect(pvh.pages + holeFrames(pvh)).toBe(0x100000 + 8 * PAGES_PER_GIB - 0xfc000);
  const hvm = frameSpaceOf('hvm', 8 * PAGES_PER_GIB);
  expect(hvm.pages + holeFrames(hvm)).toBe(0x100000 + 8 * PAGES_PER_GIB - 2048 - 0xf0000);
});

describe('the frames of any guest', () => {
  it('are its pages and holes between them, none at its end', () => {
    const anyGuest = fc.record({
      type: fc.constantFrom(...GUEST_TYPES),
      pages: fc.integer({ min: 4096, max: 2 ** 24 }),
    });
    fc.assert(
      fc.property(anyGuest, ({ type, pages }) => {
        const space = frameSpaceOf(type, pages);
        const ats = space.holes.map(({ at }) => at);
        expect(ats).toEqual([...new Set(ats)].sort((a, b) => a - b));
        expect(ats.every((at) => at > 0 && at < space.pages)).toBe(true);
        expect(space.holes.every(({ frames }) => frames > 0)).toBe(true);
        expect(space.pages - pages).toBe({ pv: 0, pvh: 16, hvm: -16 }[type]);
      }),
      { numRuns: cases(50) },
    );
  });
});
