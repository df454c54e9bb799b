/** Pages after post-copy: pushed or pulled, each exactly once. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GuestMemory } from '../../../../sim/engine/machine/memory/guest-memory.ts';
import { MissingPages } from '../../../../sim/engine/mechanism/missing-pages.ts';
import { cases } from '../../../support/properties.ts';

const step = fc.oneof(
  fc.record({ kind: fc.constant('push' as const), most: fc.integer({ min: 1, max: 90 }) }),
  fc.record({ kind: fc.constant('pull' as const), most: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('touch' as const), most: fc.nat(499) }),
);

it('sends every mapped page once, in any order of pushes, pulls and touches', () => {
  const property = fc.property(
    fc.array(step, { maxLength: 60 }),
    fc.constantFrom('plain' as const, 'rotated' as const),
    (steps, scan) => {
      const memory = new GuestMemory({ pages: 500, slackPages: 20, scan });
      memory.startLogging(true);
      const missing = new MissingPages(memory);
      const sent: number[] = [];
      missing.onTake = (index, mask) => {
        for (let bit = 0; bit < 32; bit += 1) {
          if (((mask >>> bit) & 1) === 1) sent.push(memory.order.pfnAt(index * 32 + bit));
        }
      };
      const touched = new Set<number>();
      for (const { kind, most } of steps) {
        const before = sent.length;
        if (kind === 'touch') {
          touched.add(most);
          memory.mark(memory.order.positionOf(most));
          continue;
        }
        const wanted = [...touched].filter((pfn) => !sent.includes(pfn));
        const left = kind === 'push' ? 500 - before : wanted.length;
        const { pages, newPages } = missing[kind](most);
        expect([pages, newPages]).toEqual([Math.min(most, left), pages]);
        const now = sent.slice(before);
        expect(now.length).toBe(pages);
        if (kind === 'pull') expect(now.every((pfn) => wanted.includes(pfn))).toBe(true);
      }
      while (missing.push(64).pages > 0);
      expect(missing.count).toBe(0);
      expect(sent.sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, pfn) => pfn));
    },
  );
  fc.assert(property, { numRuns: cases(150) });
});
