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

/** What the paper says: the part of a claim that is known before anything is run. */
export type ClaimRow = Pick<Claim, 'id' | 'figure' | 'claim' | 'kind' | 'expected' | 'tolerance'>;

/** What came out. Without `pass`, the row is not modelled. */
export interface Finding {
  readonly value: Claim['value'];
  readonly shown: string;
  readonly pass?: boolean | undefined;
  readonly note?: string | undefined;
}

/** All claims of one call. */
export interface ClaimReport {
  readonly schemaVersion: 1;
  /** Absent: the paper's. */
  readonly machine?: string;
  readonly claims: readonly Claim[];
  /** With `sensitivity`: what changes at each end of each assumed range. */
  readonly sensitivity?: readonly SensitivityRow[];
}

/** One assumed parameter at one end of its range. */
export interface SensitivityRow {
  readonly parameter: string;
  readonly value: string;
  /** Rows that fail there and do not fail with the profile's value. */
  readonly lost: readonly string[];
  /** Rows that fail with the profile's value and do not fail there. */
  readonly gained: readonly string[];
}
