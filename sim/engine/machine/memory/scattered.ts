/** A share of the pages of a bitmap, evenly scattered, a word of 32 pages at a time. */
import type { RandomStream } from '../../kernel/random.ts';
import { popCount } from './bits.ts';

/** Patterns to choose from for each number of pages in a word; a power of two. */
const PATTERNS = 256;

/**
 * Makes the words one after the other. Each has the share of its 32 pages, rounded so that the
 * error never adds up; which pages they are is one of 256 random patterns, chosen at random.
 * @param share from 0 to 1.
 */
export function scatteredMasks(share: number, random: RandomStream): () => number {
  const each = share * 32;
  const fewer = Math.min(Math.floor(each), 32);
  const patterns = [patternsOf(fewer, random), patternsOf(Math.min(fewer + 1, 32), random)];
  let owed = 0;
  return () => {
    owed += each - fewer;
    const isMore = owed >= 0.5;
    if (isMore) owed -= 1;
    return patterns[isMore ? 1 : 0]![random.word() & (PATTERNS - 1)]!;
  };
}

function patternsOf(ones: number, random: RandomStream): Int32Array {
  return Int32Array.from({ length: PATTERNS }, () => {
    let mask = 0;
    while (popCount(mask) < ones) mask |= 1 << random.below(32);
    return mask;
  });
}
