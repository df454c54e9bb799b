/** The cache of XBZRLE against one written page by page. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DeltaCache } from '../../../../sim/engine/mechanism/delta-cache.ts';
import { deltaWire, WIRE_QEMU } from '../../../../sim/engine/mechanism/wire-format-qemu.ts';
import { cases } from '../../../support/properties.ts';

const step = fc.oneof(
  fc.record({ kind: fc.constant('grow' as const) }),
  fc.record({ kind: fc.constant('use' as const), index: fc.nat(7), mask: fc.nat(0xffffffff) }),
);

it('keeps the page that came, unless its place was used in the last two reads of the log', () => {
  const property = fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
    const cache = new DeltaCache(64);
    const places = new Map<number, { position: number; age: number }>();
    let age = 1;
    for (const each of steps) {
      if (each.kind === 'grow') {
        cache.grow();
        age += 1;
        continue;
      }
      const { index, mask } = each;
      let hits = 0;
      for (let bit = 0; bit < 32; bit += 1) {
        if (((mask >>> bit) & 1) === 0) continue;
        const position = index * 32 + bit;
        if (places.get(position % 64)?.position === position) hits += 2 ** bit;
      }
      expect(cache.hits(index, mask | 0) >>> 0).toBe(hits);
      cache.use(index, mask | 0);
      for (let bit = 0; bit < 32; bit += 1) {
        if (((mask >>> bit) & 1) === 0) continue;
        const position = index * 32 + bit;
        const there = places.get(position % 64);
        const isKept = there && there.position !== position && there.age + 2 > age;
        if (!isKept) places.set(position % 64, { position, age });
      }
    }
  });
  fc.assert(property, { numRuns: cases(100) });
});

it('sends the words that have changed, and never more than the page', () => {
  const bytes = (words: number): number => deltaWire(words).batchBytes(1, 1);
  expect(bytes(1)).toBe(8 + 3 + 11);
  expect(bytes(100)).toBe(8 + 3 + 1100);
  expect(bytes(10_000)).toBe(8 + 4096);
  expect(deltaWire(1).batchBytes(5, 2)).toBe(WIRE_QEMU.batchBytes(3) + 2 * bytes(1));
});
