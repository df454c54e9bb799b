/**
 * What a virtual CPU is taken to use of its physical one, so that the next in the queue gets the
 * rest. Who gets the rest may be who feeds it: a backend goes before its guest, and has as much to
 * do as the guest sends in what the backend leaves. Assumption and answer then chase each other,
 * without end where serving costs more than sending: the more is assumed, the less is left and the
 * less there is to do. So after a few answers in one instant the next assumption is where a line
 * through the last two would be its own answer (secants). Where several chase each other the lines
 * may mislead: the longer it takes, the smaller the steps (averages, as of Mann 1953).
 */

/** A share of a CPU below this is none. */
export const NO_SHARE = 1e-9;

/** Answers in one instant that are taken as they come. */
const ANSWERS_MAX = 4;

/** Steps along secants, before they become smaller. */
const SECANTS_MAX = 16;

/** Steps after which the last is taken for good: where answers jump, no share is its own. */
const STEPS_MAX = 200;

/** What a found share may leave unused of a physical CPU. */
const TOLERANCE = 1e-4;

export class CpuUse {
  /** Part of the physical CPU, 0 to 1. */
  share = 0;
  #atNs = -1;
  #answers = 0;
  /** The assumption before the present one, and its answer. */
  #lastShare = 0;
  #lastAnswer = 0;

  /** It starts to run: it is taken to use all it may until something else is known. */
  start(mostShare: number, nowNs: number): void {
    // Had it used what was assumed, it would not have blocked in this instant.
    if (this.#countAt(nowNs) > ANSWERS_MAX) this.#step(0);
    else this.#take(mostShare, mostShare);
  }

  /** It was seen to use so much. @returns false where it goes on to be taken to use what it was. */
  see(answer: number, nowNs: number): boolean {
    const unused = this.share - answer;
    if (Math.abs(unused) < NO_SHARE) return false;
    const answers = this.#countAt(nowNs);
    if (answers <= ANSWERS_MAX) {
      this.#take(answer, answer);
      return true;
    }
    if ((unused > 0 && unused < TOLERANCE) || answers > STEPS_MAX) return false;
    this.#step(answer);
    return true;
  }

  /** True when it blocks and wakes while it may use so much. */
  leavesGaps(speed: number): boolean {
    return this.share < speed - TOLERANCE;
  }

  #take(share: number, answer: number): void {
    this.#lastShare = this.share;
    this.#lastAnswer = answer;
    this.share = share;
  }

  /** Goes part of the way to the answer. */
  #step(answer: number): void {
    const slope = (answer - this.#lastAnswer) / (this.share - this.#lastShare);
    const secant = slope < 0 ? 1 / (1 - slope) : 1;
    const steps = this.#answers - ANSWERS_MAX;
    const part = steps > SECANTS_MAX ? Math.min(secant, SECANTS_MAX / steps / 2) : secant;
    this.#take(this.share + part * (answer - this.share), answer);
  }

  /** How many answers there were in this instant, this one included. */
  #countAt(nowNs: number): number {
    if (nowNs !== this.#atNs) {
      this.#atNs = nowNs;
      this.#answers = 0;
    }
    this.#answers += 1;
    return this.#answers;
  }
}
