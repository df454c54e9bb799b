/** What a scenario is checked against, and what it is when it is checked. */
import type { RunResult } from '../../run/result/result.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { Problem } from '../../text/problem.ts';
import { boundedRun } from './bounded.ts';
import type { Draws } from './draw/draws.ts';
import { scenarioOf, type Tree } from './draw/tree.ts';

/** A drawn scenario that was run. */
export interface Subject {
  readonly tree: Tree;
  readonly scenario: Scenario;
  readonly result: RunResult;
  /** What a check draws by itself, the same at each call for a scenario. */
  readonly draw: Draws;
}

/** What came of a check: nothing wrong, nothing to say of this scenario, or what is broken. */
export type Verdict = 'fine' | 'unfit' | { readonly broken: string };

/** A check beside those that every scenario gets. */
export interface Check {
  readonly name: string;
  /** Whether it draws all that it looks at: the scenario has no part in it. */
  readonly isApart?: boolean;
  /** What it compares, in a line. */
  readonly about: string;
  judge(subject: Subject): Verdict;
}

/** A run in which contents of pages are followed where there are some. @throws Costly; Endless. */
export function runOf(scenario: Scenario): RunResult {
  return boundedRun(scenario, scenario.fidelity === 'expected' ? {} : { verify: true });
}

/** Runs a tree. @returns undefined for what has no model of expected values. @throws otherwise. */
export function runTree(tree: Tree): RunResult | undefined {
  return runIfModelled(scenarioOf(tree));
}

/** The same of a checked scenario. */
export function runIfModelled(scenario: Scenario): RunResult | undefined {
  try {
    return runOf(scenario);
  } catch (error) {
    if (error instanceof Problem && error.mistakes.every(isOfFidelity)) return undefined;
    throw error;
  }
}

const isOfFidelity = ({ where }: Problem['mistakes'][number]): boolean =>
  where === 'fidelity: expected';
