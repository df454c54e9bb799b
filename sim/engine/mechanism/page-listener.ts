/** Listeners to the pages that a migration deals with: words of positions, in scan order. */
import type { DirtyWatcher } from '../machine/memory/guest-memory.ts';
import type { TakeListener } from './page-pass.ts';

/**
 * Hears the pages of one migration as they are dealt with, and as they are found written while
 * pre-copy goes on. It must not change anything.
 */
export interface PageListener extends DirtyWatcher {
  /**
   * A round begins.
   * @param due pages that it has to deal with; only valid during the call.
   */
  roundStarts(timeNs: number, round: number, live: boolean, due: Uint32Array): void;
  /** Pages go into the present batch. */
  readonly taken: TakeListener;
  /** Pages wait for the next round, for they were written again. */
  readonly skipped: TakeListener;
  /** The batch is complete; it may be empty at the end of a round. */
  batchEnds(timeNs: number): void;
}

/** Both listeners in turn; undefined when there is none. */
export function bothHear(
  first: TakeListener | undefined,
  second: TakeListener | undefined,
): TakeListener | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return (index, mask) => {
    first(index, mask);
    second(index, mask);
  };
}
