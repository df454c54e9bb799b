/**
 * The course of a quantity over time: values at instants, with steps or straight lines between
 * them. Means are exact integrals, so that nothing depends on how often it is looked at.
 *
 * With points (t_i, v_i), the area up to t inside a piece is the sum over the pieces before it and
 * v_i (t - t_i) for a step, or the trapezium for a line. Before the first point its value holds;
 * after the last one it holds from then on, or the whole course starts again after `lengthNs`.
 */
import { countUpTo } from '../../sim/engine/kernel/lists.ts';

/** A course as plain data. */
export interface CourseSpec {
  /** Instants, ns, ascending, at least one. */
  readonly atNs: readonly number[];
  /** One value an instant, at least 0. */
  readonly values: readonly number[];
  /** What lies between two points: the earlier one's value, or a straight line. */
  readonly interpolate: 'step' | 'linear';
  /** What comes after the last point. */
  readonly after: 'hold' | 'repeat';
  /** When it starts again, ns; at or after the last point, above 0 for `repeat`. */
  readonly lengthNs: number;
}

/** One value at all times. */
export function constant(value: number): CourseSpec {
  return { atNs: [0], values: [value], interpolate: 'step', after: 'hold', lengthNs: 0 };
}

/** The points with each value times a factor. */
export function scaled(spec: CourseSpec, factor: number): CourseSpec {
  return { ...spec, values: spec.values.map((value) => value * factor) };
}

/** A stretch of time in which a course is one straight line. */
export interface Piece {
  readonly startNs: number;
  /** Infinity for the last one of a course that holds. */
  readonly endNs: number;
  readonly startValue: number;
  /** The value that it comes to at its end. */
  readonly endValue: number;
}

export class Course {
  readonly #spec: CourseSpec;
  /** Area from time 0 to each point, value x ns. */
  readonly #areas: Float64Array;
  readonly #cycleArea: number;

  constructor(spec: CourseSpec) {
    this.#spec = spec;
    this.#areas = new Float64Array(spec.atNs.length);
    this.#areas[0] = (spec.values[0] as number) * (spec.atNs[0] as number);
    for (let index = 1; index < spec.atNs.length; index += 1) {
      const before = this.#areas[index - 1] as number;
      this.#areas[index] = before + this.#areaIn(index - 1, spec.atNs[index] as number);
    }
    this.#cycleArea = this.#areaInCycle(spec.lengthNs);
  }

  /** The pieces of one cycle, or of all a course that holds; a bound for walks along it. */
  get pieces(): number {
    return this.#spec.atNs.length + 1;
  }

  /** The piece that holds an instant; one that ends there does not. */
  pieceAt(ns: number): Piece {
    const { lengthNs } = this.#spec;
    const cycleNs = this.#repeats ? Math.floor(ns / lengthNs) * lengthNs : 0;
    const piece = this.#pieceInCycle(ns - cycleNs);
    return { ...piece, startNs: piece.startNs + cycleNs, endNs: piece.endNs + cycleNs };
  }

  /** The value at an instant. */
  at(ns: number): number {
    const { startNs, endNs, startValue, endValue } = this.pieceAt(ns);
    if (startValue === endValue) return startValue;
    return startValue + ((endValue - startValue) * (ns - startNs)) / (endNs - startNs);
  }

  /** The mean over an interval; the value itself where it does not change. */
  mean(fromNs: number, toNs: number): number {
    const { atNs, values } = this.#spec;
    if (atNs.length === 1 && !this.#repeats && fromNs >= atNs[0]!) return values[0]!;
    const { endNs, startValue, endValue } = this.pieceAt(fromNs);
    if (toNs <= endNs && startValue === endValue) return startValue;
    return (this.#area(toNs) - this.#area(fromNs)) / (toNs - fromNs);
  }

  get #repeats(): boolean {
    return this.#spec.after === 'repeat';
  }

  #pieceInCycle(ns: number): Piece {
    const { atNs, values, interpolate, lengthNs } = this.#spec;
    const endNs = this.#repeats ? lengthNs : Infinity;
    const index = this.#indexAt(ns);
    const startValue = values[Math.max(0, index)] as number;
    if (index < 0)
      return { startNs: 0, endNs: atNs[0] as number, startValue, endValue: startValue };
    const startNs = atNs[index] as number;
    const next = atNs[index + 1];
    if (next === undefined) return { startNs, endNs, startValue, endValue: startValue };
    const endValue = interpolate === 'step' ? startValue : (values[index + 1] as number);
    return { startNs, endNs: next, startValue, endValue };
  }

  /** The last point at or before an instant of the cycle; -1 before the first. */
  #indexAt(ns: number): number {
    return countUpTo(this.#spec.atNs, ns) - 1;
  }

  #area(ns: number): number {
    const { lengthNs } = this.#spec;
    if (!this.#repeats) return this.#areaInCycle(ns);
    const cycles = Math.floor(ns / lengthNs);
    return cycles * this.#cycleArea + this.#areaInCycle(ns - cycles * lengthNs);
  }

  #areaInCycle(ns: number): number {
    const index = this.#indexAt(ns);
    if (index < 0) return (this.#spec.values[0] as number) * ns;
    return (this.#areas[index] as number) + this.#areaIn(index, ns);
  }

  /** Area from a point to an instant of the piece behind it. */
  #areaIn(index: number, ns: number): number {
    const { atNs, values, interpolate } = this.#spec;
    const startNs = atNs[index] as number;
    const value = values[index] as number;
    const next = atNs[index + 1];
    const passedNs = ns - startNs;
    if (next === undefined || interpolate === 'step') return value * passedNs;
    const slope = ((values[index + 1] as number) - value) / (next - startNs);
    return (value + 0.5 * slope * passedNs) * passedNs;
  }
}
