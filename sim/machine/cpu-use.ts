/**
 * What a virtual CPU is taken to use of its physical one, so that the next in the queue gets the
 * rest. Who gets the rest may be who feeds it: a backend goes before its guest, and has as much to
 * do as the guest sends in what the backend leaves. Assumption and answer then chase each other,
 * without end where serving costs more than sending. The more is assumed, the less there is to do:
 * so after a few answers in one instant, the use that equals its own answer is searched by halves.
 */

/** A share of a CPU below this is none. */
export const NO_SHARE = 1e-9;

/** Answers in one instant that are taken as they come. */
const ANSWERS_MAX = 8;

export class CpuUse {
  /** Part of the physical CPU, 0 to 1. */
  share = 0;
  #atNs = -1;
  #answers = 0;
  /** Below what it uses, and above. */
  #low = 0;
  #high = 1;

  /** It starts to run: it is taken to use all it may until something else is known. */
  start(mostShare: number, nowNs: number): void {
    // Had it been seen to use what was assumed, it would not have blocked in this instant.
    if (this.#isChasing(nowNs)) this.#halve(true);
    else this.share = mostShare;
  }

  /** It was seen to use so much. @returns false where that was known. */
  see(share: number, nowNs: number): boolean {
    if (Math.abs(share - this.share) < NO_SHARE) return false;
    if (!this.#isChasing(nowNs)) this.share = share;
    else if (this.#high - this.#low < NO_SHARE) return false;
    else this.#halve(share < this.share);
    return true;
  }

  #isChasing(nowNs: number): boolean {
    if (nowNs !== this.#atNs) {
      this.#atNs = nowNs;
      this.#answers = 0;
      this.#low = 0;
      this.#high = 1;
    }
    this.#answers += 1;
    return this.#answers > ANSWERS_MAX;
  }

  #halve(isTooMuch: boolean): void {
    if (isTooMuch) this.#high = this.share;
    else this.#low = this.share;
    this.share = (this.#low + this.#high) / 2;
  }
}
