/** What the migrations of one run come to together: an evacuation's own measures. */
import type { MigrationResult, RunResult } from './result.ts';

/** Measures over all migrations of a run. */
export interface Together {
  readonly migrations: number;
  /** From when the first was asked for to the end of the last. */
  readonly seconds: number;
  readonly downtimeSumSeconds: number;
  readonly downtimeMostSeconds: number;
}

/** The first migration of a run, which is the only one of most. */
export function firstOf({ migrations }: RunResult): MigrationResult {
  return migrations[0] as MigrationResult;
}

/** Of any number of values: a call takes only so many arguments. */
const greatest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), -Infinity);

/** The measures of a run; those of a single migration are its own. */
export function together({ migrations: all }: RunResult): Together {
  const asked = all.map(({ startSeconds, waitedSeconds }) => startSeconds - waitedSeconds);
  const ended = all.map(({ startSeconds, totalSeconds }) => startSeconds + totalSeconds);
  const downtimes = all.map(({ downtimeSeconds }) => downtimeSeconds);
  return {
    migrations: all.length,
    seconds: greatest(ended) + greatest(asked.map((seconds) => -seconds)),
    downtimeSumSeconds: downtimes.reduce((sum, seconds) => sum + seconds, 0),
    downtimeMostSeconds: greatest(downtimes),
  };
}
