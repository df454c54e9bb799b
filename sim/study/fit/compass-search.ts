/**
 * The least sum of squares of residuals that a simulation gives, over a cube, without derivatives.
 *
 * A compass search (Kolda, Lewis and Torczon, SIAM Review 45, 2003): from the best place so far
 * both neighbours along every axis are tried, and the distance is halved twice when none is better.
 * What the neighbours gave is also a linear model of the residuals, so each round tries its
 * Gauss-Newton steps as well (the search step of such methods). The neighbours are as far apart as
 * the search still is coarse, which makes it insensitive to the small jumps that ticks and rounds
 * put into a simulated time. It begins at the given place and at an even spread of others.
 *
 * Nothing is random: equal residuals give equal places, in whatever order they were computed.
 */
import { largestOf } from '../../engine/kernel/lists.ts';
import { boxStep } from './box-step.ts';
import { squaresAbout } from './statistics.ts';

/** A place that was tried. */
export interface Tried {
  /** Coordinates, each from 0 to 1. */
  readonly at: readonly number[];
  readonly residuals: readonly number[];
  /** Sum of their squares. */
  readonly cost: number;
}

/** Residuals at places, in their order. */
export type Evaluate = (
  places: readonly (readonly number[])[],
) => Promise<readonly (readonly number[])[]>;

export interface SearchOptions {
  readonly start: readonly number[];
  readonly evaluate: Evaluate;
  /** Most places to try; a round that was begun is ended. */
  readonly budget: number;
  /** Distance of neighbours, in parts of the cube, below which the search ends; default 0.0005. */
  readonly lastRadius?: number;
  /** Called after every round; the search ends when it returns false. */
  readonly goOn: (tried: number, best: Tried) => boolean;
}

export interface Found {
  readonly best: Tried;
  /** The start itself. */
  readonly start: Tried;
  readonly tried: number;
  /** converged: no better place is near; budget: as many as allowed; stopped: by `goOn`. */
  readonly end: 'converged' | 'budget' | 'stopped';
}

/** Places of the even spread, per parameter. */
const SPREAD_PER_AXIS = 5;
/** Distance of the first neighbours, in parts of the cube, and that of the last ones. */
const FIRST_RADIUS = 0.1;
const LAST_RADIUS = 5e-4;
/** Damping and reach, in radii, of the steps that a round tries. */
const STEPS = [
  { damping: 0, reach: 8 },
  { damping: 0, reach: 2 },
  { damping: 0.1, reach: 4 },
] as const;

/** Searches from a start. @throws what `evaluate` throws. */
export async function compassSearch(options: SearchOptions): Promise<Found> {
  const search = new Search(options);
  const { start, lastRadius = LAST_RADIUS } = options;
  const others = spread(start.length, SPREAD_PER_AXIS * start.length);
  const [first] = (await search.tryAll([start, ...others])) as [Tried, ...Tried[]];
  let radius = FIRST_RADIUS;
  while (radius >= lastRadius) {
    const { best } = search;
    if (!options.goOn(search.tried, best)) return search.ended(first, 'stopped');
    if (search.tried >= options.budget) return search.ended(first, 'budget');
    await search.round(radius);
    const moved = distance(best.at, search.best.at);
    // A step far beyond the neighbours looks coarser next, one that stays within finer.
    if (moved === 0) radius /= 4;
    else radius = Math.min(FIRST_RADIUS, Math.max(moved / 2, radius / 4));
  }
  options.goOn(search.tried, search.best);
  return search.ended(first, 'converged');
}

class Search {
  readonly #evaluate: Evaluate;
  readonly #known = new Map<string, Tried>();
  #best: Tried | undefined;

  constructor({ evaluate }: SearchOptions) {
    this.#evaluate = evaluate;
  }

  get tried(): number {
    return this.#known.size;
  }

  get best(): Tried {
    return this.#best as Tried;
  }

  ended(start: Tried, end: Found['end']): Found {
    return { best: this.best, start, tried: this.tried, end };
  }

  /** What is not known yet is evaluated together; of equally good places the first stays. */
  async tryAll(places: readonly (readonly number[])[]): Promise<Tried[]> {
    const unknown = new Map(places.map((at) => [keyOf(at), at]));
    for (const key of this.#known.keys()) unknown.delete(key);
    const fresh = [...unknown.values()];
    const found = fresh.length === 0 ? [] : await this.#evaluate(fresh);
    for (const [index, at] of fresh.entries()) {
      const residuals = found[index] ?? [];
      const cost = squaresAbout(0, residuals);
      const one = { at, residuals, cost };
      this.#known.set(keyOf(at), one);
      if (this.#best === undefined || cost < this.#best.cost) this.#best = one;
    }
    return places.map((at) => this.#known.get(keyOf(at)) as Tried);
  }

  /** The neighbours of the best place, then the steps that they suggest from the best of all. */
  async round(radius: number): Promise<void> {
    const centre = this.best;
    const columns: number[][] = [];
    const pairs = centre.at.map((_, axis) => neighbours(centre.at, axis, radius));
    const tried = await this.tryAll(pairs.flat());
    for (const [axis] of centre.at.entries()) {
      const [below, above] = tried.slice(2 * axis, 2 * axis + 2) as [Tried, Tried];
      const apart = (above.at[axis] ?? 0) - (below.at[axis] ?? 0);
      columns.push(above.residuals.map((value, i) => (value - (below.residuals[i] ?? 0)) / apart));
    }
    const model = { residuals: centre.residuals, columns };
    await this.tryAll(
      STEPS.map(({ damping, reach }) => {
        const low = centre.at.map((value) => Math.max(-value, -reach * radius));
        const high = centre.at.map((value) => Math.min(1 - value, reach * radius));
        const step = boxStep(model, { low, high }, damping);
        return centre.at.map((value, axis) => within(value + (step[axis] ?? 0)));
      }),
    );
  }
}

/** Both neighbours along an axis; where the cube ends, the place on its face. */
function neighbours(
  at: readonly number[],
  axis: number,
  radius: number,
): [readonly number[], readonly number[]] {
  const value = at[axis] ?? 0;
  return [at.with(axis, within(value - radius)), at.with(axis, within(value + radius))];
}

const within = (value: number): number => Math.min(1, Math.max(0, value));

const keyOf = (at: readonly number[]): string => at.join(' ');

function distance(a: readonly number[], b: readonly number[]): number {
  return largestOf(a.map((value, axis) => Math.abs(value - (b[axis] ?? 0))));
}

/**
 * Places spread evenly over the cube: multiples of powers of 1/g, taken modulo 1, where g is the
 * positive root of g^(n + 1) = g + 1 (the golden ratio in one dimension).
 */
export function spread(dimensions: number, count: number): number[][] {
  let root = 2;
  for (let turn = 0; turn < 64; turn += 1) root = nthRoot(1 + root, dimensions + 1);
  return Array.from({ length: count }, (_, index) => {
    let power = 1;
    return Array.from({ length: dimensions }, () => {
      power /= root;
      return (0.5 + power * (index + 1)) % 1;
    });
  });
}

/** By Newton's method. @param n at least 2. @param x above 1. */
function nthRoot(x: number, n: number): number {
  let root = x;
  for (let turn = 0; turn < 100; turn += 1) {
    let power = 1;
    for (let factor = 1; factor < n; factor += 1) power *= root;
    root -= (root * power - x) / (n * power);
  }
  return root;
}
