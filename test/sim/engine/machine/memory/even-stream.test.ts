/** Streams that keep the expected number of pages: how many, and that each is as likely. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { popCount } from '../../../../../sim/engine/machine/memory/bits.ts';
import { EvenStream } from '../../../../../sim/engine/machine/memory/even-stream.ts';

const word = fc.integer({ min: 0, max: 0xffffffff }).map((bits) => bits | 0);

describe('an even stream', () => {
  test('keeps some of the mask, and never more than 4 pages off in all', () => {
    const draws = fc.array(fc.tuple(word, fc.double({ min: 0, max: 1, noNaN: true })));
    fc.assert(
      fc.property(draws, (all) => {
        const stream = new EvenStream('even');
        let missing = 0;
        for (const [mask, p] of all) {
          const kept = stream.bits(mask, p);
          expect(kept & ~mask).toBe(0);
          missing += p >= 1 ? 0 : popCount(mask) * p - popCount(kept);
          // One word may leave it no room.
          expect(Math.abs(missing)).toBeLessThan(4 + 32);
        }
      }),
      { seed: 24, numRuns: 60 },
    );
    const stream = new EvenStream('round');
    let kept = 0;
    for (let index = 0; index < 4096; index += 1) kept += popCount(stream.bits(-1, 0.3));
    expect(Math.abs(kept - 4096 * 32 * 0.3)).toBeLessThanOrEqual(4);
  });

  test('keeps each page, and each kind of draw, as often', () => {
    const stream = new EvenStream('places');
    const counts = new Array<number>(32).fill(0);
    let rare = 0;
    const draws = 20_000;
    for (let index = 0; index < draws; index += 1) {
      const kept = stream.bits(-1, 0.25);
      for (let bit = 0; bit < 32; bit += 1) counts[bit]! += (kept >>> bit) & 1;
      rare += popCount(stream.bits(1, 0.02));
    }
    for (const count of counts) expect(Math.abs(count / draws - 0.25)).toBeLessThan(0.015);
    expect(Math.abs(rare / draws - 0.02)).toBeLessThan(0.005);
  });

  test('leaves a few pages to chance: there are draws of none', () => {
    const stream = new EvenStream('few');
    let none = 0;
    for (let round = 0; round < 2000; round += 1) {
      let kept = 0;
      for (let index = 0; index < 8; index += 1) kept += popCount(stream.bits(-1, 1 / 256));
      if (kept === 0) none += 1;
    }
    expect(none / 2000).toBeGreaterThan(0.2);
    expect(none / 2000).toBeLessThan(0.5);
  });
});
