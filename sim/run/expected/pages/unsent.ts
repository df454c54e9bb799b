/**
 * Pages that were not sent yet, by where they are in the scan; all of them are due. Those that have
 * their turn early are sent in every round, those that have it late may never be.
 */

/** Places in the scan that are distinguished, and a part of one that is rounding. */
const BINS = 8;
const BIN_EPSILON = 1e-9;

/** Fewer pages than this are none. */
const PAGES_EPSILON = 0.05;

export class UnsentPages {
  readonly #bins: number[];
  /** Where the pass is, in bins; the bin it is in, and what that had when the pass came to it. */
  #at = 0;
  #bin = 0;
  #binBefore: number;
  /** All of them; none when too few. */
  #pages: number;

  /** None was sent. */
  constructor(pages: number) {
    const each = pages / BINS;
    this.#bins = [each, each, each, each, each, each, each, each];
    this.#binBefore = each;
    this.#pages = pages;
  }

  copyFrom(other: UnsentPages): void {
    for (let bin = 0; bin < BINS; bin += 1) this.#bins[bin] = other.#bins[bin] as number;
    this.#at = other.#at;
    this.#bin = other.#bin;
    this.#binBefore = other.#binBefore;
    this.#pages = other.#pages;
  }

  startRound(): void {
    this.#at = 0;
    this.#bin = 0;
    this.#binBefore = this.#bins[0] as number;
    if (this.#pages < PAGES_EPSILON) this.#pages = 0;
  }

  /** Those in the next part of the scan, as they were before this round. */
  ahead(part: number): number {
    if (this.#pages === 0) return 0;
    const to = this.#at + part * BINS;
    let from = this.#at;
    let before = this.#binBefore;
    let pages = 0;
    for (let bin = this.#bin; ; before = this.#bins[bin] as number) {
      const end = to < bin + 1 - BIN_EPSILON ? to : bin + 1;
      pages += before * (end - from);
      bin += 1;
      if (end < bin || bin === BINS) return pages;
      from = end;
    }
  }

  /** The pass comes by a part of the scan, and sends a part of what is there. */
  pass(part: number, sentPart: number): void {
    if (this.#pages === 0) return;
    const to = this.#at + part * BINS;
    for (;;) {
      const bin = this.#bin;
      const end = to < bin + 1 - BIN_EPSILON ? to : bin + 1;
      const sent = sentPart * this.#binBefore * (end - this.#at);
      this.#bins[bin] = (this.#bins[bin] as number) - sent;
      this.#pages -= sent;
      this.#at = end;
      if (end < bin + 1 || bin === BINS - 1) return;
      this.#bin = bin + 1;
      this.#binBefore = this.#bins[bin + 1] as number;
    }
  }
}
