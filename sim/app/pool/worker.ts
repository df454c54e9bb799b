/**
 * What a worker does: one run, or a batch. Scenarios and results are data and cross as copies.
 */

import { InvariantError } from '../../engine/kernel/assert.ts';
import type { RunResult } from '../../run/result/result.ts';
import { type RowBlock, RowBlockWriter } from '../../run/result/row-block.ts';
import { run } from '../../run/run.ts';
import { replicated } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type Mistake, Problem } from '../../text/problem.ts';
import type { Path } from '../../text/tree.ts';
import { setIn } from '../../text/tree.ts';
import { importPolicies } from '../files/policy-module.ts';

/** How runs are made. */
export interface RunWay {
  /** See `RunSettings`. */
  readonly verify: boolean;
  /** What files of users' policies are seen from. */
  readonly policyFolder: string;
}

/** A run to make. */
export interface Job extends RunWay {
  readonly scenario: Scenario;
}

/** Scenarios that differ at some places only. */
export interface Batch {
  readonly base: Scenario;
  readonly places: readonly Path[];
  /** For each run what is at the places, one run after the other. */
  readonly values: readonly unknown[];
  /** Which of the scenario's seeds each run has. */
  readonly seeds: readonly number[];
}

/** What came of it. Classes of errors do not cross threads, so errors are data as well. */
export type Answer<Value> = { readonly value: Value } | Fault;

/** Why a run could not be made. */
export type Fault = { readonly fault: string } | { readonly mistakes: readonly Mistake[] };

/** The rows of a batch, up to the first run that could not be made, and why. */
export interface BatchAnswer {
  readonly block: RowBlock;
  readonly fault?: Fault;
  /** Of the worker, ms. */
  readonly timeMs: number;
}

export async function resultOf({ scenario, ...way }: Job): Promise<Answer<RunResult>> {
  try {
    return { value: await resultIn(scenario, way) };
  } catch (error) {
    return faultOf(error);
  }
}

export async function rowsOf(batch: Batch & RunWay): Promise<BatchAnswer> {
  const startMs = performance.now();
  const rows = new RowBlockWriter();
  const answer = (): BatchAnswer => ({ block: rows.end(), timeMs: performance.now() - startMs });
  try {
    for (const scenario of scenariosOf(batch)) rows.add(await resultIn(scenario, batch));
  } catch (error) {
    return { ...answer(), fault: faultOf(error) };
  }
  return answer();
}

/** Neighbours share what they have in common, up to the first place at which they differ. */
function* scenariosOf({ base, places, values, seeds }: Batch): Generator<Scenario> {
  const made: Scenario[] = [];
  for (const [run, seed] of seeds.entries()) {
    const start = run * places.length;
    let at = 0;
    while (
      run > 0 &&
      at < places.length &&
      values[start + at] === values[start + at - places.length]
    )
      at += 1;
    for (; at < places.length; at += 1) {
      made[at] = setIn(made[at - 1] ?? base, places[at] as Path, values[start + at]) as Scenario;
    }
    yield replicated(made.at(-1) ?? base, seed);
  }
}

async function resultIn(scenario: Scenario, { verify, policyFolder }: RunWay): Promise<RunResult> {
  const isModule = scenario.migrations.some(({ policy }) => policy.name === 'module');
  if (!isModule) return run(scenario, { verify });
  return run(scenario, { verify, policies: await importPolicies(scenario, policyFolder) });
}

function faultOf(error: unknown): Fault {
  if (error instanceof InvariantError) return { fault: error.message };
  if (error instanceof Problem) return { mistakes: error.mistakes };
  throw error;
}
