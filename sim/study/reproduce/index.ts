/** The paper's experiments, simulated now, against its claims. */
import type { RunScenarios } from '../../run/sweep.ts';
import { assumedRanges } from './assumed.ts';
import type { Claim, ClaimReport, SensitivityRow } from './claim.ts';
import { groupOf } from './claims.ts';
import {
  type ExperimentOptions,
  type Experiments,
  prepareExperiments,
  type ReadScenario,
} from './experiments.ts';
import { type DataFiles, figureData } from './figure-data.ts';
import { within } from './finding.ts';
import { type PaperFigure, paperFigures, type StatedTables } from './paper-figures.ts';
import { readStatements, STATEMENTS_FILE, type Statement } from './statements.ts';

/** How the experiments are made. */
export interface ReproduceOptions {
  /** The text of a shipped file, by its path below `scenarios`. */
  readonly readScenario: ReadScenario;
  /** Simulates; a pool of workers in the command. */
  readonly runScenarios: RunScenarios;
  /** Only the claims of this figure. */
  readonly figure?: number | undefined;
  /** Runs per point; default: what the scenario files say. */
  readonly replications?: number | undefined;
  readonly seed?: string | undefined;
  /**
   * Makes the same experiments on another machine, of the paper's claims on what came out: its
   * set-up is left out, and nothing was calibrated there.
   */
  readonly machine?: string | undefined;
  /** Also evaluates the claims at both ends of every assumed parameter's range. */
  readonly sensitivity?: boolean | undefined;
  /** Called after every run with the runs done and all of them. */
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

/** The claims, and the data they were read off. */
export interface Reproduction {
  readonly report: ClaimReport;
  /** Made when asked for. */
  readonly data: () => DataFiles;
  /** The paper's figures of which there are runs, with what the paper's text states of them. */
  readonly figures: (stated: StatedTables) => PaperFigure[];
}

/** Runs per point while the ends of a range are looked at: enough to see a row change. */
const SENSITIVITY_REPLICATIONS = 1;

/** The claims asked for; none when no claim belongs to the figure. */
export async function reproduce(options: ReproduceOptions): Promise<Reproduction> {
  const statements = selected(options);
  const experiments = await prepare(statements, options, {});
  const claims = statements.map((statement) => evaluate(statement, experiments));
  const data = (): DataFiles => figureData(experiments);
  const figures = (stated: StatedTables) => paperFigures(experiments, stated);
  const { machine } = options;
  const report: ClaimReport = { schemaVersion: 1, ...(machine && { machine }), claims };
  if (options.sensitivity !== true) return { report, data, figures };
  const sensitivity = await sensitivities(statements, options);
  return { report: { ...report, sensitivity }, data, figures };
}

/** The statements about a figure, in the order of the paper; all without one. */
function selected({ figure, machine, readScenario }: ReproduceOptions): Statement[] {
  const all = readStatements(readScenario(STATEMENTS_FILE));
  const statements = machine === undefined ? all : all.flatMap(elsewhere);
  if (figure === undefined) return statements;
  const pattern = new RegExp(`^Fig ${figure}\\b`);
  return statements.filter(({ row }) => pattern.test(row.figure));
}

/** A statement on a machine that is not the paper's; none about the set-up. */
function elsewhere({ row, bounds }: Statement): Statement[] {
  return row.kind === 'input' ? [] : [{ row: { ...row, kind: 'predicted' }, bounds }];
}

function prepare(
  statements: readonly Statement[],
  options: ReproduceOptions,
  overrides: ExperimentOptions['overrides'],
): Promise<Experiments> {
  const { onProgress = () => undefined } = options;
  const files = new Set(statements.flatMap(({ row }) => groupOf(row.id).needs));
  return prepareExperiments([...files], { ...options, overrides, onProgress });
}

function evaluate({ row, bounds }: Statement, experiments: Experiments): Claim {
  const measured = groupOf(row.id).checks[row.id]!(experiments, bounds);
  const { value, shown, pass, note } =
    typeof measured === 'number' ? within(measured, bounds) : measured;
  const verdict = pass === undefined ? 'not modelled' : pass ? 'pass' : 'fail';
  const kind = pass === undefined ? 'not modelled' : row.kind;
  const claim = { ...row, kind, value, shown, verdict } as const;
  return note === undefined ? claim : { ...claim, note };
}

async function sensitivities(
  statements: readonly Statement[],
  options: ReproduceOptions,
): Promise<SensitivityRow[]> {
  const base = { ...options, replications: options.replications ?? SENSITIVITY_REPLICATIONS };
  const failingAt = async (overrides: ExperimentOptions['overrides']): Promise<string[]> => {
    const experiments = await prepare(statements, base, overrides);
    return failing(statements.map((statement) => evaluate(statement, experiments)));
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
