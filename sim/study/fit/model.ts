/**
 * What a curve model is: the formula it fits and how the least squared error is reached.
 *
 * A model measures errors either on y (linear) or on log y (log). Its coordinates are the numbers
 * that the search moves: for y = a x^b on the log scale they are log a and b. What a reader sees, a
 * and b, are parameters derived from them, and their errors follow by the delta method.
 */

/** One measured pair. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The models there are. */
export type CurveName = 'power' | 'power-offset' | 'hyperbola-floor' | 'change-point';

/** What a reader is told that they are; commands and files name them by their keys. */
export const CURVE_WORDS: Readonly<Record<CurveName, string>> = {
  power: 'power law',
  'power-offset': 'power law with offset',
  'hyperbola-floor': 'hyperbola with floor',
  'change-point': 'change point',
};

/** A parameter of the formula. */
export interface Derived {
  readonly name: string;
  readonly value: number;
  /**
   * Of the parameter by the coordinates; of its logarithm when `isLog`. Such a parameter is above
   * zero and so is its interval.
   */
  readonly gradient: readonly number[];
  readonly isLog: boolean;
}

/** A curve with its coordinates chosen. */
export interface Curve {
  readonly predict: (x: number) => number;
  /** Of the prediction by the coordinates; of its logarithm for a model of the log scale. */
  readonly gradient: (x: number) => readonly number[];
  readonly parameters: readonly Derived[];
}

/** A family of curves. */
export interface CurveModel {
  readonly name: CurveName;
  /** For example `y = a x^b`. */
  readonly formula: string;
  /** Where the squared errors are summed. */
  readonly scale: 'linear' | 'log';
  /** Number of coordinates. */
  readonly coordinates: number;
  /** Fewer different x than this leave the curve undetermined. */
  readonly leastDistinct: number;
  /** Whether prediction intervals hold: not so near a knee, where the gradient jumps. */
  readonly isSmooth: boolean;
  /**
   * The coordinates of least squared error, or why there are none, as a sentence.
   * @param points in order of x, with x > 0, and y > 0 on the log scale.
   */
  solve(points: readonly Point[]): readonly number[] | string;
  curve(coordinates: readonly number[]): Curve;
}
