/** The paper's experiments, simulated now, against its claims. */
import type { ClaimReport } from './claim.ts';

export type { Claim, ClaimKind, ClaimReport, Verdict } from './claim.ts';

/** How the experiments are made. */
export interface ReproduceOptions {
  /** Only the claims of this figure. */
  readonly figure?: number;
  readonly replications?: number;
  readonly seed?: string;
  /** Also runs the claims at both ends of every assumed parameter's range. */
  readonly sensitivity?: boolean;
  readonly onProgress?: (done: number, all: number) => void;
}

export async function reproduce(_options: ReproduceOptions = {}): Promise<ClaimReport> {
  return { schemaVersion: 1, claims: [] };
}
