/** What a worker does: one run. A scenario and its result are plain data and travel as copies. */

import { InvariantError } from '../../engine/kernel/assert.ts';
import type { RunResult } from '../../run/result/result.ts';
import { type RunRow, runRow } from '../../run/result/run-row.ts';
import { run } from '../../run/run.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type Mistake, Problem } from '../../text/problem.ts';
import { importPolicies } from '../files/policy-module.ts';

/** A run to make. */
export interface Job {
  readonly scenario: Scenario;
  readonly verify: boolean;
  /** What files of users' policies are seen from. */
  readonly policyFolder: string;
}

/** What came of it. Classes of errors do not cross threads, so errors are data as well. */
export type Answer<Value> =
  | { readonly value: Value }
  | { readonly fault: string }
  | { readonly mistakes: readonly Mistake[] };

export async function resultOf({
  scenario,
  verify,
  policyFolder,
}: Job): Promise<Answer<RunResult>> {
  try {
    const policies = await importPolicies(scenario, policyFolder);
    return { value: run(scenario, { verify, policies }) };
  } catch (error) {
    if (error instanceof InvariantError) return { fault: error.message };
    if (error instanceof Problem) return { mistakes: error.mistakes };
    throw error;
  }
}

export async function rowOf(job: Job): Promise<Answer<RunRow>> {
  const answer = await resultOf(job);
  return 'value' in answer ? { value: runRow(answer.value) } : answer;
}
