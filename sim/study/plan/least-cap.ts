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
export interface CapSearchOptions {
  readonly meets: (trial: Trial) => boolean;
  /** Simulate every cap instead of halving between caps 10 % apart. */
  readonly exhaustive: boolean;
}

/**
 * Looks at caps 10 % apart (or at all of them), up to the first that meets the target, and halves
 * the interval below it. The answer meets the target and one percent less does not, also where time
 * does not fall steadily with the cap; whether a lower interval holds a cap that meets it, only the
 * exhaustive search shows.
 * @returns undefined when no cap looked at meets the target.
 */
export async function leastCap(
  trials: Trials,
  { meets, exhaustive }: CapSearchOptions,
): Promise<LeastCap | undefined> {
  const step = exhaustive ? 1 : COARSE_STEP_PERCENT;
  const caps = Array.from({ length: MOST_CAP_PERCENT / step }, (_, index) => (index + 1) * step);
  const first = (await trials.at(caps)).find(meets);
  if (first === undefined) return undefined;
  let high = first.capPercent;
  let low = high - step;
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
