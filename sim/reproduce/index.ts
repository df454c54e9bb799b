/** The paper's experiments, simulated now, against its claims. */
import { assumedRanges } from './assumed.ts';
import type { Claim, ClaimReport, SensitivityRow } from './claim.ts';
import { CLAIMS, type ClaimCheck } from './claims.ts';
import { type Experiments, newExperiments, type ReadScenario } from './experiments.ts';

/** How the experiments are made. */
export interface ReproduceOptions {
  /** The text of a shipped scenario file, by its path below `scenarios`. */
  readonly readScenario: ReadScenario;
  /** Only the claims of this figure. */
  readonly figure?: number | undefined;
  /** Runs per point; default: what the scenario files say. */
  readonly replications?: number | undefined;
  readonly seed?: string | undefined;
  /** Also evaluates the claims at both ends of every assumed parameter's range. */
  readonly sensitivity?: boolean | undefined;
  /** Called after every run with the runs done and, as far as known, all of them. */
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

/** Runs per point while the ends of a range are looked at: enough to see a row change. */
const SENSITIVITY_REPLICATIONS = 1;

/** @throws Problem when no claim belongs to the figure. */
export async function reproduce(options: ReproduceOptions): Promise<ClaimReport> {
  const checks = CLAIMS.filter((check) => belongs(check, options.figure));
  const progress = { done: 0, all: 0, ...pick(options) };
  const claims = await evaluate(checks, newExperiments({ ...options, overrides: {}, progress }));
  if (options.sensitivity !== true) return { schemaVersion: 1, claims };
  const sensitivity = await sensitivities(checks, options, progress);
  return { schemaVersion: 1, claims, sensitivity };
}

type Progress = Parameters<typeof newExperiments>[0]['progress'];

function pick({ onProgress }: ReproduceOptions): Pick<Progress, 'report'> {
  return { report: onProgress ?? (() => undefined) };
}

function belongs({ row }: ClaimCheck, figure: number | undefined): boolean {
  return figure === undefined || new RegExp(`^Fig ${figure}\\b`).test(row.figure);
}

async function evaluate(checks: readonly ClaimCheck[], experiments: Experiments): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (const { row, check } of checks) {
    const { value, shown, pass, note } = await check(experiments);
    const verdict = pass === undefined ? 'not modelled' : pass ? 'pass' : 'fail';
    const kind = pass === undefined ? 'not modelled' : row.kind;
    const claim = { ...row, kind, value, shown, verdict } as const;
    claims.push(note === undefined ? claim : { ...claim, note });
  }
  return claims;
}

async function sensitivities(
  checks: readonly ClaimCheck[],
  options: ReproduceOptions,
  progress: Progress,
): Promise<SensitivityRow[]> {
  const replications = options.replications ?? SENSITIVITY_REPLICATIONS;
  const base = { ...options, replications, progress };
  const before = failing(await evaluate(checks, newExperiments({ ...base, overrides: {} })));
  const rows: SensitivityRow[] = [];
  for (const { parameter, value } of assumedRanges()) {
    const experiments = newExperiments({ ...base, overrides: { [parameter]: value } });
    const after = failing(await evaluate(checks, experiments));
    const lost = after.filter((id) => !before.includes(id));
    const gained = before.filter((id) => !after.includes(id));
    rows.push({ parameter, value, lost, gained });
  }
  return rows;
}

function failing(claims: readonly Claim[]): string[] {
  return claims.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
}
