/**
 * Random numbers for a run that stands for the mean of many: how many pages are written is the
 * expected number but for a few, which ones they are is left to chance.
 *
 * Of k ones, each is kept with probability p by chance as in any stream. What has been kept too few
 * or too many of so far is made up for where it comes to `SLACK`, so that a round of thousands of
 * pages has its expected number. A few pages stay as random as they are: where a rule waits for a
 * round without any, their mean would never be none.
 */
import { RandomStream } from '../../kernel/random.ts';
import { popCount } from './bits.ts';

const PART_32 = 1 / 2 ** 32;

/** Pages; rounds of so many or fewer are left to chance. */
const SLACK = 4;

export class EvenStream extends RandomStream {
  override readonly isEven: boolean = true;
  /** Ones that are missing so far; below 0 there were too many. */
  #missing = 0;

  override bits(mask: number, p: number): number {
    if (p >= 1) return mask;
    let kept = super.bits(mask, p);
    this.#missing += popCount(mask) * p - popCount(kept);
    for (; this.#missing >= SLACK && kept !== mask; this.#missing -= 1) {
      kept |= this.#one(mask & ~kept);
    }
    for (; this.#missing <= -SLACK && kept !== 0; this.#missing += 1) kept ^= this.#one(kept);
    return kept;
  }

  /** One of the ones of a word, each as likely. */
  #one(word: number): number {
    let rest = word;
    const before = Math.floor(this.word() * PART_32 * popCount(word));
    for (let left = before; left > 0; left -= 1) rest &= rest - 1;
    return rest & -rest;
  }
}
