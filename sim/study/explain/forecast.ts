/** When a migration that still runs will end, by simulations that are set to where it stands. */
import { largestOf, smallestOf } from '../../engine/kernel/lists.ts';
import type { RunResult } from '../../run/result/result.ts';
import { firstOf } from '../../run/result/together.ts';
import { mean } from '../fit/statistics.ts';
import { QUANTITIES } from '../validate/quantity.ts';
import type { Standing } from './pass.ts';

/** A time with a 90 % interval; an end that is not bounded is null. */
export interface Spread {
  readonly value: number;
  readonly low: number;
  readonly high: number | null;
}

/** What is to come. */
export interface Forecast {
  /** `perhaps`: within the interval of the dirty rate some end and some do not. */
  readonly ends: 'yes' | 'no' | 'perhaps';
  /** Since the migration began; null when it does not end. */
  readonly endSeconds: Spread | null;
  readonly downtimeSeconds: Spread | null;
}

/** How fast pages go. */
export interface Pace {
  readonly secondsPerPage: number;
  readonly limitSeconds: number;
}

/** Runs at the least, the likely and the largest dirty rate; null where that is not bounded. */
export interface Runs {
  readonly low: readonly RunResult[];
  readonly likely: readonly RunResult[];
  readonly high: readonly RunResult[] | null;
}

/**
 * @param secondsPerPage time in which a page is sent. @param limitSeconds what is left when these
 *   suffice may go at once, with the guest stopped.
 */
export function forecastOf(
  now: Standing,
  runs: Runs,
  { secondsPerPage, limitSeconds }: Pace,
): Forecast {
  const sendingSeconds = (now.remainingPages ?? 0) * secondsPerPage;
  const least = now.seconds + Math.max(0, sendingSeconds - limitSeconds);
  const endsOf = (results: readonly RunResult[]): number[] => {
    return results.flatMap((result) => {
      const end = endSeconds(result, now, least);
      return end === undefined ? [] : [end];
    });
  };
  const likely = endsOf(runs.likely);
  if (likely.length < runs.likely.length) {
    return { ends: 'no', endSeconds: null, downtimeSeconds: null };
  }
  const high = runs.high === null ? [] : endsOf(runs.high);
  const isBounded = runs.high !== null && high.length === runs.high.length;
  const all = [...endsOf(runs.low), ...likely, ...high];
  const downtimes = [...runs.low, ...runs.likely, ...(runs.high ?? [])].map(downtimeOf);
  return {
    ends: isBounded ? 'yes' : 'perhaps',
    endSeconds: spread(likely, all, isBounded),
    downtimeSeconds: spread(runs.likely.map(downtimeOf), downtimes, isBounded),
  };
}

const downtimeOf = (result: RunResult): number => firstOf(result).downtimeSeconds;

function spread(likely: readonly number[], all: readonly number[], isBounded: boolean): Spread {
  const value = mean(likely);
  const high = isBounded ? largestOf(all, value) : null;
  return { value, low: smallestOf(all, value), high };
}

/** Undefined when it is given up. */
function endSeconds(
  result: RunResult,
  { round, roundStartSeconds }: Standing,
  least: number,
): number | undefined {
  const migration = firstOf(result);
  if (migration.abandoned === true) return undefined;
  const total = QUANTITIES.sourceSeconds.of(migration);
  const same = migration.rounds.find((each) => each.round === round);
  if (same === undefined || roundStartSeconds === null) return Math.max(total, least);
  // Where the simulation begins the pass, the migration did so a little earlier or later.
  return Math.max(least, total + roundStartSeconds - same.startSeconds);
}
