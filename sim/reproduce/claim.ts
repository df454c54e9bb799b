/** A claim of the paper and what came out of the simulator for it. */

/** How a row is to be read. */
export type ClaimKind = 'input' | 'calibrated' | 'predicted' | 'not modelled';

export type Verdict = 'pass' | 'fail' | 'not modelled';

export interface Claim {
  readonly id: string;
  readonly figure: string;
  /** What the paper says. */
  readonly claim: string;
  readonly kind: ClaimKind;
  /** The value the paper gives, as text. */
  readonly expected: string;
  /** What counts as met, as text. */
  readonly tolerance: string;
  readonly value: number | string | boolean | null;
  /** The value with its unit, for a reader. */
  readonly shown: string;
  readonly verdict: Verdict;
  readonly note?: string;
}

/** All claims of one call. */
export interface ClaimReport {
  readonly schemaVersion: 1;
  readonly claims: readonly Claim[];
}
