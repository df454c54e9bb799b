/** What differs in the credit scheduler from one version of Xen to another. */

/** How used CPU is charged. */
export type Debit = 'sampled' | 'exact';

/** How the credit scheduler of one version of Xen differs from that of another. */
export interface CreditVersion {
  readonly debit: Debit;
  /** Who has run less than this is not preempted, ns; 0 in Xen 3.2, 1 ms later. */
  readonly rateLimitNs: number;
}

/** Xen 4 halves the credit of one that leaves the active list; Xen 3.2 takes all of it. */
export const KEPT_PART = { sampled: 0, exact: 0.5 } as const;
