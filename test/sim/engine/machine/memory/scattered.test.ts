/** Scattered pages: their number, and that they are anywhere. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RandomStream } from '../../../../../sim/engine/kernel/random.ts';
import { popCount } from '../../../../../sim/engine/machine/memory/bits.ts';
import { scatteredMasks } from '../../../../../sim/engine/machine/memory/scattered.ts';

const wordsOf = (share: number, words: number, label = 'seed/zeros'): number[] => {
  const next = scatteredMasks(share, new RandomStream(label));
  return Array.from({ length: words }, next);
};

test('any number of words has the share of its pages, to one page', () => {
  const shares = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(shares, fc.integer({ min: 1, max: 300 }), (share, words) => {
      const pages = wordsOf(share, words).reduce((sum, word) => sum + popCount(word), 0);
      expect(Math.abs(pages - share * 32 * words)).toBeLessThanOrEqual(0.5 + 1e-9);
    }),
    { seed: 7 },
  );
});

test('each of the 32 pages of a word is as likely as the others', () => {
  const counts = Array.from({ length: 32 }, () => 0);
  for (const word of wordsOf(0.3, 20_000)) {
    for (let bit = 0; bit < 32; bit += 1) counts[bit] = (counts[bit] ?? 0) + ((word >>> bit) & 1);
  }
  // 256 patterns for each number of pages: a standard deviation of 0.02 in the share of a bit.
  for (const count of counts) expect(Math.abs(count / 20_000 - 0.3)).toBeLessThan(0.1);
});

test('a stream gives its words again, and another other ones', () => {
  expect(wordsOf(0.5, 50)).toEqual(wordsOf(0.5, 50));
  expect(wordsOf(0.5, 50)).not.toEqual(wordsOf(0.5, 50, 'other/zeros'));
});
