/** The search for the least whole cap that meets a target. */
import type { Trial, Trials } from './trials.ts';

/** Xen's caps are whole percents; beyond one CPU a capped Dom0 of the paper never went. */
export const MOST_CAP_PERCENT = 100;
const COARSE_STEP_PERCENT = 10;

/** An answer: the cap that meets the target beside the one that does not. */
export interface LeastCap {
  readonly least: Trial;
  /** At one percent less; undefined when the least is 1 %. */
  readonly below: Trial | undefined;
  /** Caps above the least at which a simulated trial fails again. */
  readonly failingAbove: readonly Trial[];
}

/** How far to look. */
export interface SearchOptions {
  readonly meets: (trial: Trial) => boolean;
  /** Simulate every cap instead of halving between caps 10 % apart. */
  readonly exhaustive: boolean;
  /** A cap near which the answer is thought to be; undefined when nobody knows. */
  readonly guess?: number | undefined;
}

/**
 * From a guess it looks up and down, further each time, until one cap meets the target and a lower
 * one does not. Without a guess, or where nothing above the guess meets the target, it looks at
 * caps 10 % apart (or at all of them), up to the first that meets it. Then it halves the interval
 * between. The answer meets it and one percent less does not, also where time does not fall
 * steadily with the cap; whether a still lower interval holds a cap that meets it, only the
 * exhaustive search says.
 * @returns undefined when no cap looked at meets the target.
 */
export async function leastCap(
  trials: Trials,
  options: SearchOptions,
): Promise<LeastCap | undefined> {
  const { meets } = options;
  const bracket = (await aroundGuess(trials, options)) ?? (await coarse(trials, options));
  if (bracket === undefined) return undefined;
  let { low, high } = bracket;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const [trial] = await trials.at([middle]);
    if (meets(trial as Trial)) high = middle;
    else low = middle;
  }
  const known = trials.all();
  return {
    least: known.find(({ capPercent }) => capPercent === high) as Trial,
    below: known.find(({ capPercent }) => capPercent === low),
    failingAbove: known.filter((trial) => trial.capPercent > high && !meets(trial)),
  };
}

/** A cap that meets the target and a lower one that does not, or 0. */
interface Bracket {
  readonly low: number;
  readonly high: number;
}

async function coarse(
  trials: Trials,
  { meets, exhaustive }: SearchOptions,
): Promise<Bracket | undefined> {
  const step = exhaustive ? 1 : COARSE_STEP_PERCENT;
  const caps = Array.from({ length: MOST_CAP_PERCENT / step }, (_, index) => (index + 1) * step);
  const first = (await trials.at(caps)).find(meets);
  if (first === undefined) return undefined;
  return { low: first.capPercent - step, high: first.capPercent };
}

async function aroundGuess(
  trials: Trials,
  { meets, exhaustive, guess }: SearchOptions,
): Promise<Bracket | undefined> {
  if (guess === undefined || exhaustive) return undefined;
  const isEnough = async (cap: number): Promise<boolean> => (await trials.at([cap])).every(meets);
  let low = 0;
  let high = guess;
  for (let step = 1; !(await isEnough(high)); step *= 2) {
    if (high === MOST_CAP_PERCENT) return undefined;
    low = high;
    high = Math.min(MOST_CAP_PERCENT, high + step);
  }
  if (low > 0) return { low, high };
  for (let step = 1; ; step *= 2) {
    low = Math.max(0, high - step);
    if (low === 0 || !(await isEnough(low))) return { low, high };
    high = low;
  }
}
