/**
 * Candidates simulated at all settings. Every candidate meets the same seeds, so that two of them
 * differ by their values alone (common random numbers).
 */

import { InvariantError } from '../../engine/kernel/assert.ts';
import type { RunScenarios } from '../../run/sweep.ts';
import type { SetOption } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { ScenarioTemplate } from '../../scenario/template.ts';
import { showPath } from '../../text/tree.ts';
import { mean } from '../fit/statistics.ts';
import { replications as replicationsOf } from '../plan/evaluations.ts';
import { reportAt } from '../validate/simulate.ts';
import type { MeasuredSetting } from './point.ts';
import { type Numbers, numbersOf } from './quantities.ts';
import type { Unknown } from './unknown.ts';

/** Values of the unknowns as texts, in their order. */
export type Candidate = readonly string[];

/** What a candidate gives: means over the replications, one a setting. */
export type Outcome = readonly Numbers[];

/** Outcomes that are known already, by candidate, and where new ones are kept. */
export interface Memory {
  readonly known: (candidate: Candidate) => Outcome | undefined;
  readonly keep: (candidate: Candidate, outcome: Outcome) => void;
}

export interface Experiment {
  readonly template: ScenarioTemplate;
  readonly unknowns: readonly Unknown[];
  readonly settings: readonly MeasuredSetting[];
  readonly replications: number;
  readonly runScenarios: RunScenarios;
  readonly memory: Memory;
}

/** Remembers nothing beyond itself. */
export function newMemory(): Memory {
  const outcomes = new Map<string, Outcome>();
  const keyOf = (candidate: Candidate): string => candidate.join('\n');
  return {
    known: (candidate) => outcomes.get(keyOf(candidate)),
    keep: (candidate, outcome) => outcomes.set(keyOf(candidate), outcome),
  };
}

/**
 * The outcomes of candidates, in their order; those not known are simulated together.
 * @throws InvariantError with the candidate for a fault of the simulator, Problem for values that
 *   the scenario does not take.
 */
export async function evaluate(
  candidates: readonly Candidate[],
  experiment: Experiment,
): Promise<Outcome[]> {
  const { memory, settings, replications, runScenarios } = experiment;
  const unknown = candidates.filter((candidate) => memory.known(candidate) === undefined);
  const fresh = [
    ...new Map(unknown.map((candidate) => [candidate.join('\n'), candidate])).values(),
  ];
  const scenarios = fresh.flatMap((candidate) => scenariosOf(candidate, experiment));
  if (scenarios.length > 0) {
    const run = () => runScenarios(scenarios, () => undefined);
    const results = await withCandidates(fresh, experiment, run);
    const numbers = results.map(numbersOf);
    for (const [index, candidate] of fresh.entries()) {
      const outcome = settings.map((_, which) => {
        const from = (index * settings.length + which) * replications;
        return meansOf(numbers.slice(from, from + replications));
      });
      memory.keep(candidate, outcome);
    }
  }
  return candidates.map((candidate) => memory.known(candidate) as Outcome);
}

/** All runs of a candidate: settings, and of each its replications. */
export function scenariosOf(candidate: Candidate, experiment: Experiment): Scenario[] {
  const { template, settings, unknowns, replications } = experiment;
  const values = settingsOfCandidate(candidate, unknowns);
  return settings.flatMap(({ settings: set, points: [{ where }] }) => {
    const scenario = reportAt(where, () => template.with([...set, ...values]));
    return replicationsOf(scenario, replications);
  });
}

/** What a candidate sets. */
export function settingsOfCandidate(
  candidate: Candidate,
  unknowns: readonly Unknown[],
): SetOption[] {
  return unknowns.map(({ path }, index) => {
    return { path: showPath(path), value: JSON.stringify(candidate[index] ?? '') };
  });
}

/** Adds to a fault what was being tried, so that it can be repeated. */
async function withCandidates<Value>(
  candidates: readonly Candidate[],
  { unknowns }: Experiment,
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InvariantError)) throw error;
    const tried = candidates.map((candidate) => {
      const set = settingsOfCandidate(candidate, unknowns);
      return set.map(({ path, value }) => `--set ${path}=${value}`).join(' ');
    });
    const message = `${error.message}, while one of these was tried: ${tried.join(' or ')}`;
    throw new InvariantError(message, { cause: error });
  }
}

function meansOf(numbers: readonly Numbers[]): Numbers {
  const keys = Object.keys(numbers[0] ?? {});
  return Object.fromEntries(keys.map((key) => [key, mean(numbers.map((one) => one[key] ?? 0))]));
}
