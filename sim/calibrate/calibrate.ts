/** Values of a machine or a scenario that make the simulation meet measurements. */
import { compassSearch, type Found, neighbours } from '../../models/fit/compass-search.ts';
import { showPath } from '../../scenarios/tree.ts';
import { CALIBRATION_SCHEMA_VERSION, type Calibration, type FoundValue } from './calibration.ts';
import { checkExperiment, measuredSettings } from './check.ts';
import { errorsOf } from './errors-of.ts';
import {
  type Candidate,
  type Experiment,
  evaluate,
  type Memory,
  newMemory,
  scenariosOf,
} from './evaluate.ts';
import { type Split, splitSettings } from './hold-out.ts';
import { type Determination, determine } from './intervals.ts';
import { misfit, residualsOf, type Term, termsOf, type Weights } from './objective.ts';
import type { MeasuredData, MeasuredSetting } from './point.ts';
import { placeOf, textAt, type Unknown, valueAt } from './unknown.ts';
import { warningsOf } from './warnings.ts';

/** What is asked for. */
export interface CalibrateOptions extends Omit<Experiment, 'settings' | 'memory'> {
  readonly data: readonly MeasuredData[];
  readonly weights: Weights;
  /** Share of the settings that is kept from the fit, 0 to 1; undefined for none. */
  readonly holdOut: number | undefined;
  /** Name of the machine that is shown. */
  readonly machine: string;
  readonly seed: string;
  /** Where outcomes are kept, given all that they hang on. */
  readonly memoryOf: (of: unknown) => Memory;
  /** Most places to try. */
  readonly budget: number;
  /** Called after every round; the search is stopped when it returns false. */
  readonly goOn: (tried: number, misfit: number, values: Candidate) => boolean;
}

/** Derivatives are taken over this part of a range first, then over one that suits the interval. */
const FIRST_STEP = 0.02;
const LEAST_STEP = 0.005;
const MOST_STEP = 0.1;

/**
 * Searches the values.
 * @throws Problem for measurements that cannot determine them, or values that no scenario takes;
 *   InvariantError, with what was tried, for a fault of the simulator.
 */
export async function calibrate(options: CalibrateOptions): Promise<Calibration> {
  const { unknowns, weights, budget, goOn } = options;
  const split = splitOf(options);
  const terms = termsOf(split.fitted, weights);
  const experiment = remembering({ ...options, settings: split.fitted }, terms, options.memoryOf);
  const residualsAt = async (places: readonly (readonly number[])[]) => {
    const outcomes = await evaluate(
      places.map((at) => candidateAt(at, unknowns)),
      experiment,
    );
    return outcomes.map((outcome) => residualsOf(outcome, terms));
  };
  const found = await compassSearch({
    start: unknowns.map((unknown) => placeOf(unknown, unknown.start)),
    evaluate: residualsAt,
    budget,
    goOn: (tried, best) => goOn(tried, misfit(best.cost, terms), candidateAt(best.at, unknowns)),
  });
  const known = await determination(found, terms, residualsAt);
  return report(options, { split, terms, found, known, memory: experiment.memory });
}

/** The experiment with its memory, after it was checked. */
function remembering(
  experiment: Omit<Experiment, 'memory'>,
  terms: readonly Term[],
  memoryOf: CalibrateOptions['memoryOf'],
): Experiment {
  const { unknowns, replications } = experiment;
  const checked = { ...experiment, memory: newMemory() };
  checkExperiment(checked, terms);
  const start = unknowns.map((unknown) => textAt(unknown, placeOf(unknown, unknown.start)));
  const paths = unknowns.map(({ path }) => showPath(path));
  const scenarios = scenariosOf(start, checked);
  return { ...checked, memory: memoryOf({ paths, replications, scenarios }) };
}

function candidateAt(at: readonly number[], unknowns: readonly Unknown[]): Candidate {
  return unknowns.map((unknown, index) => textAt(unknown, at[index] ?? 0));
}

function splitOf({ data, weights, holdOut, seed }: CalibrateOptions): Split {
  const settings = measuredSettings(data, weights);
  if (holdOut === undefined) return { fitted: settings, heldOut: [] };
  return splitSettings(settings, holdOut, seed);
}

type ResidualsAt = (places: readonly (readonly number[])[]) => Promise<readonly number[][]>;

/** Undefined when the search was stopped. */
async function determination(
  { best, end }: Found,
  terms: readonly Term[],
  residualsAt: ResidualsAt,
): Promise<Determination | undefined> {
  if (end === 'stopped') return undefined;
  const { at, residuals } = best;
  const first = at.map(() => FIRST_STEP);
  const coarse = await determine({
    terms,
    residuals,
    columns: await slopes(at, first, residualsAt),
  });
  const steps = coarse.spreads.map(({ half }) => {
    return half === undefined ? MOST_STEP : Math.min(MOST_STEP, Math.max(LEAST_STEP, half / 2));
  });
  return determine({ terms, residuals, columns: await slopes(at, steps, residualsAt) });
}

/** Derivatives of the residuals by each coordinate, from both neighbours. */
async function slopes(
  at: readonly number[],
  steps: readonly number[],
  residualsAt: ResidualsAt,
): Promise<number[][]> {
  const pairs = at.map((_, axis) => neighbours(at, axis, steps[axis] ?? 0));
  const found = await residualsAt(pairs.flat());
  return pairs.map(([below, above], axis) => {
    const apart = (above[axis] ?? 0) - (below[axis] ?? 0);
    const [one = [], other = []] = [found[2 * axis], found[2 * axis + 1]];
    return other.map((value, i) => (value - (one[i] ?? 0)) / apart);
  });
}

interface Outcomes {
  readonly split: Split;
  readonly terms: readonly Term[];
  readonly found: Found;
  readonly known: Determination | undefined;
  readonly memory: Memory;
}

async function report(
  options: CalibrateOptions,
  { split, terms, found, known, memory }: Outcomes,
): Promise<Calibration> {
  const { unknowns, weights, data, machine, replications, seed } = options;
  const { best, start, tried, end } = found;
  const values = unknowns.map((unknown, k) => {
    return foundValue(unknown, best.at[k] ?? 0, known?.spreads[k]?.half);
  });
  const correlations = (known?.correlations ?? []).map(({ pair: [a, b], value }) => {
    return { names: [unknowns[a]?.name ?? '', unknowns[b]?.name ?? ''] as const, value };
  });
  const both = [start.at, best.at].map((at) => candidateAt(at, unknowns)) as [Candidate, Candidate];
  const errors = async (settings: readonly MeasuredSetting[], own: Memory) => {
    const [before, after] = await evaluate(both, { ...options, settings, memory: own });
    return errorsOf(settings, weights, before ?? [], after ?? []);
  };
  return {
    schemaVersion: CALIBRATION_SCHEMA_VERSION,
    measured: data.map(({ name }) => name),
    machine,
    fitted: countsOf(split.fitted),
    heldOut: countsOf(split.heldOut),
    weights: Object.fromEntries(weights),
    values,
    correlations,
    misfit: { start: misfit(start.cost, terms), found: misfit(best.cost, terms) },
    errors: {
      fitted: await errors(split.fitted, memory),
      heldOut: split.heldOut.length === 0 ? [] : await errors(split.heldOut, newMemory()),
    },
    warnings: warningsOf({ unknowns, best, known, correlations, terms, end, tried }),
    end,
    tried,
    replications,
    seed,
  };
}

function countsOf(settings: readonly MeasuredSetting[]) {
  const rows = settings.reduce((sum, { points }) => sum + points.length, 0);
  return { rows, settings: settings.length };
}

/** An interval that is wider than the range is none. */
function foundValue(unknown: Unknown, place: number, half: number | undefined): FoundValue {
  const { name, path, parameter = null, unit, low, high, start } = unknown;
  const isKnown = half !== undefined && half < 1;
  return {
    name,
    path: showPath(path),
    parameter,
    unit,
    start,
    value: valueAt(unknown, place),
    text: textAt(unknown, place),
    interval: isKnown ? [valueAt(unknown, place - half), valueAt(unknown, place + half)] : null,
    range: [low, high],
  };
}
