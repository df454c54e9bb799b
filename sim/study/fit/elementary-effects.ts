/**
 * Elementary effects (Morris, 1991): which of many inputs move an output most, from few runs.
 *
 * Every input takes p equally spaced levels of its range, p even. A trajectory starts at random
 * levels and moves each input once, in random order, by p/2 levels. What the output changes by,
 * over the part of the range that was moved, p / (2 (p - 1)), is one elementary effect of the
 * input: its effect over the whole range, were it linear. mu* is the mean of their sizes
 * (Campolongo, Cariboni and Saltelli, 2007), mu their mean, sigma their standard deviation: an
 * input whose effect depends on its own value or on those of others has a large sigma.
 */
import { invariant } from '../../engine/kernel/assert.ts';
import { streams } from '../../engine/kernel/random.ts';
import { meansInterval, squaresAbout } from './statistics.ts';

/** Levels of every input. */
export const LEVELS = 4;
const STEP = LEVELS / 2;

/** One way through the inputs. */
export interface Trajectory {
  /** Levels of all inputs at each of its points, one more than there are inputs. */
  readonly points: readonly (readonly number[])[];
  /** The input that changes from each point to the next. */
  readonly moved: readonly number[];
}

/** What one input does to an output, in the output's unit over the input's whole range. */
export interface Effect {
  /** Mean size, and half of its 95 % interval over trajectories; undefined for a single one. */
  readonly muStar: number;
  readonly muStarHalf: number | undefined;
  readonly mu: number;
  readonly sigma: number;
}

/** @param seed and the trajectory's number name its random stream: more of them change no other. */
export function trajectory(seed: string, number: number, inputs: number): Trajectory {
  const stream = streams(seed).stream(`elementary-effects/${number}`);
  const lower = Array.from({ length: inputs }, () => stream.below(STEP));
  const goesUp = lower.map(() => stream.below(2) === 1);
  const order = lower.map((_, index) => index);
  for (let last = inputs - 1; last > 0; last -= 1) {
    const other = stream.below(last + 1);
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
  let levels = lower.map((level, index) => (goesUp[index] === true ? level : level + STEP));
  const points = [levels];
  for (const input of order) {
    levels = levels.map((level, index) => {
      return index === input ? 2 * (lower[index] as number) + STEP - level : level;
    });
    points.push(levels);
  }
  return { points, moved: order };
}

/**
 * The effects of every input.
 * @param outputs one list a trajectory, one value a point.
 */
export function effects(
  trajectories: readonly Trajectory[],
  outputs: readonly (readonly number[])[],
): Effect[] {
  const inputs = trajectories[0]?.moved.length ?? 0;
  const found: number[][] = Array.from({ length: inputs }, () => []);
  for (const [number, { points, moved }] of trajectories.entries()) {
    const values = outputs[number] ?? [];
    invariant(values.length === points.length, 'a trajectory has a value for each of its points');
    for (const [step, input] of moved.entries()) {
      const levels = (points[step + 1]?.[input] ?? 0) - (points[step]?.[input] ?? 0);
      const change = (values[step + 1] as number) - (values[step] as number);
      found[input]?.push((change * (LEVELS - 1)) / levels);
    }
  }
  return found.map(summary);
}

function summary(values: readonly number[]): Effect {
  const sizes = meansInterval(values.map(Math.abs));
  const { mean: mu } = meansInterval(values);
  const { length } = values;
  const sigma = length < 2 ? 0 : Math.sqrt(squaresAbout(mu, values) / (length - 1));
  return { muStar: sizes.mean, muStarHalf: sizes.half, mu, sigma };
}
