/** Campaigns of measured migrations, simulated now and compared row by row. */
import { impliedMargins } from './coverage.ts';
import { VALIDATION_SCHEMA_VERSION, type ValidationReport } from './report.ts';
import { score } from './score.ts';
import type { Selection } from './select.ts';
import { type SimulateOptions, simulate } from './simulate.ts';

/** Simulated times hardly differ between replications: three show whether they do. */
const REPLICATIONS = 3;

export type ValidateOptions = Omit<SimulateOptions, 'replications'> & {
  /** Runs of everything that was set alike; default 3. */
  readonly replications?: number | undefined;
};

/** @throws Problem with every mistake of the measurements, each with file and line. */
export async function validate(
  { inputs, absent }: Selection,
  { replications = REPLICATIONS, ...options }: ValidateOptions,
): Promise<ValidationReport> {
  const simulated = await simulate(inputs, { ...options, replications });
  const campaigns = simulated.map(score);
  const { draws } = options;
  const head = { schemaVersion: VALIDATION_SCHEMA_VERSION, replications } as const;
  if (draws === undefined) return { ...head, campaigns, absent };
  return { ...head, draws, margins: impliedMargins(simulated), campaigns, absent };
}

/** Whether a limit is missed. */
export function isMissed({ campaigns }: ValidationReport): boolean {
  return campaigns.some(({ limits }) => limits.some(({ verdict }) => verdict === 'fail'));
}
