/** What many scenarios came to. */
import type { Outcome } from './fuzz.ts';

type Counts = Record<string, number>;

export interface FuzzTally {
  scenarios: number;
  /** Of them those that expected values have no model of: they were drawn and refused. */
  refused: number;
  /** Of them those that were given up, as they take too many events: their numbers. */
  readonly costly: number[];
  migrations: number;
  findings: number;
  /** Times that each further check was made. */
  readonly checks: Counts;
  /** Scenarios with each kind of what is drawn. */
  readonly kinds: Counts;
  /** Of all results, whatever their order. */
  digest: number;
}

export function newTally(): FuzzTally {
  const counts = { scenarios: 0, refused: 0, migrations: 0, findings: 0, digest: 0 };
  return { ...counts, costly: [], checks: {}, kinds: {} };
}

export function addOutcome(tally: FuzzTally, number: number, outcome: Outcome): void {
  const { end, migrations, check, hash, finding, kinds } = outcome;
  tally.scenarios += 1;
  if (end === 'refused') tally.refused += 1;
  if (end === 'costly') tally.costly.push(number);
  tally.migrations += migrations;
  if (finding !== undefined) tally.findings += 1;
  if (check !== undefined) add(tally.checks, check, 1);
  for (const kind of kinds) add(tally.kinds, kind, 1);
  tally.digest = (tally.digest ^ hash) >>> 0;
}

function add(counts: Counts, name: string, times: number): void {
  counts[name] = (counts[name] ?? 0) + times;
}

function sumOfCounts(one: Counts, other: Counts): Counts {
  const sum = { ...one };
  for (const [name, times] of Object.entries(other)) add(sum, name, times);
  return sum;
}

/** Both together. */
export function sumOf(one: FuzzTally, other: FuzzTally): FuzzTally {
  return {
    scenarios: one.scenarios + other.scenarios,
    refused: one.refused + other.refused,
    costly: [...one.costly, ...other.costly].sort((left, right) => left - right),
    migrations: one.migrations + other.migrations,
    findings: one.findings + other.findings,
    checks: sumOfCounts(one.checks, other.checks),
    kinds: sumOfCounts(one.kinds, other.kinds),
    digest: (one.digest ^ other.digest) >>> 0,
  };
}
