/** How statements of the paper are measured, in groups with the runs they look at. */
import type { Finding } from './claim.ts';
import type { Experiments, ScenarioFileName } from './experiments.ts';
import type { Bounds } from './statements.ts';

/** Measures one statement; a bare number is held against the statement's bounds. */
export type ClaimCheck = (experiments: Experiments, bounds: Bounds) => Finding | number;

/** Statements that are read off the runs of the same scenario files, by their ids. */
export interface ClaimGroup {
  readonly needs: readonly ScenarioFileName[];
  readonly checks: Readonly<Record<string, ClaimCheck>>;
}
