/**
 * Named streams of random numbers from one seed.
 *
 * A stream's numbers depend on the seed and on its name only, so a new consumer never shifts the
 * numbers of the others, and two policies can have common random numbers. The generator is Alea
 * (Baagoe, 2010): exact operations only, equal in every engine. Names are hashed to 96 bits of
 * state: that two streams overlap is improbable, not impossible.
 *
 * seedrandom makes the state from a name; the steps are taken here, in integers, since they are
 * what the drawing of pages costs. Alea is a multiply-with-carry: x' = a x + carry, x being the
 * number before the last two; its low 32 bits are the next number, the rest is the next carry.
 */
import alea from 'seedrandom/lib/alea.js';
import { violated } from './assert.ts';
import { log } from './portable.ts';

const TWO_32 = 2 ** 32;
/** Alea's a. */
const FACTOR = 2091639;
const TWO_53 = Number.MAX_SAFE_INTEGER + 1;
const PART_32 = 1 / TWO_32;
const FACTOR_PART_32 = FACTOR * PART_32;
const PART_53 = 1 / TWO_53;
/** Each try of `below` fails with probability under 1/2, so this bound is never met. */
const TRIES_BOUND = 1000;

/** One stream of random numbers. */
export class RandomStream {
  /** What the stream was made from: `seed/name`. */
  readonly label: string;
  /** Whether `bits` keeps about the expected number, all together. */
  readonly isEven: boolean = false;
  /** Alea's state: the last three numbers of 32 bits, oldest first, and the carry. */
  #x0 = 0;
  #x1 = 0;
  #x2 = 0;
  #carry = 0;

  /** @param label seed and name; equal labels give equal numbers. */
  constructor(label: string) {
    this.label = label;
    const { s0, s1, s2, c } = alea(label, { state: true }).state();
    this.#x0 = (s0 * TWO_32) | 0;
    this.#x1 = (s1 * TWO_32) | 0;
    this.#x2 = (s2 * TWO_32) | 0;
    this.#carry = c;
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  double(): number {
    const high = this.word() * PART_32;
    return high + (this.word() >>> 11) * PART_53;
  }

  /** 32 random bits: an integer in 0..2^32 - 1. */
  word(): number {
    const product = FACTOR * (this.#x0 >>> 0) + this.#carry;
    this.#x0 = this.#x1;
    this.#x1 = this.#x2;
    this.#x2 = product | 0;
    this.#carry = (product * PART_32) | 0;
    return this.#x2 >>> 0;
  }

  /**
   * An integer in 0..n - 1, each exactly as likely as the others.
   * @param n an integer in 1..2^53 - 1.
   * @throws InvariantError when n is not.
   */
  below(n: number): number {
    const isCount = Number.isSafeInteger(n) && n > 0;
    if (!isCount) violated(`below needs an integer of at least 1, not ${n}`);
    const isSmall = n <= TWO_32;
    const range = isSmall ? TWO_32 : TWO_53;
    const usable = range - (range % n);
    for (let tries = 0; tries < TRIES_BOUND; tries += 1) {
      const draw = isSmall ? this.word() : this.word() * 2 ** 21 + (this.word() >>> 11);
      if (draw < usable) return draw % n;
    }
    violated(`${this.label}: no number below ${n} in ${TRIES_BOUND} tries`);
  }

  /**
   * Keeps each one of a mask with probability p, independently of the others. Compares 32 numbers
   * with p at once, bit by bit from the highest, until each is known to be below or above it.
   * @param mask a word; the result has some of its ones.
   * @param p in [0, 1].
   */
  bits(mask: number, p: number): number {
    if (p >= 1) return mask;
    let open = mask;
    let kept = 0;
    let digits = (p * TWO_32) | 0;
    const rest = p * TWO_32 - (digits >>> 0);
    const more = rest > 0 ? 1 : 0;
    // The steps of `word`, with the state at hand and the carry apart, which is the long way. That
    // all are integers has to be said here, and constants of the module would be read at each step.
    let x0 = this.#x0 | 0;
    let x1 = this.#x1 | 0;
    let x2 = this.#x2 | 0;
    let carry = this.#carry | 0;
    const factor = FACTOR;
    const part = FACTOR_PART_32;
    for (let left = 32; open !== 0 && (digits | more) !== 0 && left > 0; left -= 1) {
      const high = ((x0 >>> 0) * part) | 0;
      const low = Math.imul(factor, x0);
      const word = (low + carry) | 0;
      carry = high + ((low & ~word) >>> 31);
      x0 = x1;
      x1 = x2;
      x2 = word;
      // The highest digit of p: ones where it is 1.
      const one = digits >> 31;
      digits <<= 1;
      kept |= open & ~word & one;
      open &= word ^ ~one;
    }
    this.#x0 = x0;
    this.#x1 = x1;
    this.#x2 = x2;
    this.#carry = carry;
    return open !== 0 && more === 1 ? kept | this.bits(open, rest) : kept;
  }

  /**
   * True with probability p.
   * @param p in [0, 1].
   * @throws InvariantError when p is not.
   */
  chance(p: number): boolean {
    const isProbability = p >= 0 && p <= 1;
    if (!isProbability) violated(`a probability lies in 0..1, not ${p}`);
    return this.double() < p;
  }

  /**
   * Trials that fail before one succeeds, each with the same probability p: a geometric number.
   * @param logOfFailing ln(1 - p), below 0. @returns an integer of at least 0.
   */
  failures(logOfFailing: number): number {
    return Math.floor(log(1 - this.double()) / logOfFailing);
  }
}

/** The streams of one seed. */
export interface RandomStreams {
  /** The stream of this name, the same object at every call, for example `dirty/vm`. */
  stream(name: string): RandomStream;
}

/**
 * Opens the family of streams that a seed names. Two families of the same seed are independent
 * objects that give the same numbers.
 */
export function streams(seed: string): RandomStreams {
  const known = new Map<string, RandomStream>();
  return {
    stream(name) {
      const found = known.get(name) ?? new RandomStream(`${seed}/${name}`);
      known.set(name, found);
      return found;
    },
  };
}
