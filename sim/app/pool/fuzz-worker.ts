/** What a thread does that fuzzes: it draws its scenarios by number until it is told to end. */
import { type Finding, type FuzzSettings, fuzzOne } from '../../study/fuzz/fuzz.ts';
import { addOutcome, type FuzzTally, newTally } from '../../study/fuzz/tally.ts';

/** What a thread is to do. */
export interface FuzzOrder extends FuzzSettings {
  readonly seed: string;
  /** The number after the last one. */
  readonly end: number;
  /** What threads share: the next number, whether to end, and the number that each is at. */
  readonly cells: Int32Array;
  /** Which thread this is, from 0. */
  readonly thread: number;
}

/** Places in what threads share; from `threads` on there is one for each. */
export const CELL = { next: 0, ends: 1, threads: 2 } as const;

/** What a thread has done. */
export interface FuzzPart {
  readonly tally: FuzzTally;
  /** It ended with this one. */
  readonly finding?: Finding;
}

/** Fuzzes until something is found, all is done, or it is told to end. */
export function fuzz({ seed, end, cells, thread, ...settings }: FuzzOrder): FuzzPart {
  const tally = newTally();
  while (Atomics.load(cells, CELL.ends) === 0) {
    const number = Atomics.add(cells, CELL.next, 1);
    if (number >= end) break;
    Atomics.store(cells, CELL.threads + thread, number);
    const outcome = fuzzOne(seed, number, settings);
    addOutcome(tally, number, outcome);
    if (outcome.finding !== undefined) return { tally, finding: outcome.finding };
  }
  return { tally };
}
