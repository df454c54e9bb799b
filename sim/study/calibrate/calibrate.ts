/** Values of a machine or a scenario that make the simulation meet measurements. */

import { showPath } from '../../text/tree.ts';
import { compassSearch, type Found } from '../fit/compass-search.ts';
import { type LeastSquares, openLeastSquares } from '../fit/least-squares.ts';
import { squaresAbout } from '../fit/statistics.ts';
import { CALIBRATION_SCHEMA_VERSION, type Calibration, type FoundValue } from './calibration.ts';
import { checkExperiment, measuredSettings } from './check.ts';
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
import { errorsOf, misfit, residualsOf, type Term, termsOf } from './objective.ts';
import type { MeasuredData, MeasuredSetting } from './point.ts';
import type { Weights } from './quantities.ts';
import { requireAlike } from './repetitions.ts';
import { type Settled, settle } from './settle.ts';
import { placeOf, textAt, type Unknown, valueAt } from './unknown.ts';
import { warningsOf, whyNone } from './warnings.ts';

/** What is asked for. */
export interface CalibrateOptions extends Omit<Experiment, 'settings' | 'memory'> {
  readonly data: readonly MeasuredData[];
  readonly weights: Weights;
  /** Share of the settings that is kept from the fit, 0 to 1; undefined for none. */
  readonly holdOut: number | undefined;
  /** Name of the machine that is shown. */
  readonly machine: string;
  readonly seed: string;
  /** Where outcomes are kept, given everything that they depend on. */
  readonly memoryOf: (of: unknown) => Memory;
  /** By how much repetitions of a setting scatter beside what the simulation does, a share. */
  readonly scatter: number;
  /** Most places to try. */
  readonly budget: number;
  /** Called after every round; the search is stopped when it returns false. */
  readonly goOn: (tried: number, misfit: number, values: Candidate) => boolean;
}

/** The search goes no nearer: there simulated times jump more than they change. */
const LAST_RADIUS = 0.01;

/**
 * Searches the values.
 * @throws Problem for measurements that cannot determine them, or values that no scenario takes;
 *   InvariantError, with what was tried, for a fault of the simulator.
 */
export async function calibrate(options: CalibrateOptions): Promise<Calibration> {
  const { unknowns, weights, budget, goOn, scatter } = options;
  const split = splitOf(options);
  const terms = termsOf(split.fitted, weights);
  const experiment = remembering({ ...options, settings: split.fitted }, terms, options.memoryOf);
  await requireAlike(experiment, terms, scatter);
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
    lastRadius: LAST_RADIUS,
    goOn: (tried, best) => goOn(tried, misfit(best.cost, terms), candidateAt(best.at, unknowns)),
  });
  const leastSquares = await openLeastSquares();
  const isStopped = found.end === 'stopped';
  const settled = isStopped ? undefined : await settle(found.best.at, residualsAt, leastSquares);
  const known = settled === undefined ? undefined : determined(settled, terms, leastSquares);
  return report(options, { split, terms, found, settled, known, memory: experiment.memory });
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

interface Outcomes {
  readonly split: Split;
  readonly terms: readonly Term[];
  readonly found: Found;
  /** Undefined when the search was stopped. */
  readonly settled: Settled | undefined;
  readonly known: Determination | undefined;
  readonly memory: Memory;
}

async function report(
  options: CalibrateOptions,
  { split, terms, found, settled, known, memory }: Outcomes,
): Promise<Calibration> {
  const { unknowns, weights, data, machine, replications, seed } = options;
  const { start, end } = found;
  const tried = found.tried + (settled?.tried ?? 0);
  const experiment = { ...options, settings: split.fitted, memory };
  const isCompared = (name: string): boolean => terms.some(({ quantity }) => quantity === name);
  const { at, cost } = await reached({ found, settled, terms }, experiment);
  const both = [start.at, at].map((place) => candidateAt(place, unknowns));
  const values = unknowns.map((unknown, k) => {
    return foundValue(unknown, at[k] ?? 0, known?.spreads[k]?.half);
  });
  const correlations = (known?.correlations ?? []).map(({ pair: [a, b], value }) => {
    return { names: [unknowns[a]?.name ?? '', unknowns[b]?.name ?? ''] as const, value };
  });
  const places = { start: misfit(start.cost, terms), found: misfit(cost, terms) };
  const errors = async (settings: readonly MeasuredSetting[], own: Memory) => {
    const [before, after] = await evaluate(both, { ...options, settings, memory: own });
    return errorsOf(settings, weights, before ?? [], after ?? []);
  };
  const fitted = await errors(split.fitted, memory);
  return {
    schemaVersion: CALIBRATION_SCHEMA_VERSION,
    noFit: whyNone(places, fitted),
    measured: data.map(({ name }) => name),
    machine,
    fitted: countsOf(split.fitted),
    heldOut: countsOf(split.heldOut),
    weights: Object.fromEntries([...weights].filter(([name]) => isCompared(name))),
    values,
    correlations,
    misfit: places,
    errors: {
      fitted,
      heldOut: split.heldOut.length === 0 ? [] : await errors(split.heldOut, newMemory()),
    },
    warnings: warningsOf({ unknowns, at, known, settled, correlations, terms, end, tried }),
    end,
    tried,
    replications,
    seed,
  };
}

/** The best place tried, where the surface does not lead to a better one than the start. */
async function reached(
  { found: { start, best }, settled, terms }: Pick<Outcomes, 'found' | 'settled' | 'terms'>,
  experiment: Experiment,
): Promise<{ readonly at: readonly number[]; readonly cost: number }> {
  if (settled === undefined) return best;
  const [outcome = []] = await evaluate([candidateAt(settled.at, experiment.unknowns)], experiment);
  const cost = squaresAbout(0, residualsOf(outcome, terms));
  return cost <= start.cost ? { at: settled.at, cost } : best;
}

function determined(
  { values, columns, jumps, share }: Settled,
  terms: readonly Term[],
  leastSquares: LeastSquares,
): Determination {
  const left = jumps.map((jump) => jump * share);
  return determine({ terms, residuals: values, columns, jumps: left }, leastSquares);
}

function countsOf(settings: readonly MeasuredSetting[]) {
  const rows = settings.flatMap(({ points }) => points).length;
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
