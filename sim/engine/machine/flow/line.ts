/**
 * A counter that grows at a constant rate: a line through where it was when its rate last changed.
 *
 * It is always computed from there, so that it does not depend on how often, or at which instants
 * in between, it was looked at: `0.1 * 3` is not `0.1 + 0.1 + 0.1`.
 */
export class Line {
  #rate = 0;
  #sinceNs: number;
  #count = 0;

  constructor(nowNs: number) {
    this.#sinceNs = nowNs;
  }

  /** From an instant on it goes at a rate; one that it has already is no change. */
  follow(rate: number, sinceNs: number, count: number): void {
    if (rate === this.#rate) return;
    this.#rate = rate;
    this.#sinceNs = sinceNs;
    this.#count = count;
  }

  at(nowNs: number): number {
    return this.#count + (nowNs - this.#sinceNs) * this.#rate;
  }

  /** The first whole ns at which it has reached a count. The rate is above 0. */
  reaches(count: number): number {
    return this.#sinceNs + Math.ceil((count - this.#count) / this.#rate);
  }
}
