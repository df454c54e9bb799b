/** All claims that are checked, in the order of the paper. */
import type { Claim } from './claim.ts';
import { DEFINITION_CLAIMS } from './claims-definitions.ts';
import { CPU_CLAIMS } from './claims-figures-1-2.ts';
import { DESTINATION_CLAIMS } from './claims-figures-3-4.ts';
import { SET_UP_CLAIMS } from './claims-set-up.ts';
import type { Experiments } from './experiments.ts';

/** What the paper says: the part of a claim that is known before anything is run. */
export type ClaimRow = Pick<Claim, 'id' | 'figure' | 'claim' | 'kind' | 'expected' | 'tolerance'>;

/** What came out. Without `pass`, the row is not modelled. */
export interface Finding {
  readonly value: Claim['value'];
  readonly shown: string;
  readonly pass?: boolean | undefined;
  readonly note?: string | undefined;
}

/** A row and how it is measured. */
export interface ClaimCheck {
  readonly row: ClaimRow;
  readonly check: (experiments: Experiments) => Finding | Promise<Finding>;
}

export const CLAIMS: readonly ClaimCheck[] = [
  ...SET_UP_CLAIMS,
  ...CPU_CLAIMS,
  ...DESTINATION_CLAIMS,
  ...DEFINITION_CLAIMS,
];
