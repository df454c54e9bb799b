/** A claim together with how it is measured, and groups of them with the runs they look at. */
import type { ClaimRow, Finding } from './claim.ts';
import type { Experiments, ScenarioFileName } from './experiments.ts';

/** A row and how it is measured. */
export interface ClaimCheck {
  readonly row: ClaimRow;
  readonly check: (experiments: Experiments) => Finding | Promise<Finding>;
}

/** Claims that are read off the runs of the same scenario files. */
export interface ClaimGroup {
  readonly needs: readonly ScenarioFileName[];
  readonly claims: readonly ClaimCheck[];
}
