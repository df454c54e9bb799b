/** The paper's experiments, simulated now, against its claims. */
import type { RunScenarios } from '../../run/sweep.ts';
import { assumedRanges } from './assumed.ts';
import type { Claim, ClaimReport, SensitivityRow } from './claim.ts';
import type { ClaimCheck, ClaimGroup } from './claim-check.ts';
import { CLAIMS } from './claims.ts';
import {
  type ExperimentOptions,
  type Experiments,
  prepareExperiments,
  type ReadScenario,
} from './experiments.ts';
import { type DataFiles, figureData } from './figure-data.ts';
import { type PaperFigure, paperFigures, type StatedTables } from './paper-figures.ts';

/** How the experiments are made. */
export interface ReproduceOptions {
  /** The text of a shipped scenario file, by its path below `scenarios`. */
  readonly readScenario: ReadScenario;
  /** Simulates; a pool of workers in the command. */
  readonly runScenarios: RunScenarios;
  /** Only the claims of this figure. */
  readonly figure?: number | undefined;
  /** Runs per point; default: what the scenario files say. */
  readonly replications?: number | undefined;
  readonly seed?: string | undefined;
  /** Also evaluates the claims at both ends of every assumed parameter's range. */
  readonly sensitivity?: boolean | undefined;
  /** Called after every run with the runs done and all of them. */
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

/** The claims, and the data they were read off. */
export interface Reproduction {
  readonly report: ClaimReport;
  /** Made when asked for. */
  readonly data: () => Promise<DataFiles>;
  /** The paper's figures of which there are runs, with what the paper's text states of them. */
  readonly figures: (stated: StatedTables) => Promise<PaperFigure[]>;
}

/** Runs per point while the ends of a range are looked at: enough to see a row change. */
const SENSITIVITY_REPLICATIONS = 1;

/** The claims asked for; none when no claim belongs to the figure. */
export async function reproduce(options: ReproduceOptions): Promise<Reproduction> {
  const groups = selected(options.figure);
  const experiments = await prepare(groups, options, {});
  const claims = await evaluateAll(groups, experiments);
  const data = (): Promise<DataFiles> => figureData(experiments);
  const figures = (stated: StatedTables) => paperFigures(experiments, stated);
  const base = { data, figures };
  if (options.sensitivity !== true) return { report: { schemaVersion: 1, claims }, ...base };
  const sensitivity = await sensitivities(groups, options);
  return { report: { schemaVersion: 1, claims, sensitivity }, ...base };
}

/** The groups with the claims of a figure; all without one. */
function selected(figure: number | undefined): ClaimGroup[] {
  if (figure === undefined) return [...CLAIMS];
  const pattern = new RegExp(`^Fig ${figure}\\b`);
  return CLAIMS.map(({ needs, claims }) => {
    return { needs, claims: claims.filter(({ row }) => pattern.test(row.figure)) };
  }).filter(({ claims }) => claims.length > 0);
}

function prepare(
  groups: readonly ClaimGroup[],
  options: ReproduceOptions,
  overrides: ExperimentOptions['overrides'],
): Promise<Experiments> {
  const { onProgress = () => undefined } = options;
  const files = [...new Set(groups.flatMap(({ needs }) => needs))];
  return prepareExperiments(files, { ...options, overrides, onProgress });
}

async function evaluateAll(
  groups: readonly ClaimGroup[],
  experiments: Experiments,
): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (const check of groups.flatMap((group) => group.claims)) {
    claims.push(await evaluate(check, experiments));
  }
  return claims;
}

async function evaluate({ row, check }: ClaimCheck, experiments: Experiments): Promise<Claim> {
  const { value, shown, pass, note } = await check(experiments);
  const verdict = pass === undefined ? 'not modelled' : pass ? 'pass' : 'fail';
  const kind = pass === undefined ? 'not modelled' : row.kind;
  const claim = { ...row, kind, value, shown, verdict } as const;
  return note === undefined ? claim : { ...claim, note };
}

async function sensitivities(
  groups: readonly ClaimGroup[],
  options: ReproduceOptions,
): Promise<SensitivityRow[]> {
  const base = { ...options, replications: options.replications ?? SENSITIVITY_REPLICATIONS };
  const failingAt = async (overrides: ExperimentOptions['overrides']): Promise<string[]> => {
    return failing(await evaluateAll(groups, await prepare(groups, base, overrides)));
  };
  const before = await failingAt({});
  const rows: SensitivityRow[] = [];
  for (const { parameter, value } of assumedRanges()) {
    const after = await failingAt({ [parameter]: value });
    const lost = after.filter((id) => !before.includes(id));
    const gained = before.filter((id) => !after.includes(id));
    rows.push({ parameter, value, lost, gained });
  }
  return rows;
}

function failing(claims: readonly Claim[]): string[] {
  return claims.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
}
