/** What many scenarios came to. */
import type { Outcome } from './fuzz.ts';

export interface FuzzTally {
  scenarios: number;
  /** Of them those that expected values have no model of: they were drawn and refused. */
  refused: number;
  migrations: number;
  findings: number;
  /** Times that each further check was made. */
  readonly checks: Record<string, number>;
  /** Of all results, whatever their order. */
  digest: number;
}

export function newTally(): FuzzTally {
  return { scenarios: 0, refused: 0, migrations: 0, findings: 0, checks: {}, digest: 0 };
}

export function addOutcome(tally: FuzzTally, { isRun, migrations, check, hash, finding }: Outcome) {
  tally.scenarios += 1;
  if (!isRun) tally.refused += 1;
  tally.migrations += migrations;
  if (finding !== undefined) tally.findings += 1;
  if (check !== undefined) tally.checks[check] = (tally.checks[check] ?? 0) + 1;
  tally.digest = (tally.digest ^ hash) >>> 0;
}

/** Both together. */
export function sumOf(one: FuzzTally, other: FuzzTally): FuzzTally {
  const checks = { ...one.checks };
  for (const [name, times] of Object.entries(other.checks)) {
    checks[name] = (checks[name] ?? 0) + times;
  }
  return {
    scenarios: one.scenarios + other.scenarios,
    refused: one.refused + other.refused,
    migrations: one.migrations + other.migrations,
    findings: one.findings + other.findings,
    checks,
    digest: (one.digest ^ other.digest) >>> 0,
  };
}
