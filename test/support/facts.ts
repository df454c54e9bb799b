/** What a policy sees after a live round, for tests that change one number at a time. */
import type { CleanedRound, RoundFacts } from '../../sim/engine/mechanism/policy.ts';

/** A round in the middle of a migration that gives no policy a reason to stop. */
export function factsOf(change: Partial<RoundFacts> = {}): RoundFacts {
  return {
    round: 2,
    sent: 1000,
    skipped: 0,
    sentBefore: 2000,
    totalSent: 12_000,
    p2mPages: 10_000,
    seconds: 1,
    paceBitsPerSecond: undefined,
    dirty: 900,
    elapsedSeconds: 10,
    roundSeconds: 1,
    measuredBitsPerSecond: 0,
    memoryPages: 10_000,
    before: [],
    ...change,
  };
}

/** A round in which so many decimal megabits per second of pages were dirtied. */
export function dirtiedAt(mbit: number, seconds = 1): CleanedRound {
  const dirtied = (mbit * 1e6 * seconds) / (4096 * 8);
  return { dirtied, due: dirtied, seconds, bytes: 0 };
}
