/** The scan order of Xen 3.2.0 against the sequence its description gives. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanOrder } from '../../../../../sim/engine/machine/memory/scan-order.ts';
import { cases } from '../../../../support/properties.ts';

describe('the rotated scan order', () => {
  it('visits the 264,192 pfns of 1 GiB with a stride of 1024 and an irregular tail', () => {
    const order = scanOrder('rotated', 264_192);
    const first = [0, 1, 2, 255, 256, 257, 258, 259].map((position) => order.pfnAt(position));
    expect(first).toEqual([0, 1024, 2048, 261_120, 262_144, 263_168, 516, 518]);
  });

  it('has a stride of 1024 for 2^18 pages', () => {
    const order = scanOrder('rotated', 262_144);
    expect([0, 1, 255, 256, 257].map((position) => order.pfnAt(position))).toEqual([
      0, 1024, 261_120, 1, 1025,
    ]);
  });

  it('visits every pfn once, and knows the position of each', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6000 }), (pages) => {
        const order = scanOrder('rotated', pages);
        const seen = new Set<number>();
        for (let position = 0; position < pages; position += 1) {
          const pfn = order.pfnAt(position);
          expect(pfn).toBeLessThan(pages);
          expect(order.positionOf(pfn)).toBe(position);
          seen.add(pfn);
        }
        expect(seen.size).toBe(pages);
      }),
      { numRuns: cases(40) },
    );
  });

  it.each(['rotated', 'plain'] as const)('selects stretches of pfns as one by one (%s)', (name) => {
    const sizes = fc
      .integer({ min: 1, max: 16 })
      .chain((bits) => fc.integer({ min: 1, max: 2 ** bits }));
    const stretches = sizes.chain((pages) =>
      fc.tuple(
        fc.constant(pages),
        fc.integer({ min: 0, max: pages }),
        fc.integer({ min: 0, max: pages }),
      ),
    );
    fc.assert(
      fc.property(stretches, ([pages, one, other]) => {
        const order = scanOrder(name, pages);
        const firstPfn = Math.min(one, other);
        const count = Math.min(500, Math.abs(one - other));
        const expected = new Uint32Array(Math.ceil(pages / 32));
        for (let pfn = firstPfn; pfn < firstPfn + count; pfn += 1) {
          const position = order.positionOf(pfn);
          expected[position >>> 5]! |= 1 << (position & 31);
        }
        expect(order.select(firstPfn, count)).toEqual(expected);
      }),
      { numRuns: cases(100) },
    );
  });
});
