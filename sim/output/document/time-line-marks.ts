/** Where faults struck, as marks of a time line. */
import type { FaultResult, MigrationResult } from '../../run/result/result.ts';
import type { Mark, TimeLine } from './time-line.ts';

/** What is known of a run in which something may have failed. */
export interface Failed {
  readonly migrations: readonly MigrationResult[];
  readonly faults?: readonly FaultResult[] | undefined;
}

/** What is apart by less is one mark, s. */
const APART = 1e-3;

/**
 * When each fault began, when a migration met what ended it, and when it noticed; nothing without
 * faults.
 */
export function marksOf({ faults = [], migrations }: Failed): Pick<TimeLine, 'marks'> {
  const began = faults.flatMap(({ kind, beganSeconds }): Mark[] => {
    return beganSeconds.map((at) => ({ at, text: kind }));
  });
  const ended = migrations.flatMap(({ startSeconds, fate }): Mark[] => {
    if (fate?.failure === undefined) return [];
    const { fault, faultSeconds, noticedSeconds } = fate.failure;
    const [met, noticed] = [startSeconds + faultSeconds, startSeconds + noticedSeconds];
    const isKnown = began.some(({ at, text }) => text === fault && Math.abs(met - at) < APART);
    return [
      ...(isKnown ? [] : [{ at: met, text: fault }]),
      ...(noticed - met < APART ? [] : [{ at: noticed, text: `${fault} noticed` }]),
    ];
  });
  const marks = [...began, ...ended].sort((left, right) => left.at - right.at);
  return marks.length === 0 ? {} : { marks };
}
