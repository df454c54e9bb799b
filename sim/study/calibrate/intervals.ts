/**
 * How well the measurements determine what was found, from the residuals near the best place.
 *
 * With J their derivatives by the unknowns and A = J'J, the unknowns have the covariance
 *
 *     A^-1 (sum over settings of sum over i, j in the setting of s_ij J_i' J_j) A^-1
 *
 * since what is measured scatters by different amounts, and what is measured of one migration is
 * correlated (Zellner, JASA 57, 1962). s_ij is the mean product of the residuals of i and j over n
 * settings, n / (n - p) times for p unknowns; for i = j, if that is more, what the repetitions say
 * of the means and the jumps of the simulation leave in the residuals. Intervals are of 95 %, by
 * Student's t with n - p degrees. With no more settings than unknowns, as of a single log, each
 * measured value counts as a setting.
 */
import { columnOf, dot, type Matrix } from '../../engine/kernel/linear.ts';
import type { LeastSquares } from '../fit/least-squares.ts';
import { groupBy, rootMeanSquare, sum } from '../fit/statistics.ts';
import { studentQuantile } from '../fit/student.ts';
import type { Term } from './objective.ts';

/** What is known about one unknown, in places from 0 to 1. */
export interface Spread {
  /** Half of the 95 % interval; undefined when it cannot be estimated. */
  readonly half: number | undefined;
  /** Root mean square by which the residuals change over its whole range, by the derivatives. */
  readonly effect: number;
}

/** Two unknowns whose estimates are correlated. */
export interface Correlation {
  readonly pair: readonly [number, number];
  readonly value: number;
}

export interface Determination {
  readonly spreads: readonly Spread[];
  /** All pairs of unknowns that have an effect. */
  readonly correlations: readonly Correlation[];
}

interface Input {
  readonly terms: readonly Term[];
  readonly residuals: readonly number[];
  /** Derivatives of the residuals, a column for each unknown. */
  readonly columns: Matrix;
  /** Variance that the simulation's own jumps leave in the residuals, one each. */
  readonly jumps: readonly number[];
}

/** Residuals that change by less than this over the whole range do not depend on the unknown. */
export const LEAST_EFFECT = 1e-3;
const PROBABILITY = 0.975;

export function determine(
  { terms, residuals, columns, jumps }: Input,
  leastSquares: LeastSquares,
): Determination {
  const effects = columns.map(rootMeanSquare);
  const active = columns.flatMap((_, k) => ((effects[k] ?? 0) >= LEAST_EFFECT ? [k] : []));
  const chosen = active.map((k) => columns[k] as readonly number[]);
  const inverse = inverseOf(chosen, residuals, leastSquares);
  if (inverse === undefined) {
    const spreads = effects.map((effect) => ({ half: undefined, effect }));
    return { spreads, correlations: pairsOf(active, (a, b) => -cosine(chosen[a], chosen[b])) };
  }
  const { covariance, degrees } = sandwich({ terms, residuals, columns: chosen, jumps }, inverse);
  const halves = new Map(
    active.map((k, index) => {
      const variance = covariance[index]?.[index] ?? 0;
      const reach = degrees < 1 ? undefined : studentQuantile(PROBABILITY, degrees);
      return [k, reach === undefined ? undefined : reach * Math.sqrt(Math.max(0, variance))];
    }),
  );
  const spreads = effects.map((effect, k) => ({ half: halves.get(k), effect }));
  const correlations = pairsOf(active, (a, b) => {
    const [own = 0, other = 0] = [inverse[a]?.[a], inverse[b]?.[b]];
    return (inverse[a]?.[b] ?? 0) / Math.sqrt(own * other);
  });
  return { spreads, correlations };
}

/** (J'J)^-1; undefined when the columns depend on each other, or there are none. */
function inverseOf(columns: Matrix, residuals: readonly number[], leastSquares: LeastSquares) {
  if (columns.length === 0) return undefined;
  const rows = residuals.map((_, i) => columnOf(columns, i));
  // Rows of zeros change nothing, and let as many terms as unknowns pass.
  const missing = Math.max(0, columns.length + 1 - rows.length);
  const padded = [...rows, ...Array.from({ length: missing }, () => columns.map(() => 0))];
  const right = padded.map((_, i) => -(residuals[i] ?? 0));
  return leastSquares(padded, right)?.inverse;
}

function sandwich({ terms, residuals, columns, jumps }: Input, inverse: Matrix) {
  const groups = independentGroups(terms, columns.length);
  const free = groups.length - columns.length;
  const scale = free < 1 ? 0 : groups.length / free;
  const products = meanProducts(groups, terms, residuals);
  const pure = new Map(terms.map(({ key }) => [key, pureVariance(terms, key)]));
  const between = (i: number, j: number): number => {
    const [one, other] = [terms[i]?.key ?? '', terms[j]?.key ?? ''];
    const product = scale * (products.get(pairKey(one, other)) ?? 0);
    if (i !== j) return product;
    return Math.max(product, (pure.get(one)?.variance ?? 0) + (jumps[i] ?? 0));
  };
  const middle = columns.map((one) => {
    return columns.map((other) => {
      return sum(
        groups.map((rows) => {
          return sum(
            rows.flatMap((i) => rows.map((j) => between(i, j) * (one[i] ?? 0) * (other[j] ?? 0))),
          );
        }),
      );
    });
  });
  const repeats = sum([...pure.values()].map(({ degrees }) => degrees));
  const degrees = Math.round(free >= 1 ? free : repeats);
  return { covariance: times(times(inverse, middle), inverse), degrees };
}

/** Places in the list of terms, by setting; each alone when the settings are too few. */
function independentGroups(terms: readonly Term[], unknowns: number): number[][] {
  const groups = groupBy(terms.keys(), (i) => terms[i]?.setting);
  return groups.size > unknowns ? [...groups.values()] : terms.map((_, i) => [i]);
}

/** Means of products of residuals, by pairs of what was measured. */
function meanProducts(
  groups: readonly (readonly number[])[],
  terms: readonly Term[],
  residuals: readonly number[],
): ReadonlyMap<string, number> {
  const sums = new Map<string, { total: number; count: number }>();
  for (const rows of groups) {
    for (const i of rows) {
      for (const j of rows) {
        const key = pairKey(terms[i]?.key ?? '', terms[j]?.key ?? '');
        const { total, count } = sums.get(key) ?? { total: 0, count: 0 };
        const product = (residuals[i] ?? 0) * (residuals[j] ?? 0);
        sums.set(key, { total: total + product, count: count + 1 });
      }
    }
  }
  return new Map([...sums].map(([key, { total, count }]) => [key, total / count]));
}

const pairKey = (one: string, other: string): string => `${one} ${other}`;

/** The variance of a setting's weighted mean, by its repetitions; 0 when there are none. */
function pureVariance(terms: readonly Term[], key: string) {
  const own = terms.filter((term) => term.key === key);
  const degrees = sum(own.map(({ repetitions }) => repetitions - 1));
  if (degrees === 0) return { variance: 0, degrees };
  const scatter = sum(own.map((term) => term.scatter * term.weight ** 2));
  const repetitions = sum(own.map((term) => term.repetitions)) / own.length;
  return { variance: scatter / degrees / repetitions, degrees };
}

function times(a: Matrix, b: Matrix): number[][] {
  return a.map((row) => row.map((_, k) => dot(row, columnOf(b, k))));
}

function pairsOf(active: readonly number[], of: (a: number, b: number) => number): Correlation[] {
  return active.flatMap((one, a) => {
    return active.slice(a + 1).map((other, index) => {
      return { pair: [one, other] as const, value: of(a, a + 1 + index) };
    });
  });
}

function cosine(a: readonly number[] = [], b: readonly number[] = []): number {
  return dot(a, b) / (rootMeanSquare(a) * rootMeanSquare(b) * a.length);
}
