/**
 * A run as several smaller ones of parts that cannot feel each other, which any thread may make:
 * together they come to the same bytes.
 */
import type { Scenario } from '../scenario/scenario.ts';
import { drawn } from '../scenario/uncertain.ts';
import { requireExpected } from './expected/run/unfit.ts';
import { runResult, together } from './in-parts.ts';
import type { RunResult } from './result/result.ts';
import { independentParts } from './world/independent-parts.ts';

export interface Shares {
  readonly scenarios: readonly Scenario[];
  /** Of their results in this order. */
  readonly together: (results: readonly RunResult[]) => RunResult;
}

/** On average, a migration that is alone goes by itself: shares have two and more. */
const MIGRATIONS_LEAST = 2;

/**
 * @param most of them. @returns undefined where all of a scenario is joined.
 * @throws Problem for what has no model of expected values.
 */
export function sharesOf(given: Scenario, most: number): Shares | undefined {
  const { scenario, values } = drawn(given);
  if (scenario.fidelity === 'expected') requireExpected(scenario);
  const { length } = scenario.migrations;
  const parts = independentParts(scenario, Math.max(MIGRATIONS_LEAST, Math.ceil(length / most)));
  if (parts.length < 2) return undefined;
  return {
    scenarios: parts.map((part) => part.scenario),
    together: (results) => {
      const migrations = together(parts, results);
      return runResult(scenario, values, { migrations, bystanders: [] });
    },
  };
}
