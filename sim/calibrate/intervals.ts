/**
 * How well the measurements determine what was found, from the residuals near the best place.
 *
 * With J their derivatives by the unknowns and A = J'J, the unknowns have the covariance
 * A^-1 (sum over quantities q of s_q^2 J_q' J_q) A^-1, since quantities scatter differently (the
 * form of White, Econometrica 48, 1980, by groups). s_q^2 is the mean square of the residuals of q,
 * n / (n - p) times for the p unknowns that were fitted to n terms, or, if that is more, what the
 * repetitions say of the means. Intervals are of 95 %, by Student's t with n - p degrees.
 */
import { leastSquares } from '../../models/fit/least-squares.ts';
import { studentQuantile } from '../../models/fit/student.ts';
import type { Term } from './objective.ts';

/** What is known about one unknown, in places from 0 to 1. */
export interface Spread {
  /** Half of the 95 % interval; undefined when it cannot be told. */
  readonly half: number | undefined;
  /** Root mean square by which the residuals change over its whole range, by the derivatives. */
  readonly effect: number;
}

/** Two unknowns whose estimates go together. */
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
  readonly columns: readonly (readonly number[])[];
}

/** Residuals that change by less than this over the whole range do not hang on the unknown. */
export const LEAST_EFFECT = 1e-3;
const PROBABILITY = 0.975;

export async function determine({ terms, residuals, columns }: Input): Promise<Determination> {
  const effects = columns.map((column) => rootMeanSquare(column));
  const active = columns.flatMap((_, k) => ((effects[k] ?? 0) >= LEAST_EFFECT ? [k] : []));
  const chosen = active.map((k) => columns[k] as readonly number[]);
  const inverse = await inverseOf(chosen, residuals);
  if (inverse === undefined) {
    const spreads = effects.map((effect) => ({ half: undefined, effect }));
    return { spreads, correlations: pairsOf(active, (a, b) => -cosine(chosen[a], chosen[b])) };
  }
  const { covariance, degrees } = sandwich({ terms, residuals, columns: chosen }, inverse);
  const halves = new Map(
    active.map((k, index) => {
      const variance = covariance[index]?.[index] ?? 0;
      const reach = degrees < 1 ? undefined : studentQuantile(PROBABILITY, degrees);
      return [k, reach === undefined ? undefined : reach * Math.sqrt(variance)];
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
async function inverseOf(columns: Input['columns'], residuals: readonly number[]) {
  if (columns.length === 0) return undefined;
  const rows = residuals.map((_, i) => columns.map((column) => column[i] ?? 0));
  // Rows of zeros change nothing, and let as many terms as unknowns pass.
  const missing = Math.max(0, columns.length + 1 - rows.length);
  const padded = [...rows, ...Array.from({ length: missing }, () => columns.map(() => 0))];
  const right = padded.map((_, i) => -(residuals[i] ?? 0));
  return (await leastSquares(padded, right))?.inverse;
}

type Matrix = readonly (readonly number[])[];

function sandwich({ terms, residuals, columns }: Input, inverse: Matrix) {
  const quantities = [...new Set(terms.map(({ quantity }) => quantity))];
  const free = terms.length - columns.length;
  const pure = quantities.map((quantity) => pureVariance(terms, quantity));
  const middle = columns.map(() => columns.map(() => 0));
  for (const [which, quantity] of quantities.entries()) {
    const rows = terms.flatMap((term, i) => (term.quantity === quantity ? [i] : []));
    const squares = rows.reduce((sum, i) => sum + (residuals[i] ?? 0) ** 2, 0);
    const misfit = free < 1 ? 0 : (squares / rows.length) * (terms.length / free);
    const variance = Math.max(misfit, pure[which]?.variance ?? 0);
    for (const [a, one] of columns.entries()) {
      for (const [b, other] of columns.entries()) {
        const product = rows.reduce((sum, i) => sum + (one[i] ?? 0) * (other[i] ?? 0), 0);
        (middle[a] as number[])[b] = (middle[a]?.[b] ?? 0) + variance * product;
      }
    }
  }
  const repeats = pure.reduce((sum, { degrees }) => sum + degrees, 0);
  const degrees = Math.round(free >= 1 ? free : repeats);
  return { covariance: times(times(inverse, middle), inverse), degrees };
}

/** The variance of a setting's weighted mean, by its repetitions; 0 when there are none. */
function pureVariance(terms: readonly Term[], quantity: string) {
  const own = terms.filter((term) => term.quantity === quantity);
  const degrees = own.reduce((sum, { repetitions }) => sum + repetitions - 1, 0);
  if (degrees === 0) return { variance: 0, degrees };
  const scatter = own.reduce((sum, term) => sum + term.scatter * term.weight ** 2, 0);
  const repetitions = own.reduce((sum, term) => sum + term.repetitions, 0) / own.length;
  return { variance: scatter / degrees / repetitions, degrees };
}

function times(a: Matrix, b: Matrix): number[][] {
  return a.map((row) =>
    row.map((_, k) => row.reduce((sum, v, j) => sum + v * (b[j]?.[k] ?? 0), 0)),
  );
}

function pairsOf(active: readonly number[], of: (a: number, b: number) => number): Correlation[] {
  return active.flatMap((one, a) => {
    return active.slice(a + 1).map((other, index) => {
      return { pair: [one, other] as const, value: of(a, a + 1 + index) };
    });
  });
}

function cosine(a: readonly number[] = [], b: readonly number[] = []): number {
  const product = a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
  return product / (rootMeanSquare(a) * rootMeanSquare(b) * a.length);
}

function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
