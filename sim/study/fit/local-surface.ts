/**
 * Many functions of the same few coordinates near a place, each as a quadratic without mixed terms,
 * fitted to values at places around it. Where a simulation jumps a little from place to place, the
 * surface goes through the middle of the jumps, and the least of a sum of squares on it is not that
 * of the luckiest jump.
 *
 *     r(c + h z) = a + sum b_k z_k + sum q_k z_k^2,   z within -1..1
 */
import { columnOf, dot, type Matrix } from '../../engine/kernel/linear.ts';
import { boxStep } from './box-step.ts';
import { spread } from './compass-search.ts';
import type { LeastSquares } from './least-squares.ts';

/** Where the surface holds: centre and reach along every axis. */
export interface Region {
  readonly centre: readonly number[];
  readonly reach: readonly number[];
}

export interface Surface extends Region {
  /** By function: a, then b and q by coordinate. */
  readonly constants: readonly number[];
  readonly slopes: Matrix;
  readonly curves: Matrix;
  /** Variance of the values about the surface, by function. */
  readonly jumps: readonly number[];
  /** What is left of such a variance in the surface's own value: coefficients over places. */
  readonly share: number;
}

/** The least sum of squares on a surface. */
export interface SurfaceLeast {
  readonly at: readonly number[];
  readonly values: readonly number[];
  /** Derivatives by coordinate, a column each. */
  readonly columns: Matrix;
}

/** Places for each coefficient, so that jumps are averaged. */
const PLACES_PER_COEFFICIENT = 3;
const STEPS = 50;

/** A region about a place, cut at the faces of the cube. */
export function regionAbout(at: readonly number[], reach: readonly number[]): Region {
  const ends = at.map((value, k) => {
    const by = reach[k] ?? 0;
    return [Math.max(0, value - by), Math.min(1, value + by)] as const;
  });
  return {
    centre: ends.map(([low, high]) => (low + high) / 2),
    reach: ends.map(([low, high]) => (high - low) / 2),
  };
}

/** Places that are spread evenly over a region. */
export function placesIn({ centre, reach }: Region): number[][] {
  const count = PLACES_PER_COEFFICIENT * (1 + 2 * centre.length);
  return spread(centre.length, count).map((place) =>
    place.map((value, k) => (centre[k] ?? 0) + (2 * value - 1) * (reach[k] ?? 0)),
  );
}

/**
 * The surface through values.
 * @param places those of `placesIn`. @param values a row for each place.
 */
export function fitSurface(
  leastSquares: LeastSquares,
  region: Region,
  places: Matrix,
  values: Matrix,
): Surface {
  const { centre, reach } = region;
  const design = places.map((at) => {
    const z = at.map((value, k) => (value - (centre[k] ?? 0)) / (reach[k] || 1));
    return [1, ...z, ...z.map((value) => value * value)];
  });
  // One factorisation serves all functions: they share the places.
  const fit = leastSquares(
    design,
    design.map(() => 0),
  );
  const width = design[0]?.length ?? 1;
  const n = centre.length;
  const solved = (values[0] ?? []).map((_, which) => {
    const own = values.map((row) => row[which] ?? 0);
    const right = Array.from({ length: width }, (_x, k) => dot(columnOf(design, k), own));
    const coefficients = (fit?.inverse ?? []).map((row) => dot(row, right));
    const errors = design.map((row, i) => (own[i] ?? 0) - dot(row, coefficients));
    return { coefficients, jump: dot(errors, errors) / (places.length - width) };
  });
  return {
    ...region,
    constants: solved.map(({ coefficients }) => coefficients[0] ?? 0),
    slopes: solved.map(({ coefficients }) => coefficients.slice(1, n + 1)),
    curves: solved.map(({ coefficients }) => coefficients.slice(n + 1)),
    jumps: solved.map(({ jump }) => jump),
    share: width / places.length,
  };
}

/** By Gauss-Newton steps on the surface, which costs no simulation. */
export function leastOn(surface: Surface): SurfaceLeast {
  const { centre, reach } = surface;
  let z = centre.map(() => 0);
  let here = valuesAt(surface, z);
  let damping = 0;
  for (let step = 0; step < STEPS; step += 1) {
    const columns = columnsAt(surface, z);
    const low = z.map((value) => -1 - value);
    const high = z.map((value) => 1 - value);
    const move = boxStep({ residuals: here, columns }, { low, high }, damping);
    const next = z.map((value, k) => value + (move[k] ?? 0));
    const there = valuesAt(surface, next);
    if (squares(there) < squares(here)) [z, here] = [next, there];
    else damping = 4 * damping + 0.1;
  }
  const columns = columnsAt(surface, z).map((column, k) => {
    return column.map((value) => value / (reach[k] || 1));
  });
  return {
    at: z.map((value, k) => (centre[k] ?? 0) + value * (reach[k] ?? 0)),
    values: here,
    columns,
  };
}

function valuesAt({ constants, slopes, curves }: Surface, z: readonly number[]): number[] {
  return constants.map((constant, which) => {
    return z.reduce((sum, value, k) => {
      return sum + value * ((slopes[which]?.[k] ?? 0) + value * (curves[which]?.[k] ?? 0));
    }, constant);
  });
}

function columnsAt({ constants, slopes, curves }: Surface, z: readonly number[]): number[][] {
  return z.map((value, k) => {
    return constants.map((_, which) => {
      return (slopes[which]?.[k] ?? 0) + 2 * value * (curves[which]?.[k] ?? 0);
    });
  });
}

const squares = (values: readonly number[]): number => dot(values, values);
