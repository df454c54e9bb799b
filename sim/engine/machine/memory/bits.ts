/** Bits in words of 32, the least significant first. */

/** Number of words for a number of bits. */
export function wordsFor(bits: number): number {
  return Math.ceil(bits / 32);
}

/** Number of ones in a word. */
export function popCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The word with only the lowest `count` of its ones. */
export function lowestOnes(word: number, count: number): number {
  let rest = word;
  for (let left = count; left > 0; left -= 1) rest &= rest - 1;
  return word ^ rest;
}

/** All bits below and including the highest one of a non-zero word. */
export function upToHighestOne(word: number): number {
  return -1 >>> Math.clz32(word);
}

/** Number of ones in an array of words. */
export function countOnes(words: Uint32Array): number {
  let count = 0;
  for (let index = 0; index < words.length; index += 1) count += popCount(words[index]!);
  return count;
}

/** Number of stretches of ones without a gap. */
export function countStretches(words: Uint32Array): number {
  let count = 0;
  let before = 0;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!;
    if (word !== 0) count += popCount(word & ~((word << 1) | before));
    before = word >>> 31;
  }
  return count;
}

/** The ones of any of some bitmaps of one length: that bitmap itself when it is the only one. */
export function unionOf(bitmaps: readonly Uint32Array[]): Uint32Array {
  const [first, ...others] = bitmaps;
  if (first === undefined || others.length === 0) return first ?? new Uint32Array();
  const union = first.slice();
  for (const other of others) {
    for (let index = 0; index < union.length; index += 1) {
      union[index] = union[index]! | other[index]!;
    }
  }
  return union;
}

/** A word with ones from bit `from` up to, without, bit `to`; bounds outside of it are its ends. */
export function onesBetween(from: number, to: number): number {
  const low = from > 0 ? from : 0;
  const high = to < 32 ? to : 32;
  return high > low ? (-1 >>> (32 - high + low)) << low : 0;
}

/** Sets bits `from` up to, without, `to`. */
export function setOnes(words: Uint32Array, from: number, to: number): void {
  if (to <= from) return;
  const first = from >>> 5;
  const last = (to - 1) >>> 5;
  words.fill(0xffffffff, first + 1, last);
  for (const index of [first, last]) {
    words[index] = words[index]! | onesBetween(from - index * 32, to - index * 32);
  }
}

/** Sets bits 0 .. bits - 1 and clears the rest. */
export function fillOnes(words: Uint32Array, bits: number): void {
  words.fill(0);
  words.fill(0xffffffff, 0, bits >>> 5);
  if ((bits & 31) !== 0) words[bits >>> 5] = (1 << (bits & 31)) - 1;
}
