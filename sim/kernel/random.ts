/**
 * Named streams of random numbers from one seed.
 *
 * A stream's numbers depend on the seed and on its name only, so a new consumer never shifts the
 * numbers of the others, and two policies can meet the same luck. The generator is Alea (Baagoe,
 * 2010): exact operations only, equal in every engine. Names are hashed to 96 bits of state: that
 * two streams overlap is improbable, not impossible.
 *
 * seedrandom makes the state from a name; the steps are taken here, since a call for each number
 * is what the drawing of pages cost.
 */
import alea from 'seedrandom/lib/alea.js';
import { invariant } from './assert.ts';

const TWO_32 = 2 ** 32;
/** The constants of Alea's step. */
const ALEA_FACTOR = 2091639;
const TWO_53 = Number.MAX_SAFE_INTEGER + 1;
const PART_32 = 1 / TWO_32;
const PART_53 = 1 / TWO_53;
/** Each try of `below` fails with probability under 1/2, so this bound is never met. */
const TRIES_BOUND = 1000;

/** One stream of random numbers. */
export class RandomStream {
  /** What the stream was made from: `seed/name`. */
  readonly label: string;
  /** Alea's state: the last three numbers, oldest first, and the carry. */
  #s0: number;
  #s1: number;
  #s2: number;
  #carry: number;

  /** @param label seed and name; equal labels give equal numbers. */
  constructor(label: string) {
    this.label = label;
    const { s0, s1, s2, c } = alea(label, { state: true }).state();
    this.#s0 = s0;
    this.#s1 = s1;
    this.#s2 = s2;
    this.#carry = c;
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  double(): number {
    return this.#next() + ((this.#next() * 0x200000) | 0) * PART_53;
  }

  /** 32 random bits: an integer in 0..2^32 - 1. */
  word(): number {
    return this.#next() * TWO_32;
  }

  /** Uniform in [0, 1), a multiple of 2^-32. */
  #next(): number {
    const sum = ALEA_FACTOR * this.#s0 + this.#carry * PART_32;
    this.#s0 = this.#s1;
    this.#s1 = this.#s2;
    this.#carry = sum | 0;
    this.#s2 = sum - this.#carry;
    return this.#s2;
  }

  /**
   * An integer in 0..n - 1, each exactly as likely as the others.
   * @param n an integer in 1..2^53 - 1.
   * @throws InvariantError when n is not.
   */
  below(n: number): number {
    invariant(Number.isSafeInteger(n) && n > 0, `below needs an integer of at least 1, not ${n}`);
    const isSmall = n <= TWO_32;
    const range = isSmall ? TWO_32 : TWO_53;
    const usable = range - (range % n);
    for (let tries = 0; tries < TRIES_BOUND; tries += 1) {
      const draw = isSmall ? this.word() : this.word() * 2 ** 21 + (this.word() >>> 11);
      if (draw < usable) return draw % n;
    }
    invariant(false, `${this.label}: no number below ${n} in ${TRIES_BOUND} tries`);
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
    // The steps of the generator once more, with its state at hand.
    let [s0, s1, s2, carry] = [this.#s0, this.#s1, this.#s2, this.#carry];
    for (let rest = p; open !== 0 && rest > 0; ) {
      rest *= 2;
      const sum = ALEA_FACTOR * s0 + carry * PART_32;
      s0 = s1;
      s1 = s2;
      carry = sum | 0;
      s2 = sum - carry;
      const word = (s2 * TWO_32) | 0;
      if (rest >= 1) {
        rest -= 1;
        kept |= open & ~word;
        open &= word;
      } else {
        open &= ~word;
      }
    }
    this.#s0 = s0;
    this.#s1 = s1;
    this.#s2 = s2;
    this.#carry = carry;
    return kept;
  }

  /**
   * True with probability p.
   * @param p in [0, 1].
   * @throws InvariantError when p is not.
   */
  chance(p: number): boolean {
    invariant(p >= 0 && p <= 1, `a probability lies in 0..1, not ${p}`);
    return this.double() < p;
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
