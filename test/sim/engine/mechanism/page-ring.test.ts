/** The ring of pages against a list of flags that is gone round. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GuestMemory } from '../../../../sim/engine/machine/memory/guest-memory.ts';
import { PageRing } from '../../../../sim/engine/mechanism/page-ring.ts';
import { WIRE_QEMU as wire } from '../../../../sim/engine/mechanism/wire-format-qemu.ts';
import { cases } from '../../../support/properties.ts';

const STEP = fc.record({
  bytes: fc.oneof(fc.constant(Infinity), fc.integer({ min: 0, max: 4_000_000 })),
  most: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 3000 })),
  /** Part of the stretch that is taken. */
  part: fc.double({ min: 0.001, max: 1, noNaN: true }),
  writes: fc.array(fc.nat(), { maxLength: 20 }),
  cleans: fc.boolean(),
});

const ANY = fc.record({
  pages: fc.integer({ min: 1, max: 5000 }),
  zeros: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 2500 })), { maxLength: 4 }),
  steps: fc.array(STEP, { maxLength: 12 }),
});

/** Due pages from a position on and around, in that order. */
function around(due: readonly boolean[], from: number): number[] {
  const order = due.map((_, index) => (from + index) % due.length);
  return order.filter((page) => due[page]);
}

function memoryOf(pages: number, zeros: readonly (readonly [number, number])[]) {
  const memory = new GuestMemory({ pages, slackPages: 0, scan: 'plain' });
  const empty = Array.from({ length: pages }, () => false);
  for (const [start, count] of zeros) empty.fill(true, start % pages, (start % pages) + count);
  const words = new Uint32Array(memory.mapped.length);
  empty.forEach((isZero, page) => {
    if (isZero) words[page >>> 5] = (words[page >>> 5] as number) | (1 << (page & 31));
  });
  memory.holdZeros(words);
  memory.startLogging();
  return { memory, empty };
}

describe('the ring of pages', () => {
  it('gives due pages in order, alike ones together, and finds what was written', () => {
    fc.assert(
      fc.property(ANY, ({ pages, zeros, steps }) => {
        const { memory, empty } = memoryOf(pages, zeros);
        const ring = new PageRing(memory, wire);
        const due = Array.from({ length: pages }, () => true);
        const written = new Set<number>();
        let from = 0;
        for (const { bytes, most, part, writes, cleans } of steps) {
          if (ring.left === 0) break;
          const stretch = ring.ahead(bytes, most);
          const order = around(due, from).slice(0, stretch.pages);
          const isZero = (page: number): boolean => empty[page] === true && !written.has(page);
          expect(stretch.pages).toBeGreaterThan(0);
          expect(stretch.pages).toBeLessThanOrEqual(most);
          expect(stretch.zeroPages).toBe(order.filter(isZero).length);
          // Without its last page it fits.
          const before = order.slice(0, -1);
          const fitting = wire.batchBytes(before.length, before.filter(isZero).length);
          expect(before.length === 0 || fitting <= bytes).toBe(true);
          const count = Math.max(1, Math.floor(part * stretch.pages));
          const first = order.slice(0, count);
          expect(stretch.zerosIn(count)).toBe(first.filter(isZero).length);
          expect(stretch.pagesFor(count, 1, 1)).toBe(count);
          ring.take(count);
          for (const page of first) due[page] = false;
          from = ((first.at(-1) as number) + 1) % pages;
          for (const write of writes) {
            memory.mark(write % pages);
            written.add(write % pages);
          }
          if (!cleans) continue;
          ring.clean();
          for (const page of written) {
            due[page] = true;
            empty[page] = false;
          }
          written.clear();
          expect(ring.left).toBe(due.filter(Boolean).length);
        }
      }),
      { numRuns: cases(200) },
    );
  });

  it('parts zero pages from others in whole blocks of 1024', () => {
    const { memory } = memoryOf(8192, [[2048, 4096]]);
    const ring = new PageRing(memory, wire);
    const sizes: [number, number][] = [];
    while (ring.left > 0) {
      const { pages, zeroPages } = ring.ahead(Infinity, Infinity);
      sizes.push([pages, zeroPages]);
      ring.take(pages);
    }
    expect(sizes).toEqual([
      [2048, 0],
      [4096, 4096],
      [2048, 0],
    ]);
  });
});
