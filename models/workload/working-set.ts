/**
 * A working set that varies over time, in steps: the sizes it takes, and when it goes from one to
 * the next. A course of few sizes takes them as they are; a smooth one is rounded up to 32 sizes.
 */
import type { Course } from './course.ts';

/** More sizes cost time at every look, and tell nothing more. */
const SIZES_MOST = 32;

/** Sizes in pages, ascending, for a course of pages. @param most pages there are. */
export function sizesOf(values: readonly number[], isSteps: boolean, most: number): number[] {
  const whole = values.map((value) => Math.min(most, Math.max(1, Math.ceil(value))));
  const known = [...new Set(whole)].sort((a, b) => a - b);
  if (known.length === 1 || (isSteps && known.length <= SIZES_MOST)) return known;
  const largest = known.at(-1) as number;
  const even = Array.from({ length: SIZES_MOST }, (_, index) => {
    return Math.ceil((largest * (index + 1)) / SIZES_MOST);
  });
  return [...new Set(even)];
}

export class WorkingSet {
  readonly #course: Course;
  readonly #sizes: readonly number[];

  /** @param course of pages. @param sizes that it is rounded up to. */
  constructor(course: Course, sizes: readonly number[]) {
    this.#course = course;
    this.#sizes = sizes;
  }

  /** Pages at an instant. */
  at(ns: number): number {
    return this.#sizeFor(this.#course.at(ns));
  }

  /** The first instant after now with another size; Infinity when there is none. */
  nextChangeNs(nowNs: number): number {
    if (this.#sizes.length === 1) return Infinity;
    const present = this.at(nowNs);
    let piece = this.#course.pieceAt(nowNs);
    for (let left = this.#course.pieces; left >= 0; left -= 1) {
      const { startNs, endNs, startValue, endValue } = piece;
      const from = Math.max(nowNs, startNs);
      if (from > nowNs && this.#sizeFor(startValue) !== present) return from;
      if (this.#sizeFor(endValue) !== present) return this.#crossing(piece, from, present);
      if (endNs === Infinity) return Infinity;
      piece = this.#course.pieceAt(endNs);
    }
    return Infinity;
  }

  /** When a line leaves the present size: halved down to the nanosecond. */
  #crossing({ endNs }: { readonly endNs: number }, fromNs: number, present: number): number {
    let low = fromNs;
    let high = endNs;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.at(middle) === present) low = middle;
      else high = middle;
    }
    return high;
  }

  #sizeFor(pages: number): number {
    return this.#sizes.find((size) => size >= pages) ?? (this.#sizes.at(-1) as number);
  }
}
