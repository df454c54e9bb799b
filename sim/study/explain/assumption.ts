/** Where the values of an inferred scenario are from. */
import type { RawMap } from '../../text/tree.ts';

/** What a scenario takes from where. */
export interface Assumption {
  readonly what: string;
  readonly value: string;
  /** Where it is from, or why it is taken. */
  readonly why: string;
  /** `log`: follows from it; `user`: said; `assumed`: neither. */
  readonly from: 'log' | 'user' | 'assumed';
}

/** Some fields of a scenario with where they are from. */
export interface Part {
  readonly raw: RawMap;
  readonly assumptions: readonly Assumption[];
}
