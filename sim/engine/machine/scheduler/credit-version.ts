/** What differs in the credit scheduler from one version of Xen to another. */
import type { CreditRules } from './credit.ts';

/** How used CPU is charged. */
export type Debit = 'sampled' | 'exact';

/** How the credit scheduler of one version of Xen differs from that of another. */
export interface CreditVersion {
  readonly debit: Debit;
  /** Who has run less than this is not preempted, ns; 0 in Xen 3.2, 1 ms later. */
  readonly rateLimitNs: number;
}

/** Accounting of Xen 3.2, and of Xen 4 as it is in 4.17. */
export const CREDIT_RULES = {
  sampled: { keptPart: 0, weighsVcpus: false },
  exact: { keptPart: 0.5, weighsVcpus: true },
} as const satisfies Record<Debit, CreditRules>;
